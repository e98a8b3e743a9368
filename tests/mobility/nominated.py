"""The shortest ways by which a nomination comes into each state of both sides, made by the services."""

from datetime import date

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from mobility.facts import Places
from mobility.models import Application, Nomination
from mobility.services.nominations import moving, preparing
from partners.models import Agreement, AgreementParty, CooperationCondition, Institution
from tests.consents import may_go
from tests.factories import LONG_AGO, PersonFactory, World

START, END = date(2030, 9, 1), date(2031, 1, 31)
FACTS = {"level": "bachelor", "planned_starts_on": START, "planned_ends_on": END}
WHY = {"reason_code": "other", "reason": "Because it is so"}


def agreed(
    world: World, partner: Institution | None = None, places: int | None = None, *, goes: bool = True
) -> Agreement:
    """An agreement in force with Kazan, with so many places a year in each direction; unless said, data may go there."""
    partner = partner or world.kazan
    if goes:
        may_go(partner)
    agreement = Agreement.objects.create(
        title_en="Student exchange", title_ja="学生交流", title_ru="Обмен студентами", type="exchange",
        scope="university", status="in_force", signed_on=LONG_AGO, effective_on=LONG_AGO,
    )  # fmt: skip
    for party in (world.kanazawa, partner):
        AgreementParty.objects.create(agreement=agreement, institution=party)
    if places is not None:
        for sending, receiving in ((world.kanazawa, partner), (partner, world.kanazawa)):
            CooperationCondition.objects.create(
                agreement=agreement, sending=sending, receiving=receiving, per_year=places
            )
    return agreement


def outbound(world: World, by: User, **values) -> Nomination:
    """Our student, prepared for Kazan."""
    person = values.pop("person", None) or PersonFactory()
    places = Places(world.kanazawa, values.pop("receiving", world.kazan))
    run = values.pop("run", world.outbound)
    return preparing.prepare(person, run, places, {**FACTS, **values}, by=by, now=clock.now())


def inbound(world: World, by: User, **values) -> Nomination:
    """Kazan's student, prepared by its representative."""
    person = values.pop("person", None) or PersonFactory(nationality="RU")
    places = Places(world.kazan, world.kanazawa)
    return preparing.prepare(person, world.inbound, places, {**FACTS, **values}, by=by, now=clock.now())


def make(nomination: Nomination, name: str, by: User | None, step: Step | None = None) -> Nomination:
    """One move, with a reason where one is asked for."""
    return moving.move(nomination, name, step or STEPS.get(name, Step()), by=by, now=clock.now())


def of_application(world: World, application: Application, *moves: str) -> Nomination:
    """The nomination of a confirmed application by the office, after these moves of either side."""
    assert application.place is not None
    if not Agreement.objects.filter(parties__institution=application.place.institution).exists():
        agreed(world, application.place.institution)
    made = preparing.prepare_from(application, by=None, now=clock.now(), reason="Because it is so")
    made = preparing.edit(made, {"planned_starts_on": START, "planned_ends_on": END}, by=None, version=None)
    for name in moves:
        made = make(made, name, None)
    return made


REJECTED = ("send", "reject")

STEPS = {
    "ask_unlock": Step(reason_code="dates", reason="The flight goes later"),
    "keep_locked": Step(reason="It is too late for that"),
    "cancel": Step(**WHY),
    "reject": Step(reason_code="no_place", reason="All places are taken"),
}

SENDER_WAYS = {
    "draft": (),
    "sent": (("send", "sender"),),
    "unlocked": (("send", "sender"), ("ask_unlock", "sender"), ("unlock", "receiver")),
    "cancelled": (("cancel", "sender"),),
}
RECEIVER_WAYS = {
    "pending": (("send", "sender"),),
    "acknowledged": (("send", "sender"), ("acknowledge", "receiver")),
    "verified": (("send", "sender"), ("verify", "receiver")),
    "waitlisted": (("send", "sender"), ("waitlist", "receiver")),
    "rejected": (("send", "sender"), ("reject", "receiver")),
}


def come(nomination: Nomination, way, *, sender: User, receiver: User) -> Nomination:
    """The nomination after these moves of these sides."""
    for name, side in way:
        nomination = make(nomination, name, {"sender": sender, "receiver": receiver}[side])
    return nomination
