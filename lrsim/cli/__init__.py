"""The command line.

Nothing is imported here, so that even an early Ctrl+C finds `main` in charge.
"""

import sys
from collections.abc import Sequence

INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    Parameters
    ----------
    argv : sequence of str, optional
        The words after ``lrsim``; those of the process by default.

    Returns
    -------
    int
        0 done, 1 an expectation failed, 2 bad input, 70 a fault of lrsim itself, 130 interrupted,
        141 the reader of a pipe has left.
    """
    try:
        from lrsim.cli.commands import dispatch

        status = dispatch(list(sys.argv[1:] if argv is None else argv))
    except KeyboardInterrupt:
        status = INTERRUPTED
    if argv is None:
        _ignore_interrupts()
    return status


def _ignore_interrupts() -> None:
    """Let the process end in peace: its status is settled, a Ctrl+C could only spoil the end."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
