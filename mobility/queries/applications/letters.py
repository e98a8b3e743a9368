"""What a letter about an application says, and the real ones with which the office looks at its text."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.urls import reverse

from kanazawa_exchange.accounts.models import Transition
from kanazawa_exchange.accounts.queries.names import spellings_of
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.languages import LANGUAGES, language_name
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.mails import Specimen, Values
from kanazawa_exchange.lib.names import display
from kanazawa_exchange.lib.viewer import Viewer
from kanazawa_exchange.lib.written import Reason

from ...application_moves import APPLICATION_MOVES
from ...models import Application
from .moments import cities_around, deadline_words, moment_words

SHOWN = 20


def number_of(application: Application) -> str:
    """The number under which an applicant finds an application again: short, and nothing can be told from it."""
    return application.uid.hex[:8].upper()


def why(move: str, code: str, text: str) -> Reason:
    """A reason in words: what its code means, and what was written."""
    label = APPLICATION_MOVES.reason_label(move, code) if code else ""
    return Reason(label, text, formats.colon())


def reason_of(line: Transition) -> Reason:
    """The reason of one line of the log."""
    note = getattr(line, "note", None)
    return why(line.move, line.reason_code, note.text if note else "")


def told_of(application: Application, move: str = "", code: str = "", text: str = "") -> Values:
    """All variables of these letters, each in the language of its reader; a kind takes those that it has."""
    names = spellings_of([application.person_id]).get(application.person_id, [])
    received, until = application.submitted_at, application.return_until
    return {
        "name": lambda: display(names, reading=False),
        "call": lambda: str(localized(application.call, "title")),
        "number": lambda: number_of(application),
        "received": lambda: moment_words(received, cities_around(application)) if received else "",
        "until": lambda: deadline_words(until, cities_around(application)) if until else "",
        "reason": lambda: why(move, code, text),
        "link": lambda: address_of(application),
    }


def address_of(application: Application) -> str:
    path = reverse("mobility:own_application", args=[application.uid])
    return settings.PORTAL_URL.rstrip("/") + path


def by_language(codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """How many letters in which language, in words; `codes`: the language of each letter."""
    found = Counter(codes)
    return tuple((language_name(code), formats.number(found[code])) for code in LANGUAGES if code in found)


# --- For the office, which looks at a text before it saves it ---------------------------------------------------------


def sample_link() -> str:
    return settings.PORTAL_URL.rstrip("/") + reverse("mobility:own_application_list")


def sample_moment() -> str:
    return moment_words(clock.now())


def sample_deadline() -> str:
    return deadline_words(clock.now() + timedelta(days=7))


def newest_applications(names: frozenset[str]) -> Callable[[Viewer], Sequence[Specimen]]:
    """The applications that were touched last, with the variables of one kind."""
    return partial(_newest, names)


def _newest(names: frozenset[str], viewer: Viewer) -> Sequence[Specimen]:
    rows = Application.objects.visible_to(viewer).select_related("call").order_by("-pk")[:SHOWN]
    return [_specimen(row, names) for row in rows]


def _specimen(application: Application, names: frozenset[str]) -> Specimen:
    told: Mapping[str, object] = told_of(application)
    samples = {"until": sample_deadline, "received": sample_moment, "reason": ""}
    values = {name: samples[name] if name in samples and not _said(told, name) else told[name] for name in names}
    title = formats.series(number_of(application), localized(application.call, "title"))
    return Specimen(str(application.uid), title, values)  # type: ignore[arg-type]


def _said(told: Mapping[str, object], name: str) -> bool:
    value = told[name]
    return bool(value() if callable(value) else value)
