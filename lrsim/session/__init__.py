"""An experiment being looked at: its runs along a playhead, edits and undo."""
