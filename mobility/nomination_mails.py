"""The letters about nominations: to the other side at each move, and to the student when the host has decided. No names stand in them."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.mails import MailKind, Variable, shipped
from kanazawa_exchange.lib.words import Words

from .queries.applications.letters import sample_deadline
from .queries.nominations.invitations import asks_in_vain


def _link() -> str:
    return f"{settings.PORTAL_URL}/…/"


_PLACES = (
    Variable("programme", _("programme and fiscal year"), _("Programme"), is_personal=False),
    Variable("sender", _("sending institution"), _("Sending institution"), is_personal=False),
    Variable("host", _("receiving institution"), _("Receiving institution"), is_personal=False),
    Variable("link", _("page of the nomination"), _link, is_personal=False, is_required=True),
)
_CALL = (
    Variable("call", _("title of the call"), _("Summer programme in Kazan"), is_personal=False),
    Variable("until", _("until when applications are taken"), sample_deadline, is_personal=False),
)
_NUMBER = Variable("number", _("number of nominations"), "1", is_personal=False)
_REVISION = Variable("revision", _("number of the revision"), "2", is_personal=False)
_ANSWER = Variable("answer", _("what was answered"), _("Accepted by the host"))


def _kind(code: str, title: Words, *further: Variable) -> MailKind:
    return MailKind(code, title, (*_PLACES, *further), shipped(code), follows_account=True)


SENT = _kind("nomination_sent", _("Nominations have arrived"), _NUMBER)
RESENT = _kind("nomination_resent", _("A corrected nomination has arrived"), _REVISION)
WITHDRAWN = _kind("nomination_withdrawn", _("A nomination was withdrawn"), _NUMBER)
UNLOCK_ASKED = _kind("nomination_unlock_asked", _("A nomination is to be unlocked"))
UNLOCK_ANSWERED = _kind("nomination_unlock_answered", _("An answer to the wish to unlock"), _ANSWER)
ANSWERED = _kind("nomination_answered", _("The host has answered a nomination"), _ANSWER)
TOLD = _kind("nomination_told", _("The student is told what the host has answered"), _ANSWER)
INVITED = MailKind(
    "nomination_invited",
    _("The student is invited to complete the application"),
    (*_PLACES, *_CALL),
    shipped("nomination_invited"),
    follows_account=True,
    is_overtaken=asks_in_vain,
)

KINDS: Sequence[MailKind] = (SENT, RESENT, WITHDRAWN, UNLOCK_ASKED, UNLOCK_ANSWERED, ANSWERED, TOLD, INVITED)
