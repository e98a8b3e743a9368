"""What one cell of an office's workbook says: a value with all that was done to read it, or why it cannot be read. No models.

`dates`, `numbers`, `texts`, `student_numbers`, `words`, `names` read one cell each, `periods` one with two days;
what they answer is told by `sentences`. Which column is which is read by `headers`, what a title says for all rows by `titles`.
"""

from .dates import in_order
from .said import Said, Unread, Value, empty, spoilt
from .sentences import notes, reason

__all__ = ["Said", "Unread", "Value", "empty", "in_order", "notes", "reason", "spoilt"]
