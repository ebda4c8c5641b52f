"""``python -m lrsim`` and the ``lrsim`` command: both begin here."""

import sys

try:
    from lrsim.cli import interrupts, main

    interrupts.leave_at_once()
except KeyboardInterrupt:
    sys.exit(130)  # as `INTERRUPTED`, which may not be there yet

if __name__ == "__main__":
    sys.exit(main())
