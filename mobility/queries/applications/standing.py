"""Where an application stands in the words of its applicant: who has it, since when, what comes next and by which day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanazawa_exchange.accounts.models import Transition
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.viewer import Viewer, member
from partners.models import City
from programs.models import CallStatus

from ...application_moves import APPLICATION_MOVES
from ...application_states import OPEN, RELEASED, WRITABLE, ApplicationStatus
from ...models import Application
from ..selection.standing import as_seen, may_answer, place_of, result_words
from ..selection.waitlist import numbers
from .hosts import ACCEPTED, ASKED, LOST, NOT_ASKED, PREPARING, Host, hosts_of
from .letters import number_of, reason_of
from .moments import cities_around, deadline_words, moment_words

HIDDEN = ("decide", "reconsider")
"""Moves of which the applicant hears nothing: for whom the review lasts until the decision is released."""


@dataclass(frozen=True)
class Stage:
    """One station of the way: done, here, asked (it came back), todo or off; `told` is what is known of it."""

    title: str
    look: str
    word: str
    told: str = ""

    @property
    def is_here(self) -> bool:
        return self.look in ("here", "asked", "wait")


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
    is_mine: bool
    """Whether the next step is the applicant's."""
    may_write: bool
    may_send: bool
    may_withdraw: bool
    may_answer: bool
    """Whether an offer waits for the applicant's word."""
    asks: str
    """The consent that the host of a place waits for: its part of the address, or nothing."""
    stay: UUID | None
    """The record of the stay, once the host has accepted."""
    place: Localized | None
    """Of an offer that was told."""
    stages: tuple[Stage, ...]
    log: tuple[Happened, ...]
    reason: str
    """Why it came back, while it is to be corrected; or why it was cancelled."""


def own_applications(user: Viewer, now: datetime) -> tuple[Standing, ...]:
    """The applications of whoever has signed in, the newest first; three queries, one for those who wait, and one to
    three for those who hold a place."""
    account = member(user)
    if account is None:
        return ()
    rows = Application.objects.filter(person_id=account.person_id).select_related(*RELATED).order_by("-pk")
    applications = list(rows)
    logs: dict[int, list[Transition]] = {application.pk: [] for application in applications}
    for line in (
        Transition.objects.filter(record_type="application", record_id__in=logs)
        .select_related("note")
        .order_by("sequence")
    ):
        logs[line.record_id].append(line)
    ranks, hosts = numbers(applications), hosts_of(applications, now)
    return tuple(
        _standing(one, logs[one.pk], now, ranks.get(one.pk, 0), hosts.get(one.pk, NOT_ASKED)) for one in applications
    )


RELATED = ("call__run__program", "institution__city", "place__institution__city")


def standing(application: Application, now: datetime) -> Standing:
    log = (
        Transition.objects.filter(record_type="application", record_id=application.pk)
        .select_related("note")
        .order_by("sequence")
    )
    host = hosts_of([application], now).get(application.pk, NOT_ASKED)
    return _standing(application, list(log), now, numbers([application]).get(application.pk, 0), host)


def _standing(record: Application, log: Sequence[Transition], now: datetime, number: int, host: Host) -> Standing:
    application = as_seen(record, now)
    shown = [line for line in log if line.move not in HIDDEN]
    call, cities = application.call, cities_around(application)
    moment = host.since or (shown[-1].recorded_at if shown else application.created_at)
    can_send = _can_send(application, now)
    title, explained = _next(application, can_send, shown, number, host)
    until = application.return_until or application.offer_until if application.status in TO_ANSWER else None
    if application.status == ApplicationStatus.DRAFT and can_send:
        until = call.closes_at
    is_mine = application.status in (*WRITABLE, ApplicationStatus.OFFERED) or bool(host.asks)
    return Standing(
        uid=application.uid,
        number=number_of(application),
        title=localized(call, "title"),
        program=localized(call.run.program, "name"),
        call=call.uid,
        label=_label(application, number),
        kind=KIND.get(ApplicationStatus(application.status)) or APPLICATION_MOVES.kind(application.status),
        holder=_holder(application, host) if application.status in HELD else "",
        since=moment_words(moment, cities),
        next=title,
        explained=explained,
        until=deadline_words(until, cities) if until else "",
        is_mine=is_mine,
        may_write=application.status in WRITABLE and call.status != CallStatus.CALLED_OFF,
        may_send=can_send,
        may_withdraw=application.status in OPEN,
        may_answer=may_answer(application),
        asks=host.asks,
        stay=host.stay,
        place=place_of(application),
        stages=_stages(application, shown, cities, host),
        log=tuple(_happened(line, cities) for line in reversed(shown)),
        reason=_reason(application, shown),
    )


TO_ANSWER = (ApplicationStatus.RETURNED, ApplicationStatus.OFFERED)
HELD = (*OPEN, ApplicationStatus.CONFIRMED)
KIND = {ApplicationStatus.DECIDED: "wait"}
"""A decision that nobody is told of looks like a review that lasts."""


def _label(application: Application, number: int) -> str:
    label = APPLICATION_MOVES.person_label(application.status)
    if application.status == ApplicationStatus.WAITLISTED:
        return _("%(state)s (rank %(rank)s)") % {"state": label, "rank": formats.number(number)}
    return label


def _can_send(application: Application, now: datetime) -> bool:
    if application.status == ApplicationStatus.DRAFT:
        return application.call.is_open(now)
    until = application.return_until
    is_called_off = application.call.status == CallStatus.CALLED_OFF
    return application.status == ApplicationStatus.RETURNED and until is not None and now < until and not is_called_off


def _holder(application: Application, host: Host) -> str:
    """Who has it: whose move it is; nobody's once the stay is registered."""
    if application.status == ApplicationStatus.CONFIRMED:
        return _holder_of_place(host)
    if application.status in (*WRITABLE, ApplicationStatus.OFFERED):
        return pgettext("whose turn", "You")
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
    application: Application, can_send: bool, log: Sequence[Transition], number: int, host: Host
) -> tuple[str, str]:
    """What comes next, as a title and in a sentence or two."""
    status = application.status
    if status == ApplicationStatus.DRAFT:
        if can_send:
            return _("Finish your application and send it"), _(
                "What you type is saved as you go. It counts only once you send it."
            )
        return (
            _("This application was not sent"),
            _("The call takes no applications now. If you have a reason to apply late, write to the office."),
        )
    if status == ApplicationStatus.RETURNED:
        if can_send:
            return _("Correct your application and send it again"), _("The office has marked what is to be corrected.")
        return _("The time for the correction is over"), _("Write to the office if you need more time.")
    if status in RELEASED:
        return result_words(application, log, number, host)
    return _waiting(ApplicationStatus(status))


def _waiting(status: ApplicationStatus) -> tuple[str, str]:
    """The same for what is no longer in the hands of its applicant."""
    return {
        ApplicationStatus.SUBMITTED: (
            _("The office checks your application"),
            _("You need not do anything now. We write to you when something changes."),
        ),
        ApplicationStatus.IN_REVIEW: _reviewed(),
        ApplicationStatus.DECIDED: _reviewed(),
        ApplicationStatus.WITHDRAWN: (
            _("You have withdrawn this application"),
            _("It takes no further part in the selection. You may apply again to any later call."),
        ),
        ApplicationStatus.CANCELLED: (
            _("The office has cancelled this application"),
            _("If you have questions, write to the office."),
        ),
    }[status]


def _reviewed() -> tuple[str, str]:
    return (
        _("The reviewers read your application"),
        _("You need not do anything now. We write to you as soon as the result is known."),
    )


# --- The way ---------------------------------------------------------------------------------------------------------

AT = {
    ApplicationStatus.DRAFT: 0,
    ApplicationStatus.RETURNED: 0,
    ApplicationStatus.SUBMITTED: 1,
    ApplicationStatus.IN_REVIEW: 2,
    ApplicationStatus.DECIDED: 2,
    ApplicationStatus.OFFERED: 3,
    ApplicationStatus.WAITLISTED: 3,
    ApplicationStatus.CONFIRMED: 4,
}
"""At which station of the way an application is."""
LEADS = {
    "submit": 0,
    "submit_late": 0,
    "resubmit": 0,
    "review": 1,
    "release_offer": 2,
    "release_waitlist": 2,
    "confirm": 3,
}
"""Which move ends which station."""


def _titles() -> tuple[str, ...]:
    return (
        pgettext("way", "Application"),
        pgettext("way", "Check by the office"),
        pgettext("way", "Selection"),
        pgettext("way", "Result"),
        pgettext("way", "Nomination to the host"),
    )


def _stages(
    application: Application, log: Sequence[Transition], cities: tuple[City, ...], host: Host
) -> tuple[Stage, ...]:
    ended = {LEADS[line.move]: line.recorded_at for line in log if line.move in LEADS}
    here = AT.get(ApplicationStatus(application.status), -1)
    is_over = here < 0
    if is_over:
        here = max(ended, default=-1) + 1
    found = []
    for number, title in enumerate(_titles()):
        if number < here:
            told = moment_words(ended[number], cities) if number in ended else ""
            found.append(Stage(title, "done", pgettext("way", "Done"), told))
        elif number == here:
            found.append(_stage_here(application, title, host, is_over=is_over))
        else:
            found.append(Stage(title, "off" if is_over else "todo", "" if is_over else pgettext("way", "To come")))
    return tuple(found)


def _stage_here(application: Application, title: str, host: Host, *, is_over: bool) -> Stage:
    if is_over:
        return Stage(title, "off", APPLICATION_MOVES.person_label(application.status))
    if application.status == ApplicationStatus.RETURNED:
        return Stage(title, "asked", pgettext("way", "Returned"), _holder(application, host))
    if application.status == ApplicationStatus.CONFIRMED:
        look = HOST_LOOKS.get(host.stage, "wait")
        return Stage(title, "here" if host.asks else look, host.label, _holder(application, host))
    is_mine = application.status in (ApplicationStatus.DRAFT, ApplicationStatus.OFFERED)
    word = pgettext("way", "Here now") if is_mine else pgettext("way", "Waiting")
    return Stage(title, "here" if is_mine else "wait", word, _holder(application, host))


HOST_LOOKS = {ACCEPTED: "done", LOST: "off"}


# --- What has happened -----------------------------------------------------------------------------------------------


def _happened(line: Transition, cities: tuple[City, ...]) -> Happened:
    reason = reason_of(line) if line.move in TOLD_WHY else ""
    return Happened(moment_words(line.recorded_at, cities), APPLICATION_MOVES.done(line.move), reason)


TOLD_WHY = ("return", "extend", "submit_late", "cancel")
"""Moves whose reason the applicant is told."""


def _reason(application: Application, log: Sequence[Transition]) -> str:
    names = {ApplicationStatus.RETURNED: "return", ApplicationStatus.CANCELLED: "cancel"}
    wanted = names.get(ApplicationStatus(application.status))
    last = next((line for line in reversed(log) if line.move == wanted), None)
    return reason_of(last) if last else ""
