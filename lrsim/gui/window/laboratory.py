"""What keys and menus ask a window for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from lrsim.gui.look.theme import Theme


class Laboratory(Protocol):
    """What the window does that keys and menus ask for."""

    theme: Theme

    @property
    def page_names(self) -> tuple[str, ...]:
        """The pages of the upper part."""

    @property
    def page_name(self) -> str:
        """The one of them that is seen."""

    def show_page(self, index: int) -> None:
        """Show one of them."""

    def toggle_play(self) -> None:
        """Play or pause."""

    def step(self, n: int) -> None:
        """Take a step, or one back."""

    def toggle_arc(self) -> None:
        """Show or hide what each learning rate would do."""

    def toggle_loss_scale(self) -> None:
        """Switch the loss curve between log and linear."""

    def fit(self) -> None:
        """Show the surface's own domain."""

    def toggle_depth(self) -> None:
        """Show a 2-D surface as a landscape, or flat."""

    def enlarge(self) -> None:
        """Enlarge the card at hand, or give it back its own size."""

    def present(self) -> None:
        """Present, or go back to how it was before."""

    def present_with_notes(self) -> None:
        """Present, with a window for the speaker on whatever screen there is."""

    def open_lesson(self) -> None:
        """Ask for the file of a lesson, or of a list of scenes."""

    def show_code(self) -> None:
        """Show the experiment's share code, or show it no longer."""

    def fix(self) -> None:
        """Do what the verdict offers."""

    def reset_rate(self) -> None:
        """Turn the dial to the optimizer's usual learning rate."""

    def rename(self) -> None:
        """Let the name of the selected runner be typed."""

    def change_theme(self, theme: Theme) -> None:
        """Dress the window."""

    def step_type(self, count: int) -> None:
        """Have type larger by so many sizes, or smaller; 0: as large as usual."""

    def set_reduced_motion(self, reduced: bool) -> None:
        """Let nothing move between steps, or let it."""

    def show_message(self, text: str) -> None:
        """Show a message."""

    def doing(self, act: Callable[..., object]) -> Callable[..., None]:
        """Return the act with bad input said instead of raised."""
