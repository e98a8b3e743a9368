"""The authors of an Activity Report are told what was decided, each in the own language."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import outbox
from kanazawa_exchange.lib.mails import MailKind

from ... import activity_report_mails as kinds
from ...models import ActivityReport

LETTERS: Mapping[str, MailKind] = {
    "publish": kinds.PUBLISHED,
    "return": kinds.RETURNED,
    "take_down": kinds.TAKEN_DOWN,
}


def tell(report: ActivityReport, name: str, reason: str, *, by: User | None, now: datetime) -> None:
    """The letters of one move, within its transaction: to every author who has an account."""
    if name not in LETTERS:
        return
    own = report.own_text
    known = {
        "title": lambda: own.title if own else "",
        "reason": lambda: reason,
        "link": lambda: settings.PORTAL_URL.rstrip("/") + _page(report, name),
    }
    kind = LETTERS[name]
    users = User.objects.filter(person__in=[author.person_id for author in report.authors.all()], is_active=True)
    drafts = [
        outbox.Draft(user, f"{report.uid} {name} {report.version}", {key: known[key] for key in kind.names})
        for user in users.order_by("pk")
    ]
    outbox.write_many(kind, drafts, by=by, now=now)


def _page(report: ActivityReport, name: str) -> str:
    """Where the author goes on: everybody's page of a report that is published, else the own one."""
    if name == "publish":
        return reverse("mobility:activity_report_detail", args=[report.slug])
    return reverse("mobility:own_report", args=[report.uid])
