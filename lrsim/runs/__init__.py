"""One run: its steps, its recording, and going on from a moment."""
