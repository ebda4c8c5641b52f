"""``python -m lrsim``: the same as the ``lrsim`` command."""

import sys

from lrsim.cli import main

if __name__ == "__main__":
    sys.exit(main())
