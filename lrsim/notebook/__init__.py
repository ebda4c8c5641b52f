"""Results in notebooks: inline SVG, Matplotlib, pandas. Nothing of it needs a window."""

from lrsim.notebook.axes import plot
from lrsim.notebook.frames import frame
from lrsim.notebook.html import html

__all__ = ["frame", "html", "plot"]
