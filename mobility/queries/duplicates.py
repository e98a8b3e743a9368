"""Two entries that may be one person: proposed by number and by name, compared side by side. Nothing is merged here."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations
from uuid import UUID

from django.db.models import Count, F, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Person, PersonMerge, PersonWord, ToldApart, User
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.accounts.queries.search import former_names
from kanazawa_exchange.accounts.services import merged_accounts, merging, references
from kanazawa_exchange.accounts.services.references import Pair
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.name_words import NUMBER, WHOLE
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.viewer import Viewer

from ..models import Mobility
from . import persons
from .known_people import last_stays, studies_at
from .people import people_visible_to

AT_MOST = 100
"""So many proposals are shown; the strongest stand first."""
KEYS_AT_MOST = 300

SAME_NUMBER, SAME_BIRTH, SIMILAR = range(3)
Keys = tuple[int, int]


@dataclass(frozen=True)
class Proposal:
    """Two entries and why they may be one person; the older entry stands first."""

    one: persons.PersonRow
    other: persons.PersonRow
    why: str


@dataclass(frozen=True)
class MergedRow:
    """A merge that holds: the entry that is kept, how the absorbed one was called, and since when."""

    uid: UUID
    kept: UUID
    name: ShownName
    absorbed: ShownName
    merged_at: datetime


def proposals(user: Viewer) -> tuple[Proposal, ...]:
    """The strongest first: the same number, a similar name with the same date of birth, a similar name."""
    found = _pairs()
    for pair in ToldApart.objects.filter(one__in={one for one, _other in found}).values_list("one_id", "other_id"):
        found.pop(pair, None)
    keys = {pk for pair in found for pk in pair}
    people = people_visible_to(user).in_bulk(keys)
    places = studies_at(keys)
    judged = {
        pair: why
        for pair, kinds in found.items()
        if pair[0] in people and pair[1] in people
        if (why := _why(people[pair[0]], people[pair[1]], kinds, places)) is not None
    }
    chosen = sorted(judged, key=lambda pair: (judged[pair], pair))[:AT_MOST]
    shown = _lines(user, [people[pk] for pk in sorted({pk for pair in chosen for pk in pair})])
    words = (_("Same student number"), _("Similar name, same date of birth"), _("Similar name"))
    return tuple(Proposal(shown[one], shown[other], words[judged[one, other]]) for one, other in chosen)


def _pairs() -> dict[Keys, set[str]]:
    """(older entry, newer entry) → what they share: a whole name, a number. Three queries."""
    rows = PersonWord.objects.filter(
        Q(kind=WHOLE, near__in=_shared(WHOLE, "near")) | Q(kind=NUMBER, exact__in=_shared(NUMBER, "exact"))
    )
    bearers: dict[tuple[str, str], set[int]] = defaultdict(set)
    for kind, near, exact, person in rows.values_list("kind", "near", "exact", "person_id"):
        bearers[kind, near if kind == WHOLE else exact].add(person)
    found: dict[Keys, set[str]] = defaultdict(set)
    for (kind, _key), people in bearers.items():
        for pair in combinations(sorted(people), 2):
            found[pair].add(kind)
    return found


def _shared(kind: str, column: str) -> list[str]:
    """Keys that several entries have."""
    rows = PersonWord.objects.filter(kind=kind).exclude(**{column: ""}).values(column).order_by(column)
    several = rows.annotate(people=Count("person", distinct=True)).filter(people__gt=1)
    return list(several.values_list(column, flat=True)[:KEYS_AT_MOST])


def _why(one: Person, other: Person, kinds: Collection[str], places: Mapping[int, Collection[int]]) -> int | None:
    """How strong a proposal is; None for two who are told apart by what is known of them."""
    apart = places.get(one.pk) and places.get(other.pk) and not set(places[one.pk]) & set(places[other.pk])
    if NUMBER in kinds and not apart:
        return SAME_NUMBER
    if WHOLE not in kinds:
        return None
    born = (one.birth_date, other.birth_date)
    if all(born):
        return SAME_BIRTH if born[0] == born[1] else None
    return SIMILAR


def _lines(user: Viewer, people: Sequence[Person]) -> dict[int, persons.PersonRow]:
    rows = persons.rows_of(people)
    stays = last_stays(user, [row.uid for row in rows])
    return {person.pk: replace(row, last_stay=stays.get(row.uid, "")) for person, row in zip(people, rows, strict=True)}


def merges(user: Viewer) -> tuple[MergedRow, ...]:
    """The merges that hold, the newest first."""
    rows = list(
        PersonMerge.objects.visible_to(user).standing().select_related("kept").order_by("-merged_at", "-pk")[:AT_MOST]
    )
    names = shown_names({pk for row in rows for pk in (row.kept_id, row.absorbed_id)}, reading=False)
    return tuple(
        MergedRow(row.uid, row.kept.uid, names[row.kept_id], names[row.absorbed_id], row.merged_at) for row in rows
    )


# --- Side by side ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One line of a comparison: what is called so in the kept entry and in the absorbed one."""

    label: str
    kept: tuple[ShownName, ...]
    absorbed: tuple[ShownName, ...]
    is_count: bool = False

    @property
    def differs(self) -> bool:
        return bool(self.kept and self.absorbed) and not self.is_count and self.kept != self.absorbed


@dataclass(frozen=True)
class Comparison:
    """Two entries side by side. `refusals`: why they cannot be merged; `accounts` and `figures`: what a merge does
    to the accounts and to the figures, in sentences; `warning`: why the address of the account is to be compared."""

    kept: persons.PersonCard
    absorbed: persons.PersonCard
    lines: tuple[Line, ...]
    refusals: tuple[str, ...]
    accounts: tuple[str, ...]
    warning: str
    figures: tuple[str, ...]
    told_apart: bool


def compared(kept: Person, absorbed: Person, user: User) -> Comparison:
    cards = persons.card(kept), persons.card(absorbed)
    lines = [*_name_lines(kept, absorbed, *cards), *_fact_lines(*cards), *_record_lines(kept, absorbed)]
    pair = Pair(kept, absorbed, user)
    return Comparison(
        *cards,
        lines=tuple(lines),
        refusals=tuple(merging.refusals(pair)),
        accounts=tuple(merged_accounts.told(pair)),
        warning=merged_accounts.warning(pair),
        figures=tuple(_figures(kept, absorbed)),
        told_apart=merging.told_apart(kept, absorbed),
    )


def _name_lines(kept: Person, absorbed: Person, one: persons.PersonCard, other: persons.PersonCard) -> Iterable[Line]:
    mine, theirs = dict(one.names), dict(other.names)
    for script in dict.fromkeys([*mine, *theirs]):
        one_name, other_name = ((names[script],) if script in names else () for names in (mine, theirs))
        yield Line(script, one_name, other_name)
    former = former_names([kept.pk, absorbed.pk])
    if former:
        yield Line(_("Former names"), former.get(kept.pk, ()), former.get(absorbed.pk, ()))


def _fact_lines(one: persons.PersonCard, other: persons.PersonCard) -> Iterable[Line]:
    born = [formats.table_date(card.birth_date) if card.birth_date else "" for card in (one, other)]
    facts = (
        (_("Student number"), one.student_number, other.student_number),
        (_("Nationality"), one.nationality, other.nationality),
        (_("Date of birth"), *born),
    )
    return (Line(label, _texts(mine), _texts(theirs)) for label, mine, theirs in facts if mine or theirs)


def _record_lines(kept: Person, absorbed: Person) -> Iterable[Line]:
    """The account, and how many records of each kind hang on each entry."""
    emails = dict(User.objects.filter(person__in=(kept, absorbed)).values_list("person_id", "email"))
    if emails:
        yield Line(_("Account"), _texts(emails.get(kept.pk, "")), _texts(emails.get(absorbed.pk, "")))
    for reference in references.moving():
        if reference.model is User:
            continue
        numbers = [reference.rows(person).count() for person in (kept, absorbed)]
        if any(numbers):
            label = str(capfirst(str(reference.model._meta.verbose_name_plural)))
            mine, theirs = (_texts(formats.number(number)) for number in numbers)
            yield Line(label, mine, theirs, is_count=True)


def _texts(text: str) -> tuple[ShownName, ...]:
    return (ShownName(text, ""),) if text else ()


def _figures(kept: Person, absorbed: Person) -> Iterable[str]:
    """What a merge does to the figures: nothing to those of participations, one head less where both are counted."""
    yield _(
        "Stays, survey answers and all other figures of participations stay as they are: nothing is added, nothing lost."
    )
    years = [_counted_years(person) for person in (kept, absorbed)]
    if not all(years):
        yield _("Only one of the two entries is counted, so that no number of people changes either.")
        return
    yield _(
        "Both entries are counted. One person is one head: in every figure in which both stand, the number of people falls by one."
    )
    if shared := sorted(years[0] & years[1]):
        words = {"years": formats.listed(fiscal_year_label(year) for year in shared)}
        yield _("Both have stays that are counted in %(years)s.") % words


def _counted_years(person: Person) -> set[int]:
    rows = Mobility.objects.filter(person=person, uncounted_from=None, fiscal_year__isnull=False)
    return set(rows.annotate(year=F("fiscal_year")).values_list("year", flat=True))
