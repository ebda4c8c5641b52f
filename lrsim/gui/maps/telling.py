"""What is told of a cell of a map: all of it, but of the runner's own nothing that is still to come."""

from __future__ import annotations

from typing import Final

from lrsim.gui.maps.frame import Place
from lrsim.studies.maps.reading import Reading, place_of, reading_of
from lrsim.studies.maps.sheet import Sheet, cell_of
from lrsim.text.messages import Message

__all__ = ["Cell", "cell_under", "told_of"]

Cell = tuple[int, int]
"""Row and column."""

OWN_CELL: Final = Message("nearest to the runner")
CELL, NEAR_CELL = Message("under the mouse"), Message("near the mouse")
"""Which cell a reading is of."""

LATER: Final = Message("told at the end, or with Reveal")
"""Takes the place of the outcome of a run that is still to be seen."""


def cell_under(sheet: Sheet, place: Place | None) -> Cell | None:
    """Return the cell in which a runner stands; None beside the map."""
    if place is None or not (0.0 <= place.x <= 1.0 and 0.0 <= place.y <= 1.0):
        return None
    return cell_of(sheet.y, place.y), cell_of(sheet.x, place.x)


def told_of(sheet: Sheet, cell: Cell | None, own: Cell | None, *, seen: bool) -> Reading | None:
    """Return what is told of a cell.

    Parameters
    ----------
    sheet : Sheet
    cell : Cell or None
        Under the mouse; the runner's own for None.
    own : Cell or None
        The runner's own.
    seen : bool
        Whether the end of the runner's run has been seen, or its future is revealed.

    Returns
    -------
    Reading or None
        None as long as nothing is known.
    """
    asked = cell or own
    if asked is None or not sheet.is_known(*asked):
        return None
    heading = OWN_CELL if cell is None else CELL if sheet.is_final(*asked) else NEAR_CELL
    if asked == own and not seen:
        return Reading(heading, None, (*place_of(sheet, *asked), LATER))
    return reading_of(sheet, *asked, heading)
