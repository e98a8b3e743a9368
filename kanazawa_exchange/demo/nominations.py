"""The demo's nominations, in both directions and in every state of either side; one accepted in each has its planned stay."""

from collections.abc import Mapping
from datetime import datetime
from itertools import islice

from kanazawa_exchange.accounts.models import Purpose, User
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from mobility.facts import Places
from mobility.models import Application, Nomination
from mobility.services.nominations import moving, nominating, preparing
from mobility.services.nominations.nominating import Nominee
from partners.models import Institution
from programs.models import Call

from . import consents
from .names import all_russian

FIRST_NAME = 76
"""Of the invented Russian names: those before it are taken by people who travel."""
OURS = {
    "abe": ("send", "verify"),
    "ishikawa": ("send", "acknowledge", "ask_unlock", "unlock"),
    "hasegawa": ("send", "acknowledge", "reject"),
    "okada": (),
}
"""What happens to our students' nominations, once they have accepted their places."""
THEIRS: tuple[tuple[str, ...], ...] = ((), ("acknowledge",), ("verify",), ("waitlist",), ("reject",), ("cancel",))
"""And to those of Kazan's students, after they were sent."""
OUR_STEPS = {
    "ask_unlock": Step(reason_code="dates", reason="帰国便が一日遅くなりました。"),
    "reject": Step(
        reason_code="no_place", reason="Общежитие на эти даты заполнено: третьего студента разместить негде."
    ),
}
THEIR_STEPS = {
    "reject": Step(reason_code="no_place", reason="今期の受入枠は満了しました。"),
    "cancel": Step(reason_code="own_wish", reason="Студент отказался от поездки по личным причинам."),
}


def enter(users: Mapping[str, User], applications: Mapping[str, Application]) -> None:
    kazan, office = Institution.objects.select_related("city").get(slug="kazan-federal-university"), users["sato"]
    for name in ("abe", "ishikawa", "hasegawa"):  # Okada was not asked yet: that nomination shows what is missing
        consents.agree(users[name], Purpose.TRANSFER, kazan)
    now = clock.now()  # after the consents
    for name, way in OURS.items():
        prepared = preparing.prepare_from(applications[name], by=office, now=now)
        _come(prepared, way, OUR_STEPS, sender=office, receiver=users["petrova"], now=now)
    for nomination, way in zip(_from_kazan(kazan, users["petrova"], now), THEIRS, strict=True):
        _come(nomination, way, THEIR_STEPS, sender=users["petrova"], receiver=office, now=now)


def _come(
    nomination: Nomination,
    way: tuple[str, ...],
    steps: Mapping[str, Step],
    *,
    sender: User,
    receiver: User,
    now: datetime,
) -> None:
    for name in way:
        by = sender if name in ("send", "ask_unlock", "cancel") else receiver
        nomination = moving.move(nomination, name, steps.get(name, Step()), by=by, now=now)


def _from_kazan(kazan: Institution, petrova: User, now: datetime) -> list[Nomination]:
    """All in one act, as from a pasted table."""
    home = Institution.objects.get(slug="kanazawa-university")
    run = Call.objects.select_related("run__program").order_by("opens_at")[2].run
    values = {"level": "bachelor", "planned_starts_on": run.starts_on, "planned_ends_on": run.ends_on}
    names = islice(all_russian(), FIRST_NAME, FIRST_NAME + len(THEIRS))
    nominees = [
        Nominee(
            Newcomer(name, nationality="RU", student_number=f"KFU-25-{number:04d}"), run, Places(kazan, home), values
        )
        for number, name in enumerate(names, 101)
    ]
    return nominating.nominate_all(nominees, by=petrova, now=now)
