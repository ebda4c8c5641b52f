"""Pages for teachers: the model and its thresholds, and the catalogue, as Markdown.

The window shows them, and `docs/` has the same text. Their prose stands in ``assets/manual``; every figure
in it is a place in braces, filled in from the code when the page is asked for.
"""

from __future__ import annotations

from importlib.resources import files

from lrsim.manual import markdown
from lrsim.manual.markdown import Show
from lrsim.text.messages import Message, say

__all__ = ["PAGES", "page", "texts"]

PAGES = {
    "model.md": Message("The model, and how it is judged"),
    "catalogue.md": Message("Catalogue"),
}
"""The pages by their names, each with its title."""


def page(name: str, show: Show = say) -> str:
    """Return a page as Markdown.

    Parameters
    ----------
    name : str
        One of `PAGES`.
    show : callable
        What makes of a text and its values what people read; by default in their language.

    Returns
    -------
    str
        Links between the pages are their names.
    """
    from lrsim.manual import catalogue  # who only lists the pages needs nothing of what they tell
    from lrsim.manual.figures import figures

    if name == "catalogue.md":
        return catalogue.page(show)
    return markdown.rendered(_source(name), show, figures())


def texts() -> list[str]:
    """Return all that is to be translated of the pages in files."""
    return markdown.texts(_source("model.md"))


def _source(name: str) -> str:
    return (files("lrsim.assets") / "manual" / name).read_text(encoding="utf-8")
