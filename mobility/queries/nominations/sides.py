"""Why somebody who belongs to one of the two institutions leaves a nomination to others."""

from django.utils.translation import gettext as _

from kanazawa_exchange.lib.viewer import Viewer

from ... import permissions
from ...models import Nomination


def why_others_act(one: Nomination, user: Viewer) -> str:
    """In a sentence; "" where nothing keeps this user out of it, and for who belongs to neither institution."""
    if permissions.is_on_both_sides(user, one):
        return _("You would be on both sides of this nomination, so somebody else acts in it.")
    if one.application is None or not permissions.speaks_for_a_side(user, one):
        return ""
    if permissions.has_declared_conflict(user, one.application):
        return _(
            "You have declared a conflict of interest about this applicant, so somebody else acts in this nomination."
        )
    if permissions.keeps_away(user, one.application):
        return _("You have applied to the same call yourself, so somebody else acts in this nomination.")
    return ""
