"""The page of where runs end up."""
