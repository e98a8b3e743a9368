"""Tables that people send, row by row: workbooks, CSV files and what is pasted, refused before reading where reading is no use."""

from .files import tables
from .pasted import table
from .values import Formula, Row, Span, Table, Value, is_empty

__all__ = ["Formula", "Row", "Span", "Table", "Value", "is_empty", "table", "tables"]
