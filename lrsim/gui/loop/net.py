"""A net under what Qt calls: a fault in a picture is reported once, and the window goes on.

Qt calls overrides such as `paint`, `sizeHint` or `data` from C++. An exception that leaves one of them while
there is Python further down the stack ends the process with PySide6 6.11 on Python 3.11, so none may leave.
"""

from __future__ import annotations

import functools
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from types import FunctionType
from typing import Any, Final, NamedTuple
from weakref import WeakSet

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPaintEngine, QPainter, QPainterPath, QValidator
from PySide6.QtWidgets import QAbstractSpinBox

__all__ = [
    "FAULTS",
    "Fault",
    "Netted",
    "descendants",
    "forget_faults",
    "has_net",
    "is_override",
    "saved_state",
    "spread_net",
]


class Fault(NamedTuple):
    """An exception that was caught: the override that it would have left, where it arose, what it says."""

    override: str
    place: str
    error: str


FAULTS: Final[list[Fault]] = []
"""What has been caught, each fault of each override once."""


def _nothing(*_arguments: object) -> None:
    return None


def _false(*_arguments: object) -> bool:
    return False


def _none(*_arguments: object) -> int:
    return 0


def _first(*arguments: Any) -> Any:
    return arguments[0]


def _last(*arguments: Any) -> Any:
    return arguments[-1]


INSTEAD: Final[Mapping[str, Callable[..., object]]] = {
    "paint": _nothing,
    "drawForeground": _nothing,
    # a paint engine and its device
    "paintEngine": _nothing,
    "metric": _none,
    "type": lambda *_: QPaintEngine.Type.User,
    "begin": _false,
    "end": _false,
    "updateState": _nothing,
    "drawPath": _nothing,
    "drawPolygon": _nothing,
    "drawTextItem": _nothing,
    "drawPixmap": _nothing,
    "drawImage": _nothing,
    # items and widgets
    "boundingRect": lambda *_: QRectF(),
    "shape": lambda *_: QPainterPath(),
    "itemChange": _last,  # the value that Qt proposes
    "sizeHint": lambda *_: QSize(),
    "minimumSizeHint": lambda *_: QSize(),
    "heightForWidth": lambda *_: -1,
    "done": _nothing,
    "event": _false,
    "eventFilter": _false,
    "focusNextPrevChild": _false,
    "inputMethodQuery": _nothing,
    # models and delegates
    "data": _nothing,
    "headerData": _nothing,
    "rowCount": _none,
    "columnCount": _none,
    "flags": lambda *_: Qt.ItemFlag.NoItemFlags,
    "setData": _false,
    "createEditor": _nothing,
    "updateEditorGeometry": _nothing,
    "edit": _false,
    # buttons and spin boxes
    "nextCheckState": _nothing,
    "stepBy": _nothing,
    "stepEnabled": lambda *_: QAbstractSpinBox.StepEnabledFlag.StepNone,
    "validate": lambda text, at: (QValidator.State.Acceptable, text, at),
    # what screen readers ask
    "text": lambda *_: "",
    "currentValue": lambda *_: 0.0,
    "setCurrentValue": _nothing,
    "minimumValue": lambda *_: 0.0,
    "maximumValue": lambda *_: 0.0,
    "minimumStepSize": lambda *_: 0.0,
    "interface_cast": _none,
}
"""What Qt is given when an override fails, by its name; of events, which end in "Event", nothing."""


_GUARDED: Final[WeakSet[Callable[..., Any]]] = WeakSet()


class Netted:
    """A base beside Qt's: overrides of the classes derived from it have the net."""

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        spread_net(cls)


def spread_net(cls: type) -> None:
    """Put the net under the overrides that a class itself has."""
    for name, method in list(vars(cls).items()):
        if is_override(cls, name) and not has_net(method):
            setattr(cls, name, _guarded(method))


def is_override(cls: type, name: str) -> bool:
    """Tell whether a class's own method is one that Qt calls."""
    return (
        (name in INSTEAD or name.endswith("Event"))
        and isinstance(vars(cls).get(name), FunctionType)
        and any(name in vars(base) for base in cls.__mro__[1:] if _is_qt(base))
    )


def has_net(method: object) -> bool:
    """Tell whether a method has the net."""
    return method in _GUARDED


def saved_state(painter: QPainter) -> AbstractContextManager[None]:
    """Give a painter back as it was, whatever happens."""
    return _Saved(painter)


class _Saved(AbstractContextManager[None]):
    """A generator takes four times as long, and a picture has dozens."""

    __slots__ = ("_painter",)

    def __init__(self, painter: QPainter) -> None:
        self._painter = painter

    def __enter__(self) -> None:
        self._painter.save()

    def __exit__(self, *_raised: object) -> None:
        self._painter.restore()


def forget_faults() -> None:
    """Forget what has been caught: from now on it is reported again."""
    FAULTS.clear()


def descendants(cls: type) -> Iterator[type]:
    """Return the classes that derive from one, as far as they are loaded."""
    derived: type
    for derived in cls.__subclasses__():
        yield derived
        yield from descendants(derived)


def _is_qt(cls: type) -> bool:
    return cls.__module__.startswith("PySide6.")


def _guarded(method: FunctionType) -> Callable[..., Any]:
    instead = INSTEAD.get(method.__name__, _nothing)

    @functools.wraps(method)
    def guarded(self: object, *arguments: Any, **named: Any) -> Any:
        try:
            return method(self, *arguments, **named)
        except Exception as error:  # whatever it is, Qt must not see it
            _report(f"{type(self).__name__}.{method.__name__}", error)
            return instead(*arguments)

    _GUARDED.add(guarded)
    return guarded


def _report(override: str, error: Exception) -> None:
    """Report a fault as Python does an uncaught exception, unless it has been: it will come again."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    fault = Fault(override, f"{frame.filename}:{frame.lineno}", f"{type(error).__name__}: {error}")
    # the same place may complain of another number each time
    if not any(known[:2] == fault[:2] for known in FAULTS):
        FAULTS.append(fault)
        sys.excepthook(type(error), error, error.__traceback__)
