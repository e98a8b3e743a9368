"""Every state of an application, every move, every role: what the table allows is done and told, everything else changes nothing."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Transition
from kanazawa_exchange.lib.states import MoveRefused
from mobility.application_moves import APPLICATION_MOVES
from mobility.application_states import OPEN
from mobility.models import Application, ApplicationStatus
from tests.mobility.nominated import REJECTED, of_application

from .paths import MOVES, OFFICE, PORTAL, STUDENT, TABLE, begun, in_state, make

KEEPERS = ("sato", "admin", "kimura")
OTHERS = ("coordinator_elsewhere", "ivan", "mori", "hayashi", "petrova", "suzuki", "stranger")
RELEASES = {"release_waitlist": "Something else was decided.", "release_decline": "Something else was decided."}
"""Moves that the table knows from `decided` and that refuse what was not decided."""
HOSTLESS = "confirmed, rejected"
"""A confirmed application once its host has said no; before that no other place is offered, and nothing cancelled."""


@pytest.fixture
def coordinator_elsewhere(world):
    """Coordinates another programme of the same project."""
    return world.program_coordinator("elsewhere", world.basic)


@pytest.mark.parametrize("role", ["aiko", *KEEPERS, *OTHERS])
@pytest.mark.parametrize("state", [*TABLE, HOSTLESS])
def test_each_state_knows_its_moves_and_who_may_make_them(world, aiko, request, state, role):
    user = request.getfixturevalue(role)
    has_no_host = state == HOSTLESS
    state = "confirmed" if has_no_host else state
    application = in_state(world, aiko, state)
    if has_no_host:
        of_application(world, application, *REJECTED)
    makes = STUDENT if role == "aiko" else OFFICE if role in KEEPERS else ()
    for move in MOVES:
        before = Transition.objects.count()
        with transaction.atomic():
            if move not in TABLE[state] and not (state == "decided" and move in RELEASES):
                expected, moved, refusal = state, 0, MoveRefused
            elif move not in makes:
                expected, moved, refusal = state, 0, PermissionDenied
            elif move in RELEASES or (state == "confirmed" and not has_no_host):
                expected, moved, refusal = state, 0, MoveRefused
            else:
                expected, moved, refusal = TABLE[state][move], 1, None
            if refusal is None:
                make(application, move, user)
            else:
                with pytest.raises(refusal):
                    make(application, move, user)
            after = Application.objects.get(pk=application.pk)
            assert (move, after.status, Transition.objects.count() - before) == (move, expected, moved)
            assert after.version == application.version + moved
            transaction.set_rollback(True)


def test_the_portal_alone_lets_an_offer_lapse(world, aiko):
    assert make(in_state(world, aiko, "offered"), "lapse", None).status == "lapsed"
    assert [row.name for row in APPLICATION_MOVES.moves.values() if row.may is None] == list(PORTAL)


def test_every_move_of_the_table_is_walked():
    assert {*MOVES, "begin_late"} == set(APPLICATION_MOVES.moves), "that one begins; test_beginning_late.py walks it"
    assert set(TABLE) == set(ApplicationStatus.values)


def test_withdrawn_and_cancelled_from_every_open_state():
    assert set(OPEN) == {"draft", "submitted", "returned", "in_review", "decided", "offered", "waitlisted"}
    assert APPLICATION_MOVES.starts("withdraw") == set(OPEN)
    assert APPLICATION_MOVES.starts("cancel") == {*OPEN, "confirmed"}, "the last one once no host takes the applicant"


LABELS = {
    "draft": ("作成中 / Draft / Черновик", "作成中 / Draft / Черновик"),
    "submitted": ("受付済 / Submitted / Подана", "提出済み / Sent / Отправлена"),
    "returned": (
        "差戻し / Returned / Возвращена на доработку",
        "修正してください / Please correct / Требуется доработка",
    ),
    "in_review": ("審査中 / In review / На рассмотрении", "審査中 / Under review / На рассмотрении"),
    "decided": (
        "決定・未通知 / Decided, not released / Решение не объявлено",
        "審査中 / Under review / На рассмотрении",
    ),
    "offered": (
        "参加内定 / Offered / Место предложено",
        "参加内定・要回答 / Offered, please reply / Место предложено, нужен ответ",
    ),
    "waitlisted": ("補欠 / Waitlisted / Лист ожидания", "補欠 / Waitlist / Лист ожидания"),
    "confirmed": (
        "参加確定 / Confirmed / Участие подтверждено",
        "参加確定 / Confirmed / Участие подтверждено",
    ),
    "declined": ("選外 / Declined / Отклонена", "選外 / Not selected / Не прошла отбор"),
    "lapsed": ("失効 / Lapsed / Предложение утратило силу", "内定失効 / Offer closed / Предложение закрыто"),
    "withdrawn": ("取下げ / Withdrawn / Отозвана", "取下げ / Withdrawn / Отозвана"),
    "cancelled": ("取消 / Cancelled / Отменена", "取消 / Cancelled / Отменена"),
}
"""As `domain` words them: Japanese, English and Russian, for the office and for the student."""


@pytest.mark.parametrize("state", LABELS)
def test_each_state_has_the_words_of_the_domain(state):
    office, person = [], []
    for language in ("ja", "en", "ru"):
        with override(language):
            office.append(APPLICATION_MOVES.office_label(state))
            person.append(APPLICATION_MOVES.person_label(state))
    assert (" / ".join(office), " / ".join(person)) == LABELS[state]


@pytest.mark.parametrize("move", ["return", "cancel", "submit_late"])
def test_what_needs_a_reason_is_refused_without_one(world, aiko, sato, move):
    from kanazawa_exchange.lib.states import Step
    from mobility.services.applications import machine

    from .paths import LATER, NOW

    application = in_state(world, aiko, "draft" if move == "submit_late" else "submitted")
    step = Step(answers={"return_until": LATER})
    with pytest.raises(MoveRefused) as refused:
        machine.move(application, move, step, by=sato, now=NOW)
    assert set(refused.value.errors) == {"reason_code", "reason"}


def test_what_each_move_writes_into_the_record(world, aiko):
    from .paths import LATER, NOW

    application = in_state(world, aiko, "returned")
    assert (application.submitted_at, application.return_until) == (NOW, LATER)
    assert application.remarks == {"level": "Which one?"}
    application = make(application, "resubmit", aiko)
    assert (application.status, application.return_until) == ("submitted", None)


def test_a_late_application_says_so(world, aiko, sato):
    assert make(begun(world, aiko), "submit_late", sato).is_late
    assert not make(in_state(world, aiko, "draft", call=None), "submit", aiko).is_late


def test_a_move_outdates_the_pages_that_were_made_before_it(world, aiko):
    application = begun(world, aiko)
    assert make(application, "submit", aiko).revision == application.revision + 1
