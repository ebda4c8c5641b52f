"""A range test on a lesson's stage: the whole curve, and what is read from it once that may be told."""

from __future__ import annotations

from lrsim.gui.finder.plot import FinderPlot
from lrsim.lessons.quantities import TEST_STEPS
from lrsim.session.session import Session
from lrsim.studies.finder.range_test import find_lr

__all__ = ["RangeTest"]


class RangeTest(FinderPlot):
    """The picture of the Finder page, of the test that lessons speak of."""

    def show_session(self, session: Session) -> None:
        """Show the test of the selected runner: it takes a fraction of a frame."""
        found = find_lr(session.experiment, index=session.selected, steps=TEST_STEPS)
        self.show_found(found, session.selected)
        self.show_points(len(found.lr))
