"""The window: widgets that show a session and say what the user wants (the only place that loads Qt)."""
