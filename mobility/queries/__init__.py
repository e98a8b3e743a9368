"""Reads of travellers and their stays."""

from .directions import HomeSides, derive, home_sides
from .people import people_visible_to

__all__ = ["HomeSides", "derive", "home_sides", "people_visible_to"]
