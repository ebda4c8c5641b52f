"""Qt, loaded by the two commands that need it; the packages and libraries it lacks are said in a line."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from lrsim.cli import interrupts
from lrsim.errors import InputError, MissingPackageError, needing
from lrsim.text.messages import Message


@contextlib.contextmanager
def loading_qt(purpose: Message, failure: Message) -> Iterator[None]:
    """Say what has to be installed where an import inside the block fails; Qt's imports lose exceptions.

    Parameters
    ----------
    purpose : Message
        What needs it, as the beginning of a sentence.
    failure : Message
        What is said where a library of the system is missing, with its place for ``error``.

    Raises
    ------
    MissingPackageError
        When a package is not there.
    InputError
        When a library of the system is not.
    """
    try:
        with interrupts.loading(), needing(purpose, "PySide6-Essentials", "pyqtgraph", "contourpy"):
            yield
    except MissingPackageError:
        raise
    except ImportError as error:
        raise InputError("", None, failure.altered(error=str(error))) from error
