"""The facts of a record in the words of its page: one line for each, some facts together on one line."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.facts import Fact
from kanazawa_exchange.lib.localized import Localized, localized

from ..facts import CONCERNED, EVERYBODY, NAMES, Facts, FundingValues, LegValues, Text, label, shown
from ..models import Funding, Mobility

NOTHING = "—"

Words = str | Localized | tuple[str, ...]
HEADED = ("run",)
"""Facts that the head of the page says already."""


@dataclass(frozen=True)
class Line:
    """Facts that stand together; `words` says them, `always` shows the office the line though there is nothing to say."""

    label: Text
    names: tuple[str, ...]
    words: Callable[[Facts], Words]
    always: bool = False


def lines(facts: Facts, *, concerned: bool, office: bool) -> tuple[Fact, ...]:
    """The lines that a reader gets: those of all, of the person concerned and the office, of the office alone."""
    may = {EVERYBODY} | ({CONCERNED} if concerned or office else set())
    joined = {name for line in LINES for name in line.names}
    alone = (Line(label(name), (name,), _says(name)) for name in NAMES if name not in joined and name not in HEADED)
    rows = []
    for line in (*LINES, *alone):
        if office or {shown(name).readers for name in line.names} <= may:
            words = line.words(facts)
            if words or (line.always and office):
                rows.append(Fact(str(line.label), words))
    return tuple(rows)


def say(name: str, facts: Facts) -> str:
    """One fact as it is read; an empty text when there is nothing to say."""
    value = getattr(facts, name)
    if value is None or value == "" or value is False:
        return ""
    if value is True:
        return label(name)
    if isinstance(value, date):
        return formats.table_date(value)
    if isinstance(value, Decimal):
        return formats.number(float(value), decimals=1)
    choices = getattr(Mobility._meta.get_field(name), "flatchoices", ())
    return str(dict(choices).get(value, value))


def _says(name: str) -> Callable[[Facts], Words]:
    return lambda facts: say(name, facts)


def _together(*names: str) -> Callable[[Facts], Words]:
    return lambda facts: " · ".join(words for name in names if (words := say(name, facts)))


def _planned(facts: Facts) -> str:
    if facts.planned_starts_on is None:
        return ""
    return formats.period(facts.planned_starts_on, facts.planned_ends_on)


def _degree(facts: Facts) -> str:
    enrolled = f"{_('Enrolled on')} {say('enrolled_on', facts)}" if facts.enrolled_on else ""
    return " · ".join(words for words in (say("leads_to_degree", facts), enrolled) if words)


def _credits(facts: Facts) -> str:
    if facts.credits_expected is None and facts.credits_recognised is None:
        return ""
    expected, recognised = (say(name, facts) or NOTHING for name in ("credits_expected", "credits_recognised"))
    return f"{_('Expected')}{formats.colon()}{expected} · {_('Recognised')}{formats.colon()}{recognised}"


def leg_lines(legs: Iterable[LegValues]) -> tuple[str, ...]:
    """Each host with its days; the main one says so."""
    texts = []
    for leg in legs:
        words = formats.series(localized(leg.host, "name"), formats.period(leg.starts_on, leg.ends_on))
        texts.append(f"{words}{formats.bracketed(_('Main host'))}" if leg.is_main else words)
    return tuple(texts)


def funding_lines(fundings: Iterable[FundingValues]) -> tuple[str, ...]:
    """Each source of money, with its amount when known."""
    texts = []
    for item in fundings:
        source = str(Funding.Source(item.source).label)
        if item.monthly_yen is None:
            texts.append(source)
            continue
        amount = _("%(amount)s yen a month") % {"amount": formats.number(item.monthly_yen)}
        texts.append(f"{source}{formats.colon()}{amount}")
    return tuple(texts)


LINES = (
    Line(gettext_lazy("Planned dates"), ("planned_starts_on", "planned_ends_on"), _planned),
    Line(gettext_lazy("Participant"), ("category", "level"), _together("category", "level")),
    Line(gettext_lazy("Activity and mode"), ("activity", "mode"), _together("activity", "mode")),
    Line(gettext_lazy("Degree"), ("leads_to_degree", "enrolled_on"), _degree),
    Line(gettext_lazy("Host legs"), ("legs",), lambda facts: leg_lines(facts.legs)),
    Line(gettext_lazy("Credits"), ("credits_expected", "credits_recognised"), _credits, always=True),
    Line(gettext_lazy("Status of residence"), ("residence_status",), _says("residence_status"), always=True),
    Line(
        gettext_lazy("Agreement"),
        ("agreement",),
        lambda facts: localized(facts.agreement, "title") if facts.agreement else "",
        always=True,
    ),
    Line(gettext_lazy("Funding"), ("fundings",), lambda facts: funding_lines(facts.fundings), always=True),
)
"""Every other fact has a line of its own, under its own name, when there is something to say."""
