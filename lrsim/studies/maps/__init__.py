"""Trainability maps: what becomes of a run at every point of two quantities."""

from lrsim.studies.maps.map import Map, load_map
from lrsim.studies.maps.trainability import trainability_map

__all__ = ["Map", "load_map", "trainability_map"]
