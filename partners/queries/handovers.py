"""Whether data of people may go to an institution, why not, and what would help; and what has gone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.accounts.models import ConsentRecord, Person, Purpose
from kanazawa_exchange.accounts.queries import consents
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.words import Words

from ..models import CountrySheet, Handover, HandoverKind, Institution, TransferBasis, TransferBasisKind
from . import country_sheets

INSTITUTION = "institution:"
FIELDS: Mapping[str, Words] = {
    "name": pgettext_lazy("person", "name"),
    "birth_date": gettext_lazy("date of birth"),
    "nationality": gettext_lazy("nationality"),
    "student_number": gettext_lazy("student number"),
    "email": gettext_lazy("e-mail address"),
    "category": gettext_lazy("participant category"),
    "level": gettext_lazy("level"),
    "study_year": gettext_lazy("year of study"),
    "term": pgettext_lazy("nomination", "semester at the host"),
    "program": gettext_lazy("programme"),
    "run": gettext_lazy("programme run"),
    "agreement": gettext_lazy("agreement"),
    "period": gettext_lazy("period of the stay"),
    "planned_starts_on": gettext_lazy("planned start"),
    "planned_ends_on": gettext_lazy("planned end"),
    "actual_starts_on": gettext_lazy("actual start"),
    "actual_ends_on": gettext_lazy("actual end"),
    "places": pgettext_lazy("hand-over", "sending and receiving institution"),
    "legs": pgettext_lazy("hand-over", "hosts of the stay"),
    "status": gettext_lazy("status"),
    "activity": gettext_lazy("activity"),
    "mode": gettext_lazy("mode"),
    "leads_to_degree": pgettext_lazy("hand-over", "whether it leads to a degree"),
    "enrolled_on": pgettext_lazy("hand-over", "day of enrolment"),
    "grades": gettext_lazy("grades"),
    "application": gettext_lazy("application with its documents"),
    "health": gettext_lazy("health data"),
}
"""Names of fields in the log, in words; further ones are added by whoever hands them over."""


def scope_of(institution: Institution) -> str:
    """What a transfer consent for this institution is limited to."""
    return f"{INSTITUTION}{institution.uid}"


def institution_of(scope: str) -> str:
    """The public id that a scope names; empty for a scope of another kind."""
    return scope.removeprefix(INSTITUTION) if scope.startswith(INSTITUTION) else ""


def home_countries() -> frozenset[str]:
    """Where our own institutions are."""
    return frozenset(Institution.objects.filter(is_home=True).values_list("city__country", flat=True))


@dataclass(frozen=True)
class Grounds:
    """On what data may go to one institution now. `needs_sheet`: it lies in a country that is not ours."""

    institution: Institution
    day: date
    needs_sheet: bool
    sheet: CountrySheet | None
    basis: TransferBasis | None
    consents: Mapping[int, ConsentRecord]
    withdrawn: frozenset[int]

    @property
    def sheet_holds(self) -> bool:
        return not self.needs_sheet or (self.sheet is not None and self.sheet.is_current(self.day))

    def may_go(self, person: Person) -> bool:
        return self.sheet_holds and (person.pk in self.consents or self._basis_of(person) is not None)

    def basis_of(self, person: Person) -> TransferBasis | None:
        """The recorded basis, where there is no consent; it does not stand against a withdrawal."""
        return None if person.pk in self.consents else self._basis_of(person)

    def _basis_of(self, person: Person) -> TransferBasis | None:
        return None if person.pk in self.withdrawn else self.basis


@dataclass(frozen=True)
class Obstacle:
    """Why data of one person may not go now, and what would help. `code`: sheet_missing, sheet_outdated, withdrawn, no_consent."""

    person: Person
    code: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return formats.sentences(self.reason, self.remedy)


def grounds(people: Iterable[Person], to: Institution, now: datetime) -> Grounds:
    """What holds at this moment, read without locks: for a preview. Six queries for however many people."""
    people = list(people)
    return grounds_with(people, to, now, consents.valid_consents(people, Purpose.TRANSFER, scope_of(to), now))


def grounds_with(
    people: Sequence[Person], to: Institution, now: datetime, valid: Mapping[int, ConsentRecord]
) -> Grounds:
    day, country = clock.tokyo_date(now), to.city.country
    return Grounds(
        institution=to,
        day=day,
        needs_sheet=country not in home_countries(),
        sheet=country_sheets.newest(country),
        basis=TransferBasis.objects.on(day).filter(institution=to).order_by("-starts_on", "-pk").first(),
        consents=valid,
        withdrawn=consents.withdrawn_by(people, Purpose.TRANSFER, scope_of(to)) - frozenset(valid),
    )


def obstacles(people: Iterable[Person], on: Grounds) -> list[Obstacle]:
    """Those of these people whose data may not go, each with the reason and the remedy."""
    return [Obstacle(person, *_why(person, on)) for person in people if not on.may_go(person)]


def _why(person: Person, on: Grounds) -> tuple[str, str, str]:
    country, institution = formats.country(on.institution.city.country), localized(on.institution, "name")
    if not on.sheet_holds and on.sheet is None:
        reason = _("There is no country sheet for %(country)s.") % {"country": country}
        return "sheet_missing", reason, _("Write the country sheet first.")
    if not on.sheet_holds and on.sheet is not None:
        words = {"country": country, "day": formats.long_date(on.sheet.reviewed_on)}
        reason = _("The country sheet for %(country)s was last reviewed on %(day)s, more than a year ago.") % words
        return "sheet_outdated", reason, _("Review the country sheet and save it as a new version.")
    if person.pk in on.withdrawn:
        reason = _("The consent to hand data to %(institution)s was withdrawn.") % {"institution": institution}
        return "withdrawn", reason, _("Only the person can give it again, on the page “My consents”.")
    reason = _("There is no consent to hand data to %(institution)s.") % {"institution": institution}
    remedy = _(
        "Ask the person to answer on the page “My consents”, or record another legal basis for this institution."
    )
    return "no_consent", reason, remedy


def is_still_allowed(ref: str) -> bool:
    """Whether nobody among those whose data this act hands over has withdrawn since; asked just before a letter leaves."""
    holds = consents.standing().filter(pk=OuterRef("consent"))
    return not Handover.objects.filter(ref=ref, consent__isnull=False).exclude(Exists(holds)).exists()


# --- What has gone ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HandedOver:
    """One line of the log."""

    uid: UUID
    institution: Localized
    kind: str
    fields: tuple[str, ...]
    consent: UUID | None
    basis_kind: str
    basis: str
    sheet: str
    at: datetime
    by: str

    @property
    def field_names(self) -> str:
        """In the words of the screen; a name that nobody has put into words stands as it is."""
        return formats.listed(str(FIELDS.get(name, name)) for name in self.fields)

    @property
    def kind_name(self) -> str:
        return str(HandoverKind(self.kind).label)

    @property
    def basis_name(self) -> str:
        return str(TransferBasisKind(self.basis_kind).label) if self.basis_kind else ""


def handed_over(person: Person) -> tuple[HandedOver, ...]:
    """Everything that has gone about this person, the newest first; one query."""
    rows = Handover.objects.filter(person=person).select_related(
        "institution", "consent", "basis", "sheet", "handed_over_by"
    )
    return tuple(
        HandedOver(
            uid=row.uid,
            institution=localized(row.institution, "name"),
            kind=row.kind,
            fields=tuple(row.fields),
            consent=row.consent.uid if row.consent else None,
            basis_kind=row.basis.kind if row.basis else "",
            basis=row.basis.basis if row.basis else "",
            sheet=row.sheet.key if row.sheet else "",
            at=row.handed_over_at,
            by=row.handed_over_by.email if row.handed_over_by else "",
        )
        for row in rows.order_by("-handed_over_at", "-pk")
    )
