"""Nominations: who prepares and reads them, what may be corrected when, and the planned stay that comes of them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Transition
from kanazawa_exchange.accounts.services import merging
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.refusals import Doubted, Refused
from kanazawa_exchange.lib.states import MoveRefused, Step
from mobility.models import Application, Mobility, Nomination
from mobility.queries.balance import balance_of
from mobility.services import moves
from mobility.services.nominations import moving, preparing, staying
from mobility.services.nominations.preparing import CannotNominate
from reports import reference
from reports.models import CountingRule
from reports.queries import plan_actual
from tests.factories import CallFactory, CallPlaceFactory, PersonFactory

from .nominated import END, START, agreed, inbound, make, outbound


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def test_each_side_prepares_its_own_students_only(world, sato, petrova, stranger):
    agreed(world)
    for by in (petrova, stranger):
        with pytest.raises(PermissionDenied):
            outbound(world, by)
    for by in (sato, stranger):
        with pytest.raises(PermissionDenied):
            inbound(world, by)
    assert outbound(world, sato).agreement == inbound(world, petrova).agreement


def test_a_partner_reads_its_own_cases_and_ours_from_the_moment_they_are_sent(world, sato, petrova, kimura, aiko, mori):
    agreed(world)
    ours, theirs = outbound(world, sato, person=aiko.person), inbound(world, petrova)
    elsewhere = world.representative("volkova", world.irkutsk)

    def seen(user):
        return set(Nomination.objects.visible_to(user))

    assert seen(petrova) == {theirs}
    assert seen(sato) == seen(kimura) == {ours, theirs}
    assert (seen(aiko), seen(mori), seen(elsewhere)) == (set(), set(), set())
    make(ours, "send", sato)
    assert seen(petrova) == {ours, theirs}
    assert (seen(aiko), seen(mori), seen(elsewhere)) == ({ours}, set(), set())


def test_a_run_of_another_direction_or_a_closed_one_takes_no_nomination(world, sato):
    places = preparing.Places(world.kazan, world.irkutsk)
    with pytest.raises(CannotNominate, match="direction"):
        preparing.prepare(PersonFactory(), world.outbound, places, {}, by=sato, now=clock.now())
    world.outbound.is_closed = True
    world.outbound.save()
    with pytest.raises(CannotNominate, match="closed"):
        outbound(world, sato)


def test_a_person_is_nominated_once_for_a_run_at_a_host_until_it_ends(world, sato, petrova, aiko):
    agreed(world)
    first = outbound(world, sato, person=aiko.person)
    with pytest.raises(CannotNominate, match="already"):
        outbound(world, sato, person=aiko.person)
    make(first, "cancel", sato)
    assert outbound(world, sato, person=aiko.person).pk != first.pk


def test_facts_change_while_the_sender_may_write_and_not_when_locked(world, sato, petrova):
    agreed(world)
    nomination = outbound(world, sato)
    later = {"planned_ends_on": END + timedelta(days=7)}
    changed = preparing.edit(nomination, later, by=sato, version=nomination.version)
    assert changed.planned_ends_on == END + timedelta(days=7)
    make(nomination, "send", sato)
    with pytest.raises(CannotNominate, match="locked"):
        preparing.edit(nomination, later, by=sato, version=None)
    with pytest.raises(PermissionDenied):
        preparing.edit(nomination, later, by=petrova, version=None)
    with pytest.raises(CannotNominate):
        preparing.edit(
            inbound(world, petrova), {"planned_ends_on": START - timedelta(days=1)}, by=petrova, version=None
        )


@pytest.mark.parametrize("direction", ["outbound", "inbound"])
def test_a_verified_nomination_makes_the_planned_stay_with_what_it_says(world, sato, petrova, direction):
    agreement = agreed(world)
    make_one, sender, receiver = (outbound, sato, petrova) if direction == "outbound" else (inbound, petrova, sato)
    sent = make(make_one(world, sender, level="master"), "send", sender)
    verified = make(sent, "verify", receiver)
    stay = verified.mobility
    assert (stay.person_id, stay.sending_id, stay.receiving_id) == (sent.person_id, sent.sending_id, sent.receiving_id)
    assert (stay.status, stay.level, stay.planned_starts_on, stay.planned_ends_on) == ("planned", "master", START, END)
    assert (stay.agreement, stay.run) == (agreement, sent.run)
    line = Transition.objects.get(record_type="mobility", record_id=stay.pk)
    assert line.actor == (sato if direction == "inbound" else None)


def test_the_stay_of_a_nomination_counts_nowhere_before_the_arrival(world, sato, petrova):
    agreed(world)
    reference.load()
    rule = CountingRule.objects.get(code="mext")
    before = plan_actual.table(world.project, rule, clock.today())
    make(make(outbound(world, sato), "send", sato), "verify", petrova)
    assert Mobility.objects.count() == 1
    assert plan_actual.table(world.project, rule, clock.today()) == before


def test_a_second_answer_makes_no_second_stay(world, sato, petrova):
    agreed(world)
    sent = make(outbound(world, sato), "send", sato)
    make(sent, "verify", petrova)
    with pytest.raises(MoveRefused):
        make(sent, "verify", petrova)
    stay = staying.register_stay(sent, by=sato, now=clock.now())
    assert Mobility.objects.get() == stay


def test_what_stands_against_the_stay_is_no_fault_of_the_host(world, sato, petrova, aiko):
    """The host accepts; the office reads why the stay could not be registered, and registers it later."""
    agreed(world)
    sent = make(outbound(world, sato, person=aiko.person), "send", sato)
    world.outbound.is_closed = True
    world.outbound.save()
    verified = make(sent, "verify", petrova)
    assert (verified.receiver_status, verified.mobility) == ("verified", None)
    with pytest.raises(Refused, match="closed"):
        staying.register_stay(verified, by=sato, now=clock.now())
    with pytest.raises(PermissionDenied):
        staying.register_stay(verified, by=petrova, now=clock.now())
    world.outbound.is_closed = False
    world.outbound.save()
    assert staying.register_stay(verified, by=sato, now=clock.now()) == Mobility.objects.get()


def test_a_nomination_with_a_live_stay_is_not_withdrawn(world, sato, petrova):
    agreed(world)
    verified = make(make(outbound(world, sato), "send", sato), "verify", petrova)
    with pytest.raises(MoveRefused, match="registered already"):
        make(verified, "cancel", sato)
    why = Step(clock.today(), reason_code="own_wish", reason="She stays at home")
    moves.move(verified.mobility, "cancel", why, by=sato, now=clock.now())
    assert make(verified, "cancel", sato).sender_status == "cancelled"


def test_more_than_the_agreement_gives_is_asked_about(world, sato, petrova):
    agreed(world, places=1)
    first = make(outbound(world, sato), "send", sato)
    second = outbound(world, sato)
    with pytest.raises(Doubted) as doubted:
        moving.move(second, "send", Step(overruled=()), by=sato, now=clock.now())
    codes = {doubt.code for doubt in doubted.value.doubts}
    moving.move(second, "send", Step(overruled=codes), by=sato, now=clock.now())
    make(first, "verify", petrova)
    balance = balance_of(second)
    assert (balance.agreed, balance.stays, balance.under_way, balance.back) == (1, 1, 0, 0)


def test_nominations_go_along_when_two_entries_are_merged(world, sato, petrova, admin):
    agreed(world)
    kept, other = PersonFactory(), PersonFactory()
    nomination = outbound(world, sato, person=other)
    merging.merge(kept, other, by=admin, now=clock.now())
    nomination.refresh_from_db()
    assert nomination.person == kept


def test_two_nominations_of_one_person_to_one_host_stand_against_a_merge(world, sato, admin):
    agreed(world)
    kept, other = PersonFactory(), PersonFactory()
    for person in (kept, other):
        outbound(world, sato, person=person)
    with pytest.raises(Refused, match="nominated"):
        merging.merge(kept, other, by=admin, now=clock.now())


def confirmed(world):
    """An application whose place was confirmed, past the services."""
    call = CallFactory(run=world.outbound)
    now = clock.now()
    return Application.objects.create(
        call=call, person=PersonFactory(), language="ja", level="master", institution=world.kanazawa, status="confirmed",
        submitted_at=now, decision="offer", place=CallPlaceFactory(call=call, institution=world.kazan), released_at=now,
        offer_until=now + timedelta(days=7),
    )  # fmt: skip


def test_a_confirmed_application_becomes_a_nomination_with_nothing_typed_twice(world, sato, petrova):
    agreed(world)
    application = confirmed(world)
    nomination = preparing.prepare_from(application, by=sato, now=clock.now())
    assert preparing.prepare_from(application, by=sato, now=clock.now()) == nomination
    assert (nomination.person, nomination.run) == (application.person, application.call.run)
    assert (nomination.sending, nomination.receiving) == (world.kanazawa, world.kazan)
    assert (nomination.level, nomination.application) == (application.level, application)
