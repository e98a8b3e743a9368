"""What waits for a reader on the way to a stay: the own application, applications to hand over, nominations to act on."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.totals import Total
from kanazawa_exchange.lib.viewer import Viewer, member
from kanazawa_exchange.today import LINES, Line, Part
from programs.models import Call

from .. import permissions
from ..application_states import ApplicationStatus
from ..models import Application
from .applications.hosts import is_hostless
from .applications.standing import Standing, own_applications
from .nominations.lists import Filters, Row, count, page

MINE = Filters(turn="on")


SOON = timedelta(days=10)
"""What ends within so many days stands above everything else on the first page."""


def urgent(user: Viewer, _today: date) -> Iterator[Part]:
    """The own application that waits for its applicant and ends soon; whoever works for others too finds it below."""
    if (account := member(user)) is None or not permissions.applies(user):
        return
    first = account._first_application = _first(user)  # type: ignore[attr-defined]  # for `parts`, on the same page
    if first is not None and _ends_soon(first):
        yield _card(first)


def parts(user: Viewer, _today: date) -> Iterator[Part]:
    """One's own application, and what waits for whoever handles applications or speaks for a side of a nomination."""
    first = _read_above(user) if hasattr(user, "_first_application") else _first(user)
    if first is not None and not (permissions.applies(user) and _ends_soon(first)):
        yield _card(first)
    if permissions.may_list_applications(user):
        yield from _to_hand_over(user)
        yield from _hostless(user)
    if permissions.may_list_nominations(user):
        yield from _nominations(user)


def _first(user: Viewer) -> Standing | None:
    return next((one for one in own_applications(user, clock.now()) if one.holder), None)


def _read_above(user: Any) -> Standing | None:
    """What `urgent` has read for this page; a further page reads anew."""
    first: Standing | None = user._first_application
    del user._first_application
    return first


def _ends_soon(one: Standing) -> bool:
    return one.is_mine and one.due is not None and one.due - clock.now() <= SOON


def _card(one: Standing) -> Part:
    template = "mobility/own_application_card.html"
    return Part("own-application", _("My application"), template=template, content=one, spans=True)


def _to_hand_over(user: Viewer) -> Iterator[Part]:
    """The calls in which applications have come and nobody has taken them up; nothing where there are none."""
    sent = Application.objects.visible_to(user).filter(status=ApplicationStatus.SUBMITTED).order_by()
    numbers = dict(sent.values_list("call").annotate(number=Count("pk")))
    if not numbers:
        return
    calls = Call.objects.filter(pk__in=numbers).order_by("closes_at", "pk")
    lines = tuple(_of_call(call, numbers[call.pk]) for call in calls)
    yield Part("applications", _("Calls with new applications"), count=Total(len(lines)), lines=lines)


def _of_call(call: Call, number: int) -> Line:
    note = ngettext("%(number)s application", "%(number)s applications", number) % {"number": formats.number(number)}
    address = reverse("mobility:application_list", args=[call.uid])
    return Line(localized(call, "title"), f"{address}?status={ApplicationStatus.SUBMITTED}", note)


def _hostless(user: Viewer) -> Iterator[Part]:
    """Who holds a place whose host has said no, and is to be offered another one; nothing where there are none."""
    rows = Application.objects.visible_to(user).filter(is_hostless()).select_related("place__institution", "call__run")
    waiting = [one for one in rows.order_by("pk") if permissions.may_handle_application(user, one)]
    if waiting:
        names = shown_names([one.person_id for one in waiting])
        lines = tuple(_of_host(one, names[one.person_id]) for one in waiting)
        yield Part("hostless", _("No longer with a host: offer another place"), count=Total(len(lines)), lines=lines)


def _of_host(one: Application, name: ShownName) -> Line:
    note = localized(one.place.institution, "name") if one.place else ""
    return Line(name.text, reverse("mobility:application_detail", args=[one.uid]), str(note), lang=name.lang)


def _nominations(user: Viewer) -> Iterator[Part]:
    """Those in which this reader's side acts next, the newest first; nothing where there are none."""
    waiting = count(user, MINE)
    if waiting.number:
        title = pgettext_lazy("today", "Nominations that wait for you")
        rows = page(user, MINE, size=LINES).rows
        address, shown = f"{reverse('mobility:nomination_list')}?turn=on", tuple(row.uid for row in rows)
        yield Part("nominations", title, address, waiting, tuple(map(_line, rows)), shown=shown)


def _line(row: Row) -> Line:
    states = formats.series(*filter(None, (row.sender_label, row.receiver_label)))
    return Line(row.name.text, reverse("mobility:nomination_detail", args=[row.uid]), states, lang=row.name.lang)
