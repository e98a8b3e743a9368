"""With whom a report can be written: those who were on a stay of the same run, found by the whole name or the whole address alone.

Nobody learns from a few letters who travelled: whoever writes together knows how the other one is called.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import permutations
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from kanazawa_exchange.accounts.models import Person, User
from kanazawa_exchange.accounts.queries.names import named_on_screen, shown_names, spellings_of
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.mails import Values
from kanazawa_exchange.lib.names import ShownName, Spelling, display
from kanazawa_exchange.lib.search_key import search_key

from ...models import LIVE, ActivityReport, Mobility, ReportAuthor
from .authors import have_agreed_once, not_agreed

MOST_FOUND = 5
MOST_TYPED = 254
"""No name and no address is longer."""


@dataclass(frozen=True)
class Fellow:
    uid: UUID
    name: ShownName


def fellows(report: ActivityReport, text: str) -> tuple[Fellow, ...]:
    """Those of the same run who are called so, or whose account has this address, and who are no authors yet; three queries."""
    typed = text[:MOST_TYPED].strip()
    if report.mobility is None or not typed:
        return ()
    known = [author.person_id for author in report.authors.all() if author.person_id]
    stays = Mobility.objects.filter(run=report.mobility.run_id, status__in=LIVE).exclude(person__in=known)
    people = dict(stays.order_by("person_id").values_list("person_id", "person__uid"))
    spellings = spellings_of(people)
    addressed = User.objects.filter(person__in=people, email__iexact=typed, is_active=True)
    found = {*addressed.values_list("person_id", flat=True)}
    matching = [pk for pk in people if pk in found or _is_called(spellings.get(pk, ()), typed)][:MOST_FOUND]
    names = named_on_screen(spellings, matching)
    return tuple(Fellow(people[pk], names[pk]) for pk in matching)


def _is_called(spellings: Sequence[Spelling], typed: str) -> bool:
    """Family name and given name in either order, with the patronymic or without, however it is spaced."""
    key = _closed(typed)
    return any(key in _whole_names(one) for one in spellings)


def _whole_names(one: Spelling) -> set[str]:
    parts = [part for part in map(_closed, (one.family, one.given)) if part]
    orders = [*permutations(parts), *permutations([*parts, _closed(one.patronymic)])]
    return {"".join(order) for order in orders} - {""}


def _closed(text: str) -> str:
    return "".join(search_key(text).split())


def fellow(report: ActivityReport, uid: UUID) -> Person | None:
    """Somebody of the same run by the address part of a button; None for everybody else."""
    if report.mobility is None:
        return None
    stays = Mobility.objects.filter(run=report.mobility.run_id, person__uid=uid, status__in=LIVE)
    stay = stays.select_related("person").first()
    return stay.person if stay else None


def stay_beside(report: ActivityReport, person: Person) -> Mobility | None:
    """The stay of this person in the run of the report."""
    if report.mobility is None:
        return None
    stays = Mobility.objects.filter(run=report.mobility.run_id, person=person, status__in=LIVE)
    return stays.select_related("sending").order_by("pk").first()


@dataclass(frozen=True)
class Together:
    """One author on the page of all of them."""

    uid: UUID
    name: ShownName
    has_agreed: bool
    is_me: bool
    may_go: bool


def together(report: ActivityReport, user: User, now: datetime) -> tuple[Together, ...]:
    """The authors in their order, who of them has agreed to the publication, and whom this one may take off."""
    rows = [(row, row.person) for row in report.authors.all()]
    waited_for, agreed_once = not_agreed(report, now), have_agreed_once(report.authors.all(), now)
    names = shown_names([person.pk for _row, person in rows if person is not None], reading=False)
    return tuple(
        Together(
            uid=row.uid,
            name=names[person.pk] if person is not None else ShownName(row.pen_name, report.language),
            has_agreed=row.person_id not in waited_for,
            is_me=row.person_id == user.person_id,
            may_go=len(rows) > 1
            and (row.person_id == user.person_id or (person is not None and row.pk not in agreed_once)),
        )
        for row, person in rows
    )


# --- In a letter -----------------------------------------------------------------------------------------------------


def told_of_author(report: ActivityReport, author: ReportAuthor, by: User) -> Values:
    """The variables of the letter to an author whom another one has added."""
    spellings = spellings_of({author.person_id or 0, by.person_id or 0})
    program = report.program
    return {
        "name": lambda: display(spellings.get(author.person_id or 0, []), reading=False),
        "added_by": lambda: display(spellings.get(by.person_id or 0, []), reading=False),
        "program": lambda: str(localized(program, "name")) if program else "",
        "link": lambda: settings.PORTAL_URL.rstrip("/") + reverse("mobility:own_report", args=[report.uid]),
    }
