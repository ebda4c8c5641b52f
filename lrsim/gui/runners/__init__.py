"""The table of runners."""
