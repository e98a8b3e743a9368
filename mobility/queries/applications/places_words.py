"""How the places of a call are called for its applicant: where one is sent, or where one is received; one alone has no order."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from programs.models import Call, Direction


def places_title(call: Call) -> str:
    """Of the page on which they are chosen."""
    if call.run.direction == Direction.INBOUND:
        return pgettext("application", "Host institution")
    return pgettext("application", "Destinations")


def wishes_label(call: Call, number: int) -> str:
    """Of the box in which so many can be chosen."""
    is_inbound = call.run.direction == Direction.INBOUND
    if number == 1:
        return pgettext("application", "Host institution") if is_inbound else pgettext("application", "Destination")
    return _("Host institutions in order of preference") if is_inbound else _("Destinations in order of preference")
