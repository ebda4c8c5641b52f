"""Pickers, forms and the fields in them."""
