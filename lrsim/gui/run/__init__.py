"""The page of the run: surface, loss and schedule."""
