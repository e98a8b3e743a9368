"""Where an application stands in the words of its applicant: who has it, since when, what comes next and by which day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanazawa_exchange.accounts.models import Transition
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.clock import tokyo_date
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.viewer import Viewer, member
from partners.models import City
from programs.models import Call, CallStatus

from ...application_moves import APPLICATION_MOVES
from ...application_states import OPEN, RELEASED, WRITABLE, ApplicationStatus, shown_state
from ...models import Application
from ..selection.standing import as_seen, may_answer, place_of, result_words
from ..selection.waitlist import numbers
from ..stopped import PURPOSE, resting, stopped
from .hosts import ACCEPTED, ASKED, NOT_ASKED, PREPARING, Host, hosts_of
from .letters import number_of, reason_of
from .moments import cities_around, deadline_words, moment_words
from .way import Stage, Turn, stages

HIDDEN = ("decide", "reconsider")
"""Moves of which the applicant hears nothing: for whom the review lasts until the decision is released."""


@dataclass(frozen=True)
class Happened:
    """One line of what has happened so far."""

    moment: str
    words: str
    reason: str = ""


@dataclass(frozen=True)
class Standing:
    uid: UUID
    number: str
    title: Localized
    program: Localized
    call: UUID
    label: str
    kind: str
    holder: str
    since: str
    next: str
    explained: str
    until: str
    due: datetime | None
    """The same as a moment."""
    is_mine: bool
    """Whether the next step is the applicant's."""
    may_write: bool
    may_send: bool
    may_withdraw: bool
    may_answer: bool
    """Whether an offer waits for the applicant's word."""
    may_accept: bool
    """Whether the word can be yes: not while the own data are not to be handled."""
    asks: str
    """The consent that is waited for, by the host of a place or, once withdrawn, by everybody: its part of the address, or nothing."""
    stay: UUID | None
    """The record of the stay, once the host has accepted."""
    place: Localized | None
    """Of an offer that was told."""
    stages: tuple[Stage, ...]
    log: tuple[Happened, ...]
    reason: str
    """Why it came back, while it is to be corrected; or why it was cancelled."""


def own_applications(user: Viewer, now: datetime) -> tuple[Standing, ...]:
    """The applications of whoever has signed in: those that wait for the person by their deadline, then the newest first.

    Three queries, one for those who wait, and one to three for those who hold a place.
    """
    account = member(user)
    if account is None:
        return ()
    rows = Application.objects.filter(person_id=account.person_id).select_related(*RELATED).annotate(rests=resting())
    applications = list(rows.order_by("-pk"))
    logs: dict[int, list[Transition]] = {application.pk: [] for application in applications}
    for line in (
        Transition.objects.filter(record_type="application", record_id__in=logs)
        .select_related("note")
        .order_by("sequence")
    ):
        logs[line.record_id].append(line)
    ranks, hosts = numbers(applications), hosts_of(applications, now)
    hosts = {one.pk: _asked(one, hosts.get(one.pk, NOT_ASKED), rests=one.rests) for one in applications}
    found = (_standing(one, logs[one.pk], now, ranks.get(one.pk, 0), hosts[one.pk]) for one in applications)
    return tuple(sorted(found, key=_urgency))


def _urgency(one: Standing) -> tuple[bool, bool, float]:
    """What waits for the applicant comes first, the next to end before others; sorting keeps the rest in its order."""
    return not one.is_mine, one.due is None, one.due.timestamp() if one.is_mine and one.due else 0.0


RELATED = ("call__run__program", "institution__city", "place__institution__city")


def standing(application: Application, now: datetime) -> Standing:
    log = (
        Transition.objects.filter(record_type="application", record_id=application.pk)
        .select_related("note")
        .order_by("sequence")
    )
    host = hosts_of([application], now).get(application.pk, NOT_ASKED)
    rests = application.status in GOING_ON and bool(stopped([application.person_id]))
    host = _asked(application, host, rests=rests)
    return _standing(application, list(log), now, numbers([application]).get(application.pk, 0), host)


def _asked(application: Application, host: Host, *, rests: bool) -> Host:
    """With what is asked first of whoever has withdrawn the consent to the handling of the data, as long as something is to come."""
    is_asked = rests and application.status in GOING_ON and host.stay is None
    return replace(host, asks=PURPOSE.value) if is_asked else host


def _standing(record: Application, log: Sequence[Transition], now: datetime, number: int, host: Host) -> Standing:
    application = as_seen(record, now)
    shown = [line for line in log if line.move not in HIDDEN]
    call, cities = application.call, cities_around(application)
    moment = host.since or (shown[-1].recorded_at if shown else application.created_at)
    can_send = _can_send(application, now)
    in_hand = can_send or _is_begun_late(application, shown)
    title, explained = _next(application, can_send, in_hand, number, host, now)
    until = application.return_until or application.offer_until if application.status in TO_ANSWER else None
    if application.status == ApplicationStatus.DRAFT and can_send:
        until = call.closes_at
    is_mine = in_hand or application.status == ApplicationStatus.OFFERED or bool(host.asks)
    return Standing(
        uid=application.uid,
        number=number_of(application),
        title=localized(call, "title"),
        program=localized(call.run.program, "name"),
        call=call.uid,
        label=_label(application, number),
        kind=KIND.get(ApplicationStatus(application.status)) or APPLICATION_MOVES.kind(application.status),
        holder=_holder(application, in_hand, host) if application.status in HELD else "",
        since=moment_words(moment, cities),
        next=title,
        explained=explained,
        until=deadline_words(until, cities) if until else "",
        due=until,
        is_mine=is_mine,
        may_write=application.status in WRITABLE and call.status != CallStatus.CALLED_OFF,
        may_send=can_send,
        may_withdraw=application.status in OPEN,
        may_answer=may_answer(application),
        may_accept=host.asks != PURPOSE,
        asks=host.asks,
        stay=host.stay,
        place=place_of(application),
        stages=stages(application, shown, cities, _turn(application, in_hand, host)),
        log=tuple(_happened(line, cities) for line in reversed(shown)),
        reason=_reason(application, shown),
    )


TO_ANSWER = (ApplicationStatus.RETURNED, ApplicationStatus.OFFERED)
HELD = (*OPEN, ApplicationStatus.CONFIRMED)
GOING_ON = tuple(state for state in HELD if state not in WRITABLE)
"""States in which somebody goes on with what was sent; before that the page that sends asks for the consent."""
KIND = {ApplicationStatus.DECIDED: "wait"}
"""A decision that nobody is told of looks like a review that lasts."""


def _label(application: Application, number: int) -> str:
    label = str(shown_state(application).person)
    if application.status == ApplicationStatus.WAITLISTED:
        return _("%(state)s (rank %(rank)s)") % {"state": label, "rank": formats.number(number)}
    return label


def _turn(application: Application, in_hand: bool, host: Host) -> Turn:
    is_late = application.status == ApplicationStatus.DRAFT and not in_hand
    return Turn(_holder(application, in_hand, host), host, is_late=is_late)


def _is_begun_late(application: Application, log: Sequence[Transition]) -> bool:
    """Whether the office has begun it after the closing, and its applicant is to fill it in."""
    if application.status != ApplicationStatus.DRAFT or application.call.status == CallStatus.CALLED_OFF:
        return False
    return any(line.move == "begin_late" for line in log)


def _can_send(application: Application, now: datetime) -> bool:
    if application.status == ApplicationStatus.DRAFT:
        return application.call.is_open(now)
    until = application.return_until
    is_called_off = application.call.status == CallStatus.CALLED_OFF
    return application.status == ApplicationStatus.RETURNED and until is not None and now < until and not is_called_off


def _holder(application: Application, in_hand: bool, host: Host) -> str:
    """Who has it: whose move it is; nobody's once the stay is registered, or of a draft whose time is over."""
    if application.status == ApplicationStatus.CONFIRMED:
        return _holder_of_place(host)
    if host.asks or in_hand or application.status == ApplicationStatus.OFFERED:
        return pgettext("whose turn", "You")
    if application.status == ApplicationStatus.DRAFT:
        return ""
    if application.status in (ApplicationStatus.IN_REVIEW, ApplicationStatus.DECIDED):
        return pgettext("whose turn", "The reviewers")
    return pgettext("whose turn", "The office")


def _holder_of_place(host: Host) -> str:
    if host.asks:
        return pgettext("whose turn", "You")
    if host.stage == ASKED:
        return pgettext("whose turn", "The host")
    if host.stage == ACCEPTED and host.stay:
        return ""
    return (
        pgettext("whose turn", "The office")
        if host.is_ours or host.stage != PREPARING
        else pgettext("whose turn", "Your university")
    )


def _next(
    application: Application, can_send: bool, in_hand: bool, number: int, host: Host, now: datetime
) -> tuple[str, str]:
    """What comes next, as a title and in a sentence or two."""
    status = application.status
    if host.asks == PURPOSE:
        return _("Say whether your data may be handled further"), _(
            "You have withdrawn your consent to the handling of your data. Nothing goes on with your application before you agree again."
        )
    if status == ApplicationStatus.DRAFT:
        if can_send:
            return _("Finish your application and send it"), _(
                "What you type is saved as you go. It counts only once you send it."
            )
        if application.call.status == CallStatus.CALLED_OFF:
            return _("This call was called off"), _("Your application was not sent.")
        if in_hand:
            return _("Fill in your application"), _(
                "The office has begun it for you after the closing. Fill it in, agree to the processing of your data on the page"
                " “My consents”, and write to the office, which then accepts it."
            )
        sentence = _("The call takes no applications now. If you have a reason to apply late, write to the office.")
        return _("The deadline has passed"), formats.sentences(_("Your application was not sent."), sentence)
    if status == ApplicationStatus.RETURNED:
        if can_send:
            return _("Correct your application and send it again"), _("The office has marked what is to be corrected.")
        return _("The time for the correction is over"), _("Write to the office if you need more time.")
    if status in RELEASED:
        return result_words(application, number, host)
    return _waiting(ApplicationStatus(status), application.call, now)


def _waiting(status: ApplicationStatus, call: Call, now: datetime) -> tuple[str, str]:
    """The same for what is no longer in the hands of its applicant."""
    return {
        ApplicationStatus.SUBMITTED: (
            _("The office checks your application"),
            _("You need not do anything now. We write to you when something changes."),
        ),
        ApplicationStatus.IN_REVIEW: _reviewed(call, now),
        ApplicationStatus.DECIDED: _reviewed(call, now),
        ApplicationStatus.WITHDRAWN: (
            _("You have withdrawn this application"),
            _("It takes no further part in the selection. You cannot apply to this call again, but to any later one."),
        ),
        ApplicationStatus.CANCELLED: (
            _("The office has cancelled this application"),
            _("You cannot apply to this call again. If you have questions, write to the office."),
        ),
    }[status]


def _reviewed(call: Call, now: datetime) -> tuple[str, str]:
    """With the day on which the call says the results come, as long as it is not over."""
    title = _("The reviewers read your application")
    waits = _("You need not do anything now. We write to you as soon as the result is known.")
    if call.results_on is None or call.results_on < tokyo_date(now):
        return title, waits
    expected = _("It is expected on %(day)s.") % {"day": formats.long_date(call.results_on)}
    return title, formats.sentences(waits, expected)


# --- What has happened -----------------------------------------------------------------------------------------------


def _happened(line: Transition, cities: tuple[City, ...]) -> Happened:
    reason = reason_of(line) if line.move in TOLD_WHY else ""
    return Happened(moment_words(line.recorded_at, cities), APPLICATION_MOVES.done(line.move), reason)


TOLD_WHY = ("return", "extend", "begin_late", "submit_late", "cancel")
"""Moves whose reason the applicant is told."""


def _reason(application: Application, log: Sequence[Transition]) -> str:
    names = {ApplicationStatus.RETURNED: "return", ApplicationStatus.CANCELLED: "cancel"}
    wanted = names.get(ApplicationStatus(application.status))
    last = next((line for line in reversed(log) if line.move == wanted), None)
    return reason_of(last) if last else ""
