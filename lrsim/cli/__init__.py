"""The command line.

Nothing is imported here, so that even an early Ctrl+C finds somebody in charge.
"""

import os
import sys
from collections.abc import Sequence

OWN_FAULT = 70
"""Exit status of a fault of lrsim itself (EX_SOFTWARE of sysexits.h): 1 says that an expectation failed."""

INTERRUPTED = 130


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
        from lrsim.cli.commands import dispatch

        return dispatch(list(argv))
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        return _own_fault(error)


def _process(args: list[str]) -> int:
    """Run the command line of this process."""
    from lrsim.cli import interrupts

    interrupts.leave_at_once()
    from lrsim.cli.commands import dispatch, is_headless

    work = interrupts.Work()
    if is_headless(args):  # the window heeds signals itself, and has nothing to put in order before
        work.begin()
    try:
        return work.end(dispatch(args))
    except Exception as error:
        status = work.end(OWN_FAULT)  # an interruption that was taken for another error ends here
        _own_fault(error)
        return status


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
