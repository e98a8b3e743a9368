"""What is said of a cell of a table, in the language of the screen or in each."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import cells, formats
from kanazawa_exchange.lib.cells import Unread
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.words import Words

from .imports import RULE, Kind, Words3


def reason(kind: Kind, why: Unread, called: Mapping[str, Words] | None = None) -> str:
    """What is wrong, in the language of the screen. `called`: what is near, by its code, as the reader knows it."""
    words = dict(why.words)
    if why.code == RULE:
        return str(words.get(active_language(), ""))
    if why.code not in kind.reasons:
        return cells.reason(why, called)
    near = [str((called or {}).get(one, one)) for one in why.nearest]
    sentence = str(kind.reasons[why.code]) % words
    if not near:
        return sentence
    return formats.sentences(sentence, _("Nearest: %(nearest)s.") % {"nearest": formats.series(*near)})


def rule(sentences: Words3) -> Unread:
    """What a rule refuses, in each language."""
    return Unread(RULE, words=tuple(sentences.items()))


def note(kind: Kind, names: str) -> list[str]:
    """What was done to read a cell, one sentence each."""
    return [str(kind.notes[name]) if name in kind.notes else cells.notes(name)[0] for name in names.split("+") if name]
