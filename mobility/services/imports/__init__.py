"""Tables that are imported: taken in, checked, put right, applied as a whole, undone or discarded. Every kind goes this one way."""

from .applying import apply
from .cells import MOST_TYPED, Cell, Saved, answered_alike, impossible, type_in
from .checking import check
from .ending import KEPT_FOR, Undone, discard, forget_old, undo
from .long import AT_ONCE, begin, begin_undo
from .mappings import NameTaken, NoSuchMapping, likelier, named, remember, remembered, understood
from .messages import MESSAGE, is_message
from .rearranging import rearrange, recast
from .receiving import begin_check, is_understood, places, receive, unread_heads
from .refusals import CannotApply, CannotCheck, CannotDiscard, CannotTake, CannotUndo
from .resting import go_on
from .tables import sheet_of
from .taking import LONGEST_SOURCE, MOST_ROWS, Sheet, SheetRow, digest_of, take
from .typed import open_empty

__all__ = [
    "AT_ONCE",
    "KEPT_FOR",
    "LONGEST_SOURCE",
    "MESSAGE",
    "MOST_ROWS",
    "MOST_TYPED",
    "CannotApply",
    "CannotCheck",
    "CannotDiscard",
    "CannotTake",
    "CannotUndo",
    "Cell",
    "NameTaken",
    "NoSuchMapping",
    "Saved",
    "Sheet",
    "SheetRow",
    "Undone",
    "answered_alike",
    "apply",
    "begin",
    "begin_check",
    "begin_undo",
    "check",
    "digest_of",
    "discard",
    "forget_old",
    "go_on",
    "impossible",
    "is_message",
    "is_understood",
    "likelier",
    "named",
    "open_empty",
    "places",
    "rearrange",
    "recast",
    "receive",
    "remember",
    "remembered",
    "sheet_of",
    "take",
    "type_in",
    "understood",
    "undo",
    "unread_heads",
]
