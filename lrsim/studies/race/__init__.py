"""Who gets there first: runners side by side at an equal budget, and how fair that is."""
