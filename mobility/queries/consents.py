"""What a person is asked to agree to, what the person has answered, and whom data were handed to: for the person and for the office."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import ConsentText, Person, Purpose
from kanazawa_exchange.accounts.queries import consents
from kanazawa_exchange.accounts.queries.consents import GivenConsent, text_of
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.languages import language_name
from kanazawa_exchange.lib.localized import Localized, localized
from partners.models import CountrySheet, Institution
from partners.queries import country_sheets, handovers
from partners.queries.country_sheets import SheetLine
from partners.queries.handovers import institution_of, scope_of

from ..application_states import OPEN, ApplicationStatus
from ..models import LIVE, Choice, Mobility, Nomination
from ..nomination_moves import SenderStatus

PUBLICATION = (Purpose.PUBLICATION_OF_TEXT, Purpose.PUBLICATION_OF_NAME, Purpose.PUBLICATION_OF_AFFILIATION)
"""What is asked before something that somebody wrote is published, one by one."""
OPTIONAL = frozenset({*PUBLICATION, Purpose.PUBLICATION_OF_PHOTO, Purpose.ALUMNI_CONTACT})
"""Whoever does not agree to these takes part all the same."""
ASKED = (Purpose.PROCESSING, Purpose.SENSITIVE_HEALTH, *PUBLICATION, Purpose.ALUMNI_CONTACT)
"""Asked of everybody once, after which each partner is asked about; photos are asked about one by one where they are shown."""
TRANSFER = "transfer-"


@dataclass(frozen=True)
class Topic:
    """One thing that is agreed to by itself: a purpose, and for a hand-over one institution. `slug` is its part of the address."""

    purpose: Purpose
    institution: Institution | None = None

    @property
    def slug(self) -> str:
        return f"{TRANSFER}{self.institution.uid}" if self.institution else self.purpose.value

    @property
    def scope(self) -> str:
        return scope_of(self.institution) if self.institution else ""

    @property
    def name(self) -> str:
        return str(self.purpose.label)

    @property
    def recipient(self) -> Localized | None:
        return localized(self.institution, "name") if self.institution else None

    @property
    def is_optional(self) -> bool:
        return self.purpose in OPTIONAL


@dataclass(frozen=True)
class Answer:
    """Where a topic stands: given, withdrawn, or not answered yet."""

    topic: Topic
    given: GivenConsent | None
    is_valid: bool

    @property
    def status(self) -> tuple[str, str]:
        """(kind of the sign, its word)"""
        if self.is_valid:
            return "done", _("agreed")
        return ("bad", _("withdrawn by you")) if self.given else ("wait", _("not answered yet"))

    @property
    def status_for_the_office(self) -> tuple[str, str]:
        if self.is_valid:
            return "done", _("agreed")
        return ("bad", _("consent withdrawn")) if self.given else ("wait", _("not answered yet"))

    @property
    def at(self) -> datetime | None:
        if self.given is None:
            return None
        return self.given.given_at if self.is_valid else self.given.withdrawn_at


def topic_of(slug: str) -> Topic | None:
    """What an address names; None for nothing that is asked."""
    if slug.startswith(TRANSFER):
        institution = _institution(slug.removeprefix(TRANSFER))
        return Topic(Purpose.TRANSFER, institution) if institution else None
    return Topic(Purpose(slug)) if slug in ASKED else None


def _institution(uid: str) -> Institution | None:
    try:
        return Institution.objects.select_related("city").filter(uid=UUID(uid), is_home=False).first()
    except ValueError:
        return None


def answers(person: Person, given: Sequence[GivenConsent]) -> tuple[Answer, ...]:
    """Everything this person is asked, with what stands; one query."""
    topics = [
        *(Topic(purpose) for purpose in ASKED[:1]),
        *(Topic(Purpose.TRANSFER, one) for one in _recipients(person, given)),
        *(Topic(purpose) for purpose in ASKED[1:]),
    ]
    return tuple(_answer(topic, given) for topic in topics)


def answer(topic: Topic, given: Sequence[GivenConsent]) -> Answer:
    return _answer(topic, given)


def _answer(topic: Topic, given: Sequence[GivenConsent]) -> Answer:
    about = [one for one in given if (one.purpose, one.scope) == (topic.purpose, topic.scope)]
    valid = next((one for one in about if one.is_valid), None)
    return Answer(topic, valid or (about[0] if about else None), valid is not None)


def _recipients(person: Person, given: Sequence[GivenConsent]) -> QuerySet[Institution]:
    """The partners that this person has to do with, and those about which the person has answered before."""
    stays = Mobility.objects.filter(person=person, status__in=LIVE).order_by()
    nominated = Nomination.objects.filter(person=person).exclude(sender_status=SenderStatus.CANCELLED).order_by()
    wished = Choice.objects.filter(
        application__person=person, application__status__in=(*OPEN, ApplicationStatus.CONFIRMED)
    ).order_by()
    answered = [uid for one in given if (uid := institution_of(one.scope))]
    concerned = (
        Q(pk__in=stays.values("sending"))
        | Q(pk__in=stays.values("receiving"))
        | Q(pk__in=person.enrolments.values("institution"))
        | Q(pk__in=nominated.values("sending"))
        | Q(pk__in=nominated.values("receiving"))
        | Q(pk__in=wished.values("place__institution"))
        | Q(uid__in=answered)
    )
    rows: QuerySet[Institution] = Institution.objects.filter(concerned, is_home=False)
    return rows.select_related("city").order_by("slug")


# --- What is shown before an answer ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """A topic as its page shows it: the text in force in the language of the screen, and what is told of the country."""

    topic: Topic
    text: ConsentText
    language: str
    words: str
    sheet: CountrySheet | None
    told: SheetLine | None
    is_abroad: bool

    @property
    def language_name(self) -> str:
        return language_name(self.language)

    @property
    def sheet_key(self) -> str:
        return self.sheet.key if self.sheet else ""

    @property
    def country(self) -> str:
        return formats.country(self.topic.institution.city.country) if self.topic.institution else ""

    @property
    def may_be_given(self) -> bool:
        """Whoever is not told about the country cannot agree to a hand-over to it."""
        return not self.is_abroad or (self.told is not None and self.told.is_current)


def asked(topic: Topic, language: str, day: date) -> Asked | None:
    """None while no text is in force."""
    text = consents.text_in_force(topic.purpose, day)
    if text is None:
        return None
    country = topic.institution.city.country if topic.institution else ""
    is_abroad = bool(country) and country not in handovers.home_countries()
    sheet = country_sheets.newest(country) if is_abroad else None
    told = country_sheets.line(sheet, day) if sheet else None
    return Asked(topic, text, language, text_of(text, language), sheet, told, is_abroad)


# --- What was --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Past:
    """One consent as it was given, and to what: for the history and for the page with its exact text."""

    given: GivenConsent
    recipient: Localized | None


def past(given: Sequence[GivenConsent]) -> tuple[Past, ...]:
    """Every consent with the name of its institution; one query."""
    uids = {uid for one in given if (uid := institution_of(one.scope))}
    names: Mapping[str, Localized] = (
        {str(row.uid): localized(row, "name") for row in Institution.objects.filter(uid__in=uids)} if uids else {}
    )
    return tuple(Past(one, names.get(institution_of(one.scope))) for one in given)
