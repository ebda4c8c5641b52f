"""The card of the verdict."""
