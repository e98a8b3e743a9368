"""The facts of a stay, each stated once: its label, its form field, how it is edited and shown.

A new fact is a column of `Mobility` and a line of `Facts`; the forms, the edit, the history and the record's page follow.
"""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.lib.fields import DATE_HINT
from kanazawa_exchange.lib.states import Step
from partners.models import Agreement, Institution
from programs.models import ProgramRun

from .models import Activity, Category, Funding, Leg, Mobility, Mode

Text = str | Promise

EVERYBODY, CONCERNED, OFFICE = "everybody", "concerned", "office"
"""Who reads a fact of a record that they may see: all readers, the office and the person concerned, the office alone."""


GROUPS: Mapping[str, Text] = {
    "run": "",
    "level": "",
    "agreement": "",
    "planned": _("Planned dates"),
    "kind": _("What kind of stay"),
    "degree": _("Credits and degree"),
    "papers": _("Documents and funding"),
    "legs": _("Host legs"),
    "note": _("Note of the office"),
}
"""The groups of boxes of the form, in the order of the screen."""

FOLDED = frozenset({"kind", "degree", "papers", "legs", "note"})
"""Those that most stays leave as they are."""


@dataclass(frozen=True)
class Shown:
    """How one fact is asked and shown; without a label it is called as its column."""

    group: str
    readers: str
    label: Text = ""
    hint: Text = ""


def fact(group: str, readers: str, default: Any = MISSING, **words: Text) -> Any:
    """A fact with its default, the group of the form it stands in, and who reads it on the record's page."""
    return field(default=default, metadata={"shown": Shown(group, readers, **words)})


class LegValues(NamedTuple):
    """One host (配属先) with its days inside the stay."""

    host: Institution
    starts_on: date
    ends_on: date
    is_main: bool = False


class FundingValues(NamedTuple):
    """One source of money, in yen a month when known."""

    source: str
    monthly_yen: int | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the office says of a stay and may correct by an edit."""

    run: ProgramRun = fact("run", EVERYBODY)
    category: str = fact("kind", EVERYBODY, Category.STUDENT.value)
    level: str = fact("level", EVERYBODY, "")
    activity: str = fact("kind", EVERYBODY, Activity.STUDIES.value)
    mode: str = fact("kind", EVERYBODY, Mode.IN_PERSON.value)
    planned_starts_on: date | None = fact("planned", EVERYBODY, None, hint=DATE_HINT)
    planned_ends_on: date | None = fact("planned", EVERYBODY, None)
    credits_expected: Decimal | None = fact("degree", CONCERNED, None)
    credits_recognised: Decimal | None = fact("degree", CONCERNED, None)
    leads_to_degree: bool = fact("degree", EVERYBODY, False)
    enrolled_on: date | None = fact(
        "degree", EVERYBODY, None, hint=_("Only for degree programmes; the stay has its own dates.")
    )
    agreement: Agreement | None = fact("agreement", CONCERNED, None)
    residence_status: str = fact("papers", CONCERNED, "", hint=_("For people who come to Japan."))
    fundings: tuple[FundingValues, ...] = fact("papers", CONCERNED, (), label=_("Funding"))
    legs: tuple[LegValues, ...] = fact("legs", EVERYBODY, (), label=_("Host legs"))
    note: str = fact("note", OFFICE, "", label=_("Note of the office"))


@dataclass(frozen=True)
class Places:
    """From where to where; the record never changes them."""

    sending: Institution
    receiving: Institution


@dataclass(frozen=True)
class Confirmed:
    """What the host has confirmed when a stay is entered late; afterwards it changes by moves and corrections.

    `ended_early` is the step of a stay that was interrupted on `ends_on`: its reason in code and words, and
    `answers["counts"]` where the office decides otherwise than the reason. `is_stage`: the person changed places on a day
    that two stays share; these are stages of one stay, and are linked.
    """

    starts_on: date | None = None
    ends_on: date | None = None
    ended_early: Step | None = None
    is_stage: bool = False


@dataclass(frozen=True)
class NewStay:
    """One stay that is to be registered."""

    person: Person
    places: Places
    facts: Facts
    confirmed: Confirmed = Confirmed()
    enters_run: bool = True  # False: another record of the same stay leaves the run, so that it need not be open


PARTS = ("legs", "fundings")
"""Facts that are rows of their own."""
NAMES = tuple(each.name for each in fields(Facts))
COLUMNS = tuple(name for name in NAMES if name not in PARTS)
"""Facts that are columns of the record."""


def shown(name: str) -> Shown:
    """How a fact is asked and shown. Errors: KeyError for a name that is no fact."""
    rows: Mapping[str, Shown] = {each.name: each.metadata["shown"] for each in fields(Facts)}
    return rows[name]


def label(name: str) -> str:
    """What a fact is called on the screen."""
    words = str(shown(name).label or Mobility._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return words[:1].upper() + words[1:]


def facts_of(stay: Mobility) -> Facts:
    """The facts of a record as it is stored; two queries for its parts."""
    return Facts(
        **{name: getattr(stay, name) for name in COLUMNS},
        legs=leg_values(stay.legs.select_related("host").order_by("starts_on")),
        fundings=funding_values(stay.fundings.order_by("pk")),
    )


def leg_values(legs: Iterable[Leg]) -> tuple[LegValues, ...]:
    return tuple(LegValues(leg.host, leg.starts_on, leg.ends_on, leg.is_main) for leg in legs)


def funding_values(fundings: Iterable[Funding]) -> tuple[FundingValues, ...]:
    return tuple(FundingValues(item.source, item.monthly_yen) for item in fundings)


def apply(facts: Facts, stay: Mobility, names: Iterable[str] = COLUMNS) -> None:
    """Write the columns among the facts into a record in memory."""
    for name in names:
        setattr(stay, name, getattr(facts, name))
