"""The workbooks of offices, by name: one fault or style each, and one with many. `OFFICES[name]()` builds an `Office`."""

from . import layouts, writings
from .office import OFFICES, Office

__all__ = ["OFFICES", "Office", "layouts", "writings"]
