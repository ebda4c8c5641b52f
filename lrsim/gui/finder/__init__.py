"""The page of the range test."""
