"""The landscape of a 2-D surface in three dimensions, painted without OpenGL."""
