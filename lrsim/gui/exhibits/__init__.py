"""Exhibits: what a surface can bring along to be shown in its own terms."""
