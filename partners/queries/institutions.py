"""Institutions found by words, and what everybody may know of one of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q

from kanazawa_exchange.accounts.queries.stale_texts import Behind, behind_for_reader
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.search_key import loose_key, search_key

from .. import map as drawing
from ..days import known_day
from ..models import (
    Agreement,
    AgreementParty,
    GroupMembership,
    Institution,
    InstitutionKind,
    Office,
    OrgUnit,
)
from ..moves import AGREEMENT_MOVES
from .names import cities_by_name

LIMIT = 200


@dataclass(frozen=True)
class InstitutionLine:
    uid: UUID
    slug: str
    name: Localized
    short_name: Localized
    kind: str
    city: Localized
    is_confirmed: bool
    is_hub: bool
    is_home: bool
    missing: tuple[str, ...]


@dataclass(frozen=True)
class InstitutionEntry:
    """An institution as its file holds it: the columns of the record, and its city as an import knows it."""

    values: Mapping[str, Any]
    city: str
    country: str


@dataclass(frozen=True)
class Found:
    """The institutions under a search; `suggested` when only the looser key finds them (hiragana for katakana)."""

    lines: tuple[InstitutionLine, ...]
    suggested: bool
    more: bool


def find(words: str = "", kind: str = "") -> Found:
    """One query, or two when the exact key finds nothing."""
    matches, suggested = _matches(words, kind, LIMIT + 1)
    return Found(tuple(_line(row) for row in matches[:LIMIT]), suggested, len(matches) > LIMIT)


def _matches(words: str, kind: str, most: int | None = None) -> tuple[list[Institution], bool]:
    rows = Institution.objects.select_related("city").order_by("-is_home", "-is_hub", "slug")
    if kind in InstitutionKind.values:
        rows = rows.filter(kind=kind)
    key, loose = search_key(words), loose_key(words)
    matches = list((rows.filter(search_key__contains=key) if key else rows)[:most])
    if matches or not loose:
        return matches, False
    matches = list(rows.filter(loose_key__contains=loose)[:most])
    return matches, bool(matches)


def entries(words: str = "", kind: str = "") -> tuple[InstitutionEntry, ...]:
    """Those that are found, all of them, with everything that the record holds; one query more than `find`."""
    cities = cities_by_name()
    return tuple(
        InstitutionEntry(
            values={field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields},
            city=cities.called_safely(row.city, str(localized(row.city, "name"))),
            country=row.city.country,
        )
        for row in _matches(words, kind)[0]
    )


def _line(row: Institution) -> InstitutionLine:
    return InstitutionLine(
        uid=row.uid,
        slug=row.slug,
        name=localized(row, "name"),
        short_name=localized(row, "short_name"),
        kind=str(InstitutionKind(row.kind).label),
        city=localized(row.city, "name"),
        is_confirmed=row.is_confirmed,
        is_hub=row.is_hub,
        is_home=row.is_home,
        missing=tuple(code for code in LANGUAGES if not getattr(row, f"name_{code}")),
    )


# --- The page of one institution -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SpelledName:
    language: str
    text: str
    short: str


@dataclass(frozen=True)
class OfficeFact:
    name: Localized
    other_slug: str
    other_name: Localized
    since: str
    basis: Localized
    activity: Localized
    is_run_here: bool


@dataclass(frozen=True)
class AgreementFact:
    """What everybody may know of an agreement: its type and year, who with, and that it is signed or valid."""

    type: str
    year: str
    state: str
    others: tuple[Localized, ...]


@dataclass(frozen=True)
class PartnerPage:
    slug: str
    name: Localized
    names: tuple[SpelledName, ...]
    description: Localized
    kind: str
    city: Localized
    region: Localized
    time_difference: str
    website: str
    awards_degrees: bool
    is_confirmed: bool
    is_hub: bool
    is_home: bool
    units: tuple[Localized, ...]
    offices: tuple[OfficeFact, ...]
    agreements: tuple[AgreementFact, ...]
    groups: tuple[tuple[Localized, bool], ...]
    languages: tuple[str, ...]
    """The languages in which this page is written: the name, and the description if there is one at all."""
    behind: Behind | None


def partner_page(slug: str) -> PartnerPage:
    """Facts for everybody, in a fixed number of queries. Errors: Institution.DoesNotExist."""
    row = Institution.objects.select_related("city").get(slug=slug)
    today = clock.today()
    return PartnerPage(
        slug=row.slug,
        name=localized(row, "name"),
        names=_spelled_names(row),
        description=localized(row, "description"),
        kind=str(InstitutionKind(row.kind).label),
        city=localized(row.city, "name"),
        region=localized(row.city, "region"),
        time_difference=drawing.time_words(formats.hours_between(row.city.time_zone, today)),
        website=row.website,
        awards_degrees=row.awards_degrees,
        is_confirmed=row.is_confirmed,
        is_hub=row.is_hub,
        is_home=row.is_home,
        units=tuple(localized(unit, "name") for unit in OrgUnit.objects.filter(institution=row).order_by("pk")),
        offices=_offices(row, today),
        agreements=_agreements(row),
        groups=_groups(row, today),
        languages=written_in(row),
        behind=behind_for_reader(row, written_in(row)),
    )


def _spelled_names(row: Institution) -> tuple[SpelledName, ...]:
    return tuple(
        SpelledName(code, getattr(row, f"name_{code}") or "", getattr(row, f"short_name_{code}") or "")
        for code in LANGUAGES
    )


def _groups(row: Institution, today: date) -> tuple[tuple[Localized, bool], ...]:
    """(name of a set, whether its secretariat is here)"""
    memberships = GroupMembership.objects.on(today).filter(institution=row).select_related("group")
    return tuple(
        (localized(membership.group, "name"), membership.is_secretariat)
        for membership in memberships.order_by("group__kind")
    )


def written_in(row: Institution) -> tuple[str, ...]:
    """The languages in which the public page of an institution exists; other addresses of it are shown, not announced."""
    described = [code for code in LANGUAGES if getattr(row, f"description_{code}")]
    return tuple(code for code in LANGUAGES if getattr(row, f"name_{code}") and (code in described or not described))


def _offices(row: Institution, today: date) -> tuple[OfficeFact, ...]:
    rows = Office.objects.on(today).filter(Q(run_by=row) | Q(located_at=row))
    facts = []
    for office in rows.select_related("run_by", "located_at").order_by("opened_on", "pk"):
        other = office.located_at if office.run_by_id == row.pk else office.run_by
        facts.append(
            OfficeFact(
                name=localized(office, "name"),
                other_slug=other.slug,
                other_name=localized(other, "name"),
                since=known_day(office.opened_on, office.opened_precision),
                basis=localized(office, "date_basis"),
                activity=localized(office, "activity"),
                is_run_here=office.run_by_id == row.pk,
            )
        )
    return tuple(facts)


def _agreements(row: Institution) -> tuple[AgreementFact, ...]:
    parties = Prefetch("parties", queryset=AgreementParty.objects.select_related("institution").order_by("pk"))
    agreements = Agreement.objects.public().filter(parties__institution=row).prefetch_related(parties)
    return tuple(
        AgreementFact(
            type=str(agreement.get_type_display()),
            year=formats.year(agreement.signed_on.year) if agreement.signed_on else "",
            state=AGREEMENT_MOVES.person_label(agreement.status),
            others=_other_parties(agreement, row),
        )
        for agreement in agreements.order_by("signed_on", "pk")
    )


def _other_parties(agreement: Agreement, row: Institution) -> tuple[Localized, ...]:
    parties = (party for party in agreement.parties.all() if party.institution_id != row.pk)
    return tuple(localized(party.institution, "name") for party in parties)
