"""Pictures and films of a window that nobody sees, whose time is told by whoever takes them."""
