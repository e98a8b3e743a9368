"""The letters about Activity Reports: to the authors when one is published, returned or taken down, and to whom another one adds."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.mails import MailKind, Variable, shipped
from kanazawa_exchange.lib.words import Words


def _link() -> str:
    return settings.PORTAL_URL.rstrip("/") + reverse("mobility:own_report_list")


_TITLE = Variable("title", _("title of the report"), _("Baikal in winter"))
_REASON = Variable("reason", _("reason, as it was given"), _("The second sentence names a person."))
_LINK = Variable("link", _("page of the report"), _link, is_personal=False, is_required=True)


def _kind(code: str, title: Words, *further: Variable) -> MailKind:
    return MailKind(code, title, (_TITLE, *further, _LINK), shipped(code), follows_account=True)


PUBLISHED = _kind("activity_report_published", _("An Activity Report is published"))
RETURNED = _kind("activity_report_returned", _("An Activity Report is to be revised"), _REASON)
TAKEN_DOWN = _kind("activity_report_taken_down", _("An Activity Report was taken down"), _REASON)

AUTHOR_ADDED = MailKind(
    "activity_report_author",
    _("Somebody is added to the authors of an Activity Report"),
    (
        Variable("name", _("name of the author"), _("Aiko Yamada")),
        Variable("added_by", _("who has added the author"), _("Ivan Petrov")),
        Variable("program", _("name of the programme"), _("Summer programme in Kazan"), is_personal=False),
        _LINK,
    ),
    shipped("activity_report_author"),
    follows_account=True,
)
"""The only one in which a name stands: who is asked to write along wants to know by whom."""

KINDS: Sequence[MailKind] = (PUBLISHED, RETURNED, TAKEN_DOWN, AUTHOR_ADDED)
