"""The pages for teachers, over the window."""
