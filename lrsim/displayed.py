"""What results have in common that are shown in notebooks: a picture or words, a plot, a table."""

from __future__ import annotations

import importlib
from typing import Any, Final

HOME: Final = "lrsim.notebook"
"""Who draws them: it knows all kinds of results, and is loaded when the first one is shown."""


class Shown:
    """A result that a notebook shows."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        html: str = importlib.import_module(HOME).html(self)
        return html


class Tabled(Shown):
    """A result that a notebook shows, and that pandas takes, too."""

    __slots__ = ()

    def to_frame(self) -> Any:
        """Return the numbers as a table.

        Returns
        -------
        pandas.DataFrame
            Of a run, a row for each recorded step; of a sweep or range test, for each learning rate; of a
            map, for each cell; of a batch, for each lane; of a bifurcation, for each position that is kept;
            of a zone, for it and each hole and island; of an experiment, for each runner; of the local
            theory, for each of its numbers.

        Raises
        ------
        ImportError
            When pandas is not installed.
        """
        return importlib.import_module(HOME).frame(self)


class Displayed(Tabled):
    """A result that a notebook shows as a picture, and that Matplotlib and pandas take, too."""

    __slots__ = ()

    def plot(self, ax: Any = None) -> Any:
        """Draw it with Matplotlib.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where; a new one by default.

        Returns
        -------
        matplotlib.axes.Axes
            The axes it was drawn on.

        Raises
        ------
        ImportError
            When Matplotlib is not installed (the extra ``plot``).
        """
        return importlib.import_module(HOME).plot(self, ax)
