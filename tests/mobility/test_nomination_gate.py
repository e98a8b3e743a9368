"""A nomination that leaves hands personal data over: not without a consent or a recorded basis; and who records whose data first."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Letter, Transition
from kanazawa_exchange.lib import clock
from mobility.queries.nominees import has_partner_record
from partners.models import Handover, TransferBasis
from partners.queries.intake_modes import is_locked
from partners.services.handovers import CannotHandOver
from tests.consents import agrees, may_go, sheet, text, withdraws
from tests.factories import PersonFactory

from .nominated import agreed, inbound, make, outbound


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def test_without_consent_or_basis_nothing_is_sent_and_the_page_says_why(world, sato, petrova, aiko, sign_in):
    agreed(world, goes=False)
    nomination = outbound(world, sato, person=aiko.person)
    with pytest.raises(CannotHandOver) as refusal:
        make(nomination, "send", sato)
    address = reverse("mobility:nomination_move", args=[nomination.uid, "send"])
    answer = sign_in(sato).post(address, {"version": nomination.version})
    assert answer.status_code == 200
    assert refusal.value.obstacles
    assert str(refusal.value)[:20] in unescape(answer.content.decode())
    nomination.refresh_from_db()
    assert (nomination.sender_status, nomination.revision) == ("draft", 0)
    assert (Handover.objects.count(), Letter.objects.count()) == (0, 0)
    assert not Transition.objects.filter(record_type="nomination", move="send").exists()


def test_a_consent_opens_the_gate_and_its_withdrawal_stops_what_comes_later(world, sato, petrova, aiko):
    agreed(world, goes=False)
    now = clock.now()
    sheet(reviewed_on=clock.today(), now=now)
    agrees(aiko, world.kazan, text(), now=now - timedelta(minutes=5))
    nomination = make(outbound(world, sato, person=aiko.person), "send", sato)
    line = Handover.objects.get()
    assert (line.person, line.institution, line.kind) == (aiko.person, world.kazan, "nomination")
    assert line.consent is not None
    assert line.ref == f"nomination {nomination.uid} 1"
    make(nomination, "ask_unlock", sato)
    unlocked = make(nomination, "unlock", petrova)
    withdraws(aiko, world.kazan, now=clock.now())
    with pytest.raises(CannotHandOver):
        make(unlocked, "resend", sato)
    assert Handover.objects.count() == 1


def test_what_a_partner_sends_to_us_is_no_hand_over(world, petrova):
    agreed(world, goes=False)
    make(inbound(world, petrova), "send", petrova)
    assert Handover.objects.count() == 0


def test_a_basis_that_has_ended_does_not_hold(world, sato):
    agreed(world, goes=False)
    may_go(world.kazan)
    basis = TransferBasis.objects.get()
    basis.ends_on = clock.today() - timedelta(days=1)
    basis.save()
    with pytest.raises(CannotHandOver):
        make(outbound(world, sato), "send", sato)


def test_where_the_partner_records_first_the_student_waits_for_its_record(world, sato, petrova):
    """Citizens of Russia by default; the record counts from the moment it is sent, and no longer once it is withdrawn."""
    agreed(world)
    person = PersonFactory(nationality="RU")

    def locked(nationality=person.nationality):
        return is_locked(world.kazan, nationality, has_partner_record=has_partner_record(person, world.kazan))

    assert (locked(), locked("JP")) == (True, False)
    nomination = inbound(world, petrova, person=person)
    assert locked()
    make(nomination, "send", petrova)
    assert not locked()
    make(nomination, "cancel", petrova)
    assert locked()
