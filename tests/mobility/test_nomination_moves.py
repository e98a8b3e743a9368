"""Both sides of a nomination: every state, every move, every role; what the table does not allow changes nothing."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Transition
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import MoveRefused, Step
from mobility.models import Nomination, ReceiverStatus, SenderStatus
from mobility.nomination_moves import NOMINATION_RECEIVER_MOVES, NOMINATION_SENDER_MOVES

from .nominated import (
    RECEIVER_WAYS,
    SENDER_WAYS,
    STEPS,
    agreed,
    come,
    inbound,
    make,
    outbound,
)

SENDER_TABLE = {
    "draft": {"send": "sent", "cancel": "cancelled"},
    "sent": {"ask_unlock": "sent", "cancel": "cancelled"},
    "unlocked": {"resend": "sent", "cancel": "cancelled"},
    "cancelled": {},
}
GRANTS = {"sent": {"unlock": "unlocked", "keep_locked": "sent"}}
"""Of the sender's field, by the receiver's answer to what was asked."""
RECEIVER_TABLE = {
    "pending": {"acknowledge": "acknowledged", "verify": "verified", "waitlist": "waitlisted", "reject": "rejected"},
    "acknowledged": {"verify": "verified", "waitlist": "waitlisted", "reject": "rejected"},
    "verified": {},
    "waitlisted": {"verify": "verified", "reject": "rejected"},
    "rejected": {},
}
OURS = ("sato", "admin", "kimura")
THEIRS = ("petrova",)
OTHERS = ("aiko", "mori", "hayashi", "suzuki", "stranger", "volkova", "coordinator_elsewhere")


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def volkova(world):
    """Represents another partner."""
    return world.representative("volkova", world.irkutsk)


@pytest.fixture
def coordinator_elsewhere(world):
    return world.program_coordinator("elsewhere", world.basic)


def _made(nomination, move, user, table, field):
    """Whether the move was made, was refused, or is not this user's; in a transaction that is taken back."""
    lines = Transition.objects.count()
    with transaction.atomic():
        try:
            make(nomination, move, user)
            result = getattr(Nomination.objects.get(pk=nomination.pk), field)
        except MoveRefused:
            result = "refused"
        except PermissionDenied:
            result = "denied"
        if result in ("refused", "denied"):
            after = Nomination.objects.get(pk=nomination.pk)
            assert (getattr(after, field), after.version) == (getattr(nomination, field), nomination.version)
            assert Transition.objects.count() == lines
        transaction.set_rollback(True)
    return result


@pytest.mark.parametrize("direction", ["outbound", "inbound"])
@pytest.mark.parametrize("state", SenderStatus.values)
def test_each_state_of_the_sender_knows_its_moves_and_who_makes_them(world, sato, petrova, request, state, direction):
    agreed(world)
    make_one, sender, receiver = (outbound, sato, petrova) if direction == "outbound" else (inbound, petrova, sato)
    nomination = come(make_one(world, sender), SENDER_WAYS[state], sender=sender, receiver=receiver)
    senders, receivers = (OURS, THEIRS) if direction == "outbound" else (THEIRS, OURS)
    for role in OURS + THEIRS + OTHERS:
        user = request.getfixturevalue(role)
        for move in [name for name in NOMINATION_SENDER_MOVES.moves if name != "nominate"]:
            grants = move in ("unlock", "keep_locked")
            table = GRANTS.get(state, {}) if grants else SENDER_TABLE[state]
            expected = "refused"
            if move in table:
                expected = table[move] if role in (receivers if grants else senders) else "denied"
            if grants and expected not in ("refused", "denied"):
                expected = "refused"  # nobody has asked
            assert (role, move, _made(nomination, move, user, table, "sender_status")) == (role, move, expected)


@pytest.mark.parametrize("role", OURS + THEIRS + OTHERS)
@pytest.mark.parametrize("direction", ["outbound", "inbound"])
def test_what_was_asked_for_is_granted_or_not_by_the_receiver_alone(world, sato, petrova, request, role, direction):
    agreed(world)
    make_one, sender, receiver = (outbound, sato, petrova) if direction == "outbound" else (inbound, petrova, sato)
    way = (*SENDER_WAYS["sent"], ("ask_unlock", "sender"))
    nomination = come(make_one(world, sender), way, sender=sender, receiver=receiver)
    receivers = THEIRS if direction == "outbound" else OURS
    for move, target in GRANTS["sent"].items():
        expected = target if role in receivers else "denied"
        assert _made(nomination, move, request.getfixturevalue(role), {}, "sender_status") == expected


@pytest.mark.parametrize("direction", ["outbound", "inbound"])
@pytest.mark.parametrize("state", ReceiverStatus.values)
def test_each_state_of_the_receiver_knows_its_moves_and_who_makes_them(world, sato, petrova, request, state, direction):
    agreed(world)
    make_one, sender, receiver = (outbound, sato, petrova) if direction == "outbound" else (inbound, petrova, sato)
    nomination = come(make_one(world, sender), RECEIVER_WAYS[state], sender=sender, receiver=receiver)
    receivers = THEIRS if direction == "outbound" else OURS
    for role in OURS + THEIRS + OTHERS:
        user = request.getfixturevalue(role)
        for move in NOMINATION_RECEIVER_MOVES.moves:
            table = RECEIVER_TABLE[state]
            expected = "refused" if move not in table else table[move] if role in receivers else "denied"
            assert (role, move, _made(nomination, move, user, table, "receiver_status")) == (role, move, expected)


@pytest.mark.parametrize("state", ["draft", "unlocked", "cancelled"])
def test_nothing_is_answered_that_does_not_stand_sent(world, sato, petrova, state):
    agreed(world)
    nomination = come(outbound(world, sato), SENDER_WAYS[state], sender=sato, receiver=petrova)
    assert set(RECEIVER_TABLE["pending"]) == set(NOMINATION_RECEIVER_MOVES.moves), "else something else refuses them"
    for move in NOMINATION_RECEIVER_MOVES.moves:
        with pytest.raises(MoveRefused, match="is correcting this nomination, or has withdrawn it"):
            make(nomination, move, petrova)


def test_every_state_has_a_word_for_the_office_and_one_for_the_student_in_each_language():
    for table, states in (
        (NOMINATION_SENDER_MOVES, SenderStatus.values),
        (NOMINATION_RECEIVER_MOVES, ReceiverStatus.values),
    ):
        assert set(table.states) == set(states)
        told = {}
        for language in ("en", "ja", "ru"):
            with override(language):
                told[language] = [(table.office_label(one), table.person_label(one)) for one in states]
        for words in zip(*told.values(), strict=True):
            for label in zip(*words, strict=True):
                assert len(set(label)) == 3, f"not translated: {label}"
    with override("ja"):
        assert NOMINATION_RECEIVER_MOVES.person_label("verified") == "受入決定"
        assert NOMINATION_SENDER_MOVES.office_label("sent") == "推薦済"
    with override("ru"):
        assert NOMINATION_SENDER_MOVES.office_label("unlocked") == "Открыта для правки"
        assert NOMINATION_RECEIVER_MOVES.person_label("acknowledged") == "Получена принимающим вузом"


def test_sending_needs_an_agreement_in_force_and_the_required_data(world, sato):
    nomination = outbound(world, sato)
    with pytest.raises(MoveRefused, match="Choose the agreement"):
        make(nomination, "send", sato)
    agreement = agreed(world)
    agreement.expires_on = clock.today().replace(year=clock.today().year - 1)
    agreement.save()
    nomination.agreement = agreement
    nomination.level, nomination.planned_starts_on, nomination.planned_ends_on = "", None, None
    nomination.save()
    with pytest.raises(MoveRefused) as refusal:
        make(nomination, "send", sato)
    assert all(words in str(refusal.value) for words in ("not in force", "Enter the level", "planned first and last"))


def test_each_sending_is_a_revision_with_its_moment(world, sato, petrova):
    agreed(world)
    nomination = come(outbound(world, sato), SENDER_WAYS["unlocked"], sender=sato, receiver=petrova)
    first = nomination.sent_at
    again = make(nomination, "resend", sato)
    assert (nomination.revision, again.revision) == (1, 2)
    assert again.sent_at > first
    assert again.receiver_status == "pending"


def test_unlocking_is_asked_for_once_and_not_after_the_host_has_decided(world, sato, petrova):
    agreed(world)
    nomination = make(outbound(world, sato), "send", sato)
    asked = make(nomination, "ask_unlock", sato)
    assert (asked.unlock_reason, asked.unlock_asked_at is None) == ("dates", False)
    with pytest.raises(MoveRefused, match="asked for already"):
        make(nomination, "ask_unlock", sato)
    left = make(nomination, "keep_locked", petrova)
    assert (left.unlock_asked_at, left.unlock_reason) == (None, "")
    make(nomination, "reject", petrova)
    with pytest.raises(MoveRefused, match="has decided already"):
        make(nomination, "ask_unlock", sato)


@pytest.mark.parametrize("name", ["ask_unlock", "cancel", "reject", "keep_locked"])
def test_moves_that_ask_for_a_reason_are_refused_without_one(world, sato, petrova, name):
    agreed(world)
    nomination = make(outbound(world, sato), "send", sato)
    if name == "keep_locked":
        make(nomination, "ask_unlock", sato)
    if name == "reject":
        make(nomination, "acknowledge", petrova)
    user = petrova if name in ("reject", "keep_locked") else sato
    assert name in STEPS
    with pytest.raises(MoveRefused):
        make(nomination, name, user, Step())


@pytest.mark.parametrize(
    "wrong",
    [
        {"sender_status": "sent"},
        {"receiver_status": "verified"},
        {"revision": 1},
        {"unlock_reason": "dates"},
        {"planned_ends_on": "2030-08-01"},
        {"sender_status": "elsewhere"},
        {"receiver_status": "elsewhere"},
        {"term": "monsoon"},
        {"level": "wizard"},
        {"category": "wizard"},
        {"study_year": 0},
    ],
)
def test_the_database_refuses_what_contradicts_itself(world, sato, wrong):
    nomination = outbound(world, sato)
    for name, value in wrong.items():
        setattr(nomination, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        nomination.save()
