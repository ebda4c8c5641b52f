"""That the documentation says what the code does."""
