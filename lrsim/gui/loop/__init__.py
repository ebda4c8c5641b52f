"""How the window hears of changes and of work that is done."""
