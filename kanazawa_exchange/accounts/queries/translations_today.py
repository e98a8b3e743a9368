"""What waits for a translator on the first page."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import in_language
from kanazawa_exchange.lib.totals import Total
from kanazawa_exchange.lib.viewer import Viewer
from kanazawa_exchange.today import LINES, Line, Part

from ..permissions import translates_only
from . import translations


def parts(user: Viewer, _today: date) -> Iterator[Part]:
    """The texts that have waited longest; the office, whose day has other work, finds them beside what it publishes."""
    if not translates_only(user):
        return
    found = translations.lines(translations.Filters(), clock.now())
    lines = tuple(map(_line, found[:LINES]))
    yield Part(
        "translations",
        pgettext_lazy("today", "Texts to translate"),
        reverse("accounts:translation_list"),
        Total(len(found)),
        lines,
        empty=_("Nothing waits to be translated: every public text is up to date in every language."),
    )


def _line(line: translations.Line) -> Line:
    address = reverse("accounts:translation_edit", args=[line.kind.code, line.uid, line.into])
    return Line(line.title, address, f"{line.stage.label} · {in_language(line.into)}")
