"""Trainability maps: what becomes of a run at every point of two quantities."""

from lrsim.studies.maps.trainability import Map, load_map, trainability_map

__all__ = ["Map", "load_map", "trainability_map"]
