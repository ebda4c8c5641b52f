"""What the themes are called."""

from __future__ import annotations

from typing import Final

from lrsim.text.messages import Message

__all__ = ["THEME_TITLES"]

THEME_TITLES: Final = {
    "dark": Message("Dark theme"),
    "light": Message("Light theme"),
    "projector": Message("Projector theme"),
    "contrast": Message("High-contrast theme"),
}
