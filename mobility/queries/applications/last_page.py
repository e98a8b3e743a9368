"""How the last page of the form is called, and what it says of what is missing: not everybody who fills the form in can send it."""

from django.utils.translation import gettext as _

from ...application_states import ApplicationStatus
from .standing import Standing


def title_of(shown: Standing) -> str:
    return _("Look over and send") if shown.may_send else _("Look over")


def before_what_is_missing(shown: Standing, status: str) -> str:
    """The words above what is missing: the applicant sends; of a draft after the closing the office accepts it; else neither of them."""
    if shown.may_send:
        return _("Something is still missing before you can send the application:")
    if status == ApplicationStatus.DRAFT and shown.may_write:
        return _("Something is still missing before the office can accept the application:")
    return _("Something is missing in the application:")
