"""The names that a reader of the public pages sees: only of those who agreed to that, else a pen name, else none."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from kanazawa_exchange.accounts.models import Person, Purpose
from kanazawa_exchange.accounts.queries.consents import valid_consents
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib import prepared
from kanazawa_exchange.lib.names import ShownName

from ...models import ActivityReport, ReportAuthor


@dataclass(frozen=True)
class ShownAuthor:
    """One author as everybody reads of them; without a name the page says that a participant wrote it."""

    name: str
    affiliation: str


def shown_authors(reports: Iterable[int], now: datetime) -> Mapping[int, Sequence[ShownAuthor]]:
    """Key of a report → its authors in their order; four queries for however many reports."""
    keys = prepared.Keys(reports)
    rows = prepared.rows(_authors, keys) if keys else []
    people = {row.person.pk: row.person for row in rows if row.person is not None}
    named = _agreed(people.values(), Purpose.PUBLICATION_OF_NAME, now)
    placed = _agreed(people.values(), Purpose.PUBLICATION_OF_AFFILIATION, now)
    names = shown_names(named)
    found: dict[int, list[ShownAuthor]] = defaultdict(list)
    for row in rows:
        # a pen name that an author chose goes before the name, also of whoever has agreed to the name
        name = row.pen_name or (names[row.person_id].text if row.person_id in named else "")
        affiliation = row.affiliation if row.person_id is None or row.person_id in placed else ""
        found[row.report_id].append(ShownAuthor(name, affiliation))
    return found


def _authors(reports: prepared.Keys) -> QuerySet[ReportAuthor]:
    return ReportAuthor.objects.filter(report_id__in=reports).select_related("person").order_by("order", "pk")


def not_agreed(report: ActivityReport, now: datetime) -> Mapping[int, ShownName]:
    """Key of a person → the name, of those authors who do not stand for the report as it is, in their order.

    For that an author has agreed to this very text with its photos, and to the publication of what they write.
    """
    authors = [(author, author.person) for author in report.authors.all()]
    agreed = set(_agreed([person for _row, person in authors if person is not None], Purpose.PUBLICATION_OF_TEXT, now))
    waited_for = [
        person.pk
        for author, person in authors
        if person is not None and not (author.stands_for_it and person.pk in agreed)
    ]
    names = shown_names(waited_for, reading=False) if waited_for else {}
    return {pk: names[pk] for pk in waited_for}


def have_agreed_once(authors: Iterable[ReportAuthor], now: datetime) -> frozenset[int]:
    """Keys of those authors who have agreed to this report in some state of its text, and have not taken their consent back since."""
    rows = [author for author in authors if author.agreed_at is not None and author.person is not None]
    agreed = set(_agreed([row.person for row in rows if row.person is not None], Purpose.PUBLICATION_OF_TEXT, now))
    return frozenset(row.pk for row in rows if row.person_id in agreed)


def _agreed(people: Iterable[Person], purpose: Purpose, now: datetime) -> list[int]:
    return sorted(valid_consents(people, purpose, "", now))
