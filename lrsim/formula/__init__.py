"""Formulas that users write, for surfaces and schedules: read, differentiated and compiled into tapes."""

from __future__ import annotations

from lrsim.formula.program import Program, compile_expression

__all__ = ["Program", "compile_expression"]
