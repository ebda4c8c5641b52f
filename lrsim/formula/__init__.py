"""Formulas that users write, for surfaces and schedules: read, differentiated and compiled into tapes."""
