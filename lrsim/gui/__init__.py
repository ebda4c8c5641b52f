"""The window: widgets that show a session and say what the user wants; Qt lives here only."""
