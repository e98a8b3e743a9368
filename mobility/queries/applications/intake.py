"""Whether the data of an applicant come from the own partner first, and have not come yet: until then the applicant enters none."""

from collections.abc import Iterator
from dataclasses import dataclass

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.lib.localized import Localized, localized
from partners.models import Institution
from partners.queries.intake_modes import PARTNER_FIRST, is_locked

from ...models import LIVE, Mobility, Nomination, SenderStatus
from ..nominees import has_partner_record


@dataclass(frozen=True)
class PartnerBefore:
    """Who has to send the data first; None where the portal does not know at which partner the applicant studies."""

    institution: Localized | None


def partner_before(person: Person, stated: Institution | None = None) -> PartnerBefore | None:
    """What stands before an application of this person, who states this institution; None where nothing does."""
    home = home_of(person)
    for institution in recorders(home, stated):
        has_record = has_partner_record(person, institution)
        if is_locked(institution, person.nationality, has_partner_record=has_record):
            return PartnerBefore(localized(institution, "name"))
    return PartnerBefore(None) if is_unplaced(person, home, stated) else None


def recorders(home: Institution | None, stated: Institution | None) -> Iterator[Institution]:
    """The partners that may come first: where the person studies, and where the person says so. Students of ours have none."""
    if home is not None and home.is_home:
        return
    for institution in dict.fromkeys((home, stated)):
        if institution is not None and not institution.is_home:
            yield institution


def is_unplaced(person: Person, home: Institution | None, stated: Institution | None) -> bool:
    """Somebody whose country wants the partner first, of whom no partner has sent anything, and nobody knows where they study.

    To say that it is our own university is not enough: the office knows its students.
    """
    if person.nationality not in PARTNER_FIRST or home is not None:
        return False
    if stated is not None and not stated.is_home:
        return False  # looked at by its own decision
    sent = Nomination.objects.filter(person=person, revision__gte=1).exclude(sender_status=SenderStatus.CANCELLED)
    return not sent.exists()


def home_of(person: Person) -> Institution | None:
    """Where the person studies, as far as the portal knows: by the last enrolment, else by who sent the last stay."""
    enrolment = person.enrolments.select_related("institution__city").order_by("-starts_on", "-pk").first()
    if enrolment is not None:
        return enrolment.institution
    stay = (
        Mobility.objects.filter(person=person, status__in=LIVE).select_related("sending__city").order_by("-pk").first()
    )
    return stay.sending if stay else None
