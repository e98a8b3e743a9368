"""The whole way of an application, station by station: what is done, where it is, what comes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import pgettext

from kanazawa_exchange.accounts.models import Transition
from partners.models import City

from ...application_states import ApplicationStatus, shown_state
from ...models import Application
from .hosts import ACCEPTED, LOST, Host
from .moments import moment_words


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
class Turn:
    """Who has the application, how the host stands to it, and whether it is a draft that can no longer be sent."""

    holder: str
    host: Host
    is_late: bool


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
    "release_decline": 2,
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


def stages(
    application: Application, log: Sequence[Transition], cities: tuple[City, ...], turn: Turn
) -> tuple[Stage, ...]:
    """The stations in their order."""
    ended = {LEADS[line.move]: line.recorded_at for line in log if line.move in LEADS}
    here = AT.get(ApplicationStatus(application.status), -1)
    is_over = here < 0 or turn.is_late
    if here < 0:
        here = max(ended, default=-1) + 1
    found = []
    for number, title in enumerate(_titles()):
        if number < here:
            told = moment_words(ended[number], cities) if number in ended else ""
            found.append(Stage(title, "done", pgettext("way", "Done"), told))
        elif number == here:
            found.append(_stage_here(application, title, turn, is_over=is_over))
        else:
            found.append(Stage(title, "off" if is_over else "todo", "" if is_over else pgettext("way", "To come")))
    return tuple(found)


def _stage_here(application: Application, title: str, turn: Turn, *, is_over: bool) -> Stage:
    if turn.is_late:
        return Stage(title, "off", pgettext("way", "Not sent"))
    if is_over:
        return Stage(title, "off", str(shown_state(application).person))
    if application.status == ApplicationStatus.RETURNED:
        return Stage(title, "asked", pgettext("way", "Returned"), turn.holder)
    if application.status == ApplicationStatus.CONFIRMED:
        host = turn.host
        look = HOST_LOOKS.get(host.stage, "wait")
        return Stage(title, "here" if host.asks else look, host.label, turn.holder)
    is_mine = application.status in (ApplicationStatus.DRAFT, ApplicationStatus.OFFERED) or bool(turn.host.asks)
    word = pgettext("way", "Here now") if is_mine else pgettext("way", "Waiting")
    return Stage(title, "here" if is_mine else "wait", word, turn.holder)


HOST_LOOKS = {ACCEPTED: "done", LOST: "off"}
