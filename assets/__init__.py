"""What lrsim ships besides code: fonts and icons, read through ``importlib.resources``."""
