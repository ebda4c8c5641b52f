"""The page of the zone."""
