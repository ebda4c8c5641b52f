"""The learning-rate range test, and what is read from it."""
