"""What is typed into an application is not kept for its applicant either, as long as the own partner comes first."""

from kanazawa_exchange.accounts.services.kept_forms import Place, Values

from ...models import Application
from ...queries.applications.intake import partner_before
from .box_texts import institution_of

PAGES = ("mobility:application_topic", "mobility:application_check")
STATED = "box-institution"
"""The box of the form in which an applicant says where they study."""


def waits_for_partner(owner: int, place: Place, values: Values) -> bool:
    """Whether a form of this account holds what its applicant may not enter yet; no query for any other page."""
    if place.view not in PAGES:
        return False
    rows = Application.objects.filter(uid=place.parts["uid"], person__user=owner)
    application = rows.select_related("person", "institution").first()
    if application is None:
        return False
    stated = [application.institution, *(institution_of(typed.strip()) for typed in values.get(STATED, ()))]
    return any(partner_before(application.person, one) is not None for one in stated)
