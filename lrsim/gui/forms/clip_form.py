"""The fields below an optimizer's own: what gradients are clipped to before it gets them."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from lrsim import parameters
from lrsim.gui.forms.form import ParameterForm
from lrsim.runner import Runner
from lrsim.text.messages import Message

__all__ = ["ClipForm"]

_NORM: Final = Message("clip norm")
_VALUE: Final = Message("clip value")
_KEYS: Final = {_NORM: "clip_norm", _VALUE: "clip_value"}
_FIELDS: Final = (
    msgspec.structs.replace(
        parameters.CLIP_NORM,
        name=_NORM,
        doc=Message(
            "A longer gradient is shortened to this before the optimizer gets it; 0: none."
        ),
    ),
    msgspec.structs.replace(
        parameters.CLIP_VALUE,
        name=_VALUE,
        doc=Message("A steeper slope of a coordinate is cut to this, before that; 0: none."),
    ),
)


class ClipForm(ParameterForm):
    """Two fields of a runner's, whatever its optimizer."""

    clipped = Signal(dict)
    """The user changed these arguments of the runner."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edited.connect(self._edit)

    def show_runner(self, runner: Runner) -> None:
        """Show what a runner's gradients are clipped to."""
        self.show_parameters(_FIELDS, {name: getattr(runner, key) for name, key in _KEYS.items()})

    def _edit(self, name: str, value: Any) -> None:
        self.clipped.emit({_KEYS[Message(name)]: value})
