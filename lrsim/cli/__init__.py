"""The command line.

Nothing is imported here, so that even an early Ctrl+C finds somebody in charge.
"""

import os
import sys
from collections.abc import Sequence
from types import ModuleType

BAD_INPUT = 2
OWN_FAULT = 70
"""Exit status of a fault of lrsim itself (EX_SOFTWARE of sysexits.h): 1 says that an expectation failed."""

INTERRUPTED = 130

MANY = 200_000
"""Objects made, less those gone, before garbage is looked for: loading makes half as many, and they stay."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    Parameters
    ----------
    argv : sequence of str, optional
        The words after ``lrsim``; by default those of the process, which is then ended by signals.

    Returns
    -------
    int
        0 done, 1 an expectation failed, 2 bad input, 70 a fault of lrsim itself, 130 interrupted,
        141 the reader of a pipe has left.
    """
    if argv is None:
        return _process(sys.argv[1:])
    try:
        commands = _commands()
        return BAD_INPUT if commands is None else int(commands.dispatch(list(argv)))
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        return _own_fault(error)


def _process(args: list[str]) -> int:
    """Run the command line of this process."""
    import gc

    gc.set_threshold(MANY)
    from lrsim.cli import interrupts

    interrupts.leave_at_once()
    commands = _commands()
    if commands is None:
        return BAD_INPUT
    work = interrupts.Work()
    # The window heeds signals itself, and has nothing to put in order before.
    headless = commands.is_headless(args)
    if headless:
        work.begin()
    try:
        status = work.end(commands.dispatch(args))
    except Exception as error:
        status = work.end(OWN_FAULT)  # an interruption that was taken for another error ends here
        _own_fault(error)
    if headless:
        gc.freeze()  # or the interpreter, ending, looks through all that was loaded, twice
    return status


def _commands() -> ModuleType | None:
    """Return the module of the commands, or say which package it lacks."""
    from lrsim.errors import MissingPackageError, needing
    from lrsim.text.messages import Message

    try:
        with needing(Message("the command line"), "click"):
            from lrsim.cli import commands
    except MissingPackageError as error:
        sys.stderr.write(f"lrsim: {error}\n")
        return None
    return commands


def _own_fault(error: Exception) -> int:
    """Say in one line what went wrong, and where for who asks for it."""
    kind = type(error).__name__
    print(  # noqa: T201  # what writes for the commands may be what has failed
        f"lrsim: a fault of lrsim itself, please report it: {kind}: {error} "
        "(LRSIM_TRACEBACK=1 shows where)",
        file=sys.stderr,
    )
    if os.environ.get("LRSIM_TRACEBACK"):
        import traceback

        traceback.print_exception(error)
    return OWN_FAULT
