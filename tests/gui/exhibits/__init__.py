"""The landscape: projection, raster, view."""
