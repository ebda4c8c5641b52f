"""What all of the window looks like: themes, palettes, cards."""
