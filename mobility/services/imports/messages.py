"""The column in which the portal writes what is wrong in a row, when the rows leave as a file to be corrected."""

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.cells.words import in_every_language, word_key

MESSAGE = _("What to correct")


def is_message(head: str) -> bool:
    """Whether this is the head of that column, in any language: what stands below it is not read."""
    return bool(head.strip()) and word_key(head) in {word_key(text) for text in in_every_language(MESSAGE)}
