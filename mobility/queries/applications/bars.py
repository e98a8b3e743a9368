"""Why somebody keeps away from an application that stands in a list before them, in words behind a name."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.viewer import Viewer

from ...models import Application
from ...permissions import has_declared_conflict, is_own


def bar_of(application: Application, user: Viewer | None) -> str:
    """Why this user neither opens nor moves an application that is listed; "" where nothing stands against it.

    None is the portal itself. At most one query for a request, however many applications are asked about.
    """
    if user is None:
        return ""
    if is_own(user, application):
        return _("the own application")
    return conflict_words() if has_declared_conflict(user, application) else ""


def conflict_words() -> str:
    """Why a case is left to others, behind its name."""
    return _("you have declared a conflict of interest")


def left_to_others(number: int) -> str:
    """How many decisions a release by this reader leaves hidden, in a sentence; "" for none."""
    if not number:
        return ""
    words = ngettext(
        "%(number)s decision stays hidden until somebody else releases it: you have declared a conflict of interest.",
        "%(number)s decisions stay hidden until somebody else releases them: you have declared a conflict of interest.",
        number,
    )
    return words % {"number": formats.number(number)}
