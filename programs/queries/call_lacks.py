"""What a call still lacks before it is announced: what stops it, and what its readers would miss."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.languages import in_language as in_this_language
from kanazawa_exchange.lib.localized import localized

from ..models import Call, QuestionKind


@dataclass(frozen=True)
class Lack:
    """One thing that is missing; with `stops` the call cannot be announced."""

    words: str
    stops: bool = False


def lacks_of(call: Call) -> list[Lack]:
    """Everything that is missing, what stops the announcement first; five queries."""
    found = [*_stops(call), *_untranslated(call)]
    return sorted(found, key=lambda lack: not lack.stops)


def _stops(call: Call) -> Iterator[Lack]:
    if not localized(call, "text"):
        yield Lack(_("The call text is missing."), stops=True)
    if not call.destinations.exists():
        yield Lack(_("No destination is named yet."), stops=True)
    for question in call.questions.filter(kind=QuestionKind.CHOICE, options=None):
        words = _("The question “%(question)s” has no options.")
        yield Lack(words % {"question": localized(question, "text")}, stops=True)
    if not call.requirements.exists():
        yield Lack(_("It does not say whom it is meant for."))
    if not call.criteria.exists():
        yield Lack(_("There are no criteria: reviewers would have nothing to judge by."))


def _untranslated(call: Call) -> Iterator[Lack]:
    for code in LANGUAGES:
        missing = [
            *_without(call, "title", _("the title"), code),
            *_without(call, "text", _("the call text"), code),
            *(_without(call, "cost", _("the cost"), code) if localized(call, "cost") else []),
            *_parts_without(call, code),
        ]
        if missing:
            words = _("Not written %(in_language)s: %(parts)s.")
            yield Lack(words % {"in_language": in_this_language(code), "parts": formats.series(*missing)})


def _without(call: Call, name: str, words: str, code: str) -> list[str]:
    return [] if getattr(call, f"{name}_{code}") else [words]


def _parts_without(call: Call, code: str) -> Iterator[str]:
    """Names of parts that are not written in a language, in the words of another one."""
    for relation, name in (("documents", "name"), ("questions", "text"), ("criteria", "name")):
        for part in getattr(call, relation).all():
            if not getattr(part, f"{name}_{code}"):
                yield _("“%(words)s”") % {"words": localized(part, name)}
