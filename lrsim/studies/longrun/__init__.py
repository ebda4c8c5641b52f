"""Where runs end up in the long run."""
