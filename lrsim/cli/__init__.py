"""The command line.

Nothing is imported here, so that even an early Ctrl+C finds somebody in charge.
"""

import sys
from collections.abc import Sequence

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


def _process(args: list[str]) -> int:
    """Run the command line of this process."""
    from lrsim.cli import interrupts

    interrupts.leave_at_once()
    from lrsim.cli.commands import dispatch, is_headless

    work = interrupts.Work()
    if is_headless(args):  # the window heeds signals itself, and has nothing to put in order before
        work.begin()
    return work.end(dispatch(args))
