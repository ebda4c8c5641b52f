"""Lessons in the window: the course, the screen that a lesson is shown on, the game."""
