"""One step of each optimizer."""
