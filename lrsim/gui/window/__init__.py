"""The window itself: pages, actions, time."""
