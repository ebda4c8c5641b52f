"""Scenes to choose from, as pictures that move."""
