"""Tests of trainability maps."""
