"""Warnings: what deserves a second look in a record, though nothing forbids it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.services.people_words import NameParts
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.fields import mixed_script
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.viewer import Viewer
from programs.models import Direction

from ..models import Mobility, Mode
from ..states import NOT_LIVE, READ_ONLY
from .days import SUGGESTED_GAP, bounds, period_of
from .plausibility import doubts_of
from .returns import overdue_since
from .stages import are_joined, joined, links_of

OPEN_END = date.max


@dataclass(frozen=True)
class Warned:
    """One thing to look at. `other`: the record or person it is about; `link`: this record may be linked with that one."""

    code: str
    text: str
    other: UUID | None = None
    link: bool = False


def of_record(stay: Mobility, user: Viewer) -> tuple[Warned, ...]:
    """The warnings of one record, for somebody who keeps it; `stay` comes with run, person, sending, receiving."""
    if stay.status in READ_ONLY:
        return ()
    warnings = []
    if stay.run.direction == Direction.INBOUND and stay.mode != Mode.ONLINE and not stay.residence_status:
        warnings.append(
            Warned(
                "residence",
                _("The status of residence is not entered yet. Some surveys leave this stay out until it is."),
            )
        )
    if since := overdue_since(stay.status, stay.actual_starts_on, stay.planned_ends_on, clock.today()):
        text = _("No return is confirmed since %(date)s. Until it is, the stay counts as continuing.")
        warnings.append(Warned("return", text % {"date": formats.long_date(since)}))
    warnings += [Warned(doubt.code, doubt.text) for doubt in doubts_of(stay)]
    warnings += _neighbours(stay, user)
    return tuple(warnings)


def of_names(names: Sequence[NameParts]) -> tuple[Warned, ...]:
    """Words that mix Latin and Cyrillic letters."""
    mixed = (mixed_script(part) for _script, *parts in names for part in parts if part)
    return tuple(Warned("mixed_script", str(word)) for word in mixed if word is not None)


def names_of(person: Person) -> list[NameParts]:
    return [(name.script, name.family, name.given, name.patronymic) for name in person.names.all()]


# --- Stays of the same person beside this one ------------------------------------------------------------------------------
def _neighbours(stay: Mobility, user: Viewer) -> Iterable[Warned]:
    """Of a stay in a programme that is not this user's only that its days touch is told, not where and when."""
    first, last = bounds(stay)
    if first is None:
        return
    others = (
        Mobility.objects.filter(person_id=stay.person_id)
        .exclude(pk=stay.pk)
        .exclude(status__in=NOT_LIVE)
        .select_related("receiving", "run")
    )
    visible = set(others.visible_to(user).values_list("pk", flat=True))
    stages = joined(links_of({stay.person_id}))
    for other in others:
        start, end = bounds(other)
        if start is None:
            continue
        changes_place = start != first and (start == last or end == first)
        if start <= (last or OPEN_END) and (end or OPEN_END) >= first and not changes_place:
            if Mode.ONLINE not in (stay.mode, other.mode):  # an online stay takes nobody anywhere
                yield _overlap(other, is_visible=other.pk in visible)
            continue
        if (
            other.pk in visible
            and not are_joined(stages, stay, other)
            and other.run.direction == stay.run.direction
            and _is_near(first, last, start, end)
        ):
            yield _gap(other)


def _overlap(other: Mobility, *, is_visible: bool) -> Warned:
    if not is_visible:
        return Warned("overlap", _("The planned days touch a stay of this person in another programme."))
    text = _("The planned days touch another stay of this person: %(period)s, %(host)s.")
    return Warned("overlap", text % _told(other), other.uid)


def _gap(other: Mobility) -> Warned:
    text = ngettext(
        "Another stay of this person lies %(days)d day away or less: %(period)s, %(host)s. Are they stages of one stay?",
        "Another stay of this person lies %(days)d days away or less: %(period)s, %(host)s. Are they stages of one stay?",
        SUGGESTED_GAP.days,
    )
    return Warned("gap", text % {"days": SUGGESTED_GAP.days, **_told(other)}, other.uid, link=True)


def _told(stay: Mobility) -> dict[str, object]:
    return {"period": period_of(stay), "host": localized(stay.receiving, "name")}


def _is_near(first: date, last: date | None, start: date, end: date | None) -> bool:
    gaps = [
        later - earlier for earlier, later in ((last, start), (end, first)) if earlier is not None and later >= earlier
    ]
    return any(gap <= SUGGESTED_GAP for gap in gaps)
