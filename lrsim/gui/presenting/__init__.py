"""Presenting: full screen for the audience, a clicker in the hand, a window of the speaker's own."""
