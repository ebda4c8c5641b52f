"""Tests of work in chunks."""
