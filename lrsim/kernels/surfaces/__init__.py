"""The loss surfaces at one point."""
