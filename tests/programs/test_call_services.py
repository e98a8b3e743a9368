"""A call is a draft until it is announced; what people have read then stays, beside better words and more time."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Transition, User
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import MoveRefused, Step
from programs.call_moves import CALL_MOVES, CallStatus
from programs.models import (
    Call,
    CallPlace,
    Criterion,
    Question,
    QuestionOption,
    RequiredDocument,
    Requirement,
)
from programs.queries.call_histories import call_history
from programs.queries.call_lacks import lacks_of
from programs.services import call_parts, calls
from tests.factories import CallFactory, World

OPENS, CLOSES = datetime(2019, 4, 1, tzinfo=UTC), datetime(2019, 5, 1, tzinfo=UTC)
BEFORE, BETWEEN = OPENS - timedelta(days=1), OPENS + timedelta(days=1)
WORDS = {f"{name}_{code}": "募集" for name in ("title", "text") for code in ("ja", "en", "ru")}
WINDOW = {"opens_at": OPENS, "closes_at": CLOSES, "zone": "Asia/Tokyo"}
OPTIONS = {1: {"text_ja": "寮"}, 2: {"text_ja": "家庭"}, 3: {"text_ja": ""}}


def drafted(world: World, by: User) -> Call:
    """A draft with a destination, and the usual parts."""
    call = calls.create_call(world.outbound, {**WORDS, **WINDOW}, by=by)
    call_parts.add_part(call, CallPlace(), {"institution": world.kazan, "places": 3}, by=by)
    call_parts.add_usual_parts(call, by=by)
    return Call.objects.get(pk=call.pk)


def announced(world: World, by: User) -> Call:
    return calls.move(drafted(world, by), "announce", Step(), by=by, now=BEFORE)


# --- The moves -------------------------------------------------------------------------------------------------------


def people(world: World) -> dict[str, User]:
    return {
        "office": world.user("office", role="coordinator"),
        "administrator": world.user("admin", role="administrator"),
        "own": world.program_coordinator("kimura", world.cultural),
        "other": world.program_coordinator("hayashi", world.basic),
        "committee": world.committee_member("mori", kind="steering"),
        "partner": world.representative("petrova", world.kazan),
        "reviewer": world.user("suzuki", role="reviewer"),
        "stranger": world.user("stranger"),
    }


KEEPERS = {"office", "administrator", "own"}


@pytest.mark.parametrize("state", CallStatus.values)
def test_every_move_from_every_state_by_everybody(world: World, state: str):
    users = people(world)
    for name in CALL_MOVES.moves:
        for role, user in users.items():
            moments = {"announced_at": BEFORE} if state != "draft" else {"announced_at": None}
            off = {"called_off_at": BEFORE} if state == "called_off" else {}
            call = CallFactory(run=world.outbound, status=state, text_ja="文", **WINDOW, **moments, **off)
            CallPlace.objects.create(call=call, institution=world.kazan, places=1)
            if not CALL_MOVES.allowed(state, name):
                error: type[Exception] | None = MoveRefused
            else:
                error = None if role in KEEPERS else PermissionDenied
            if error is None:
                after = calls.move(call, name, Step(reason="理由"), by=user, now=BEFORE)
                assert after.status == CALL_MOVES.moves[name].target
                assert Transition.objects.filter(record_type="call", record_id=call.pk, move=name, actor=user).exists()
                continue
            with pytest.raises(error):
                calls.move(call, name, Step(reason="理由"), by=user, now=BEFORE)
            call.refresh_from_db()
            assert call.status == state


def test_announcing_says_when_and_taking_back_forgets_it(world: World, sato: User):
    call = announced(world, sato)
    assert (call.announced_at, call.called_off_at) == (BEFORE, None)
    back = calls.move(call, "take_back", Step(), by=sato, now=OPENS - timedelta(milliseconds=1))
    assert (back.status, back.announced_at) == ("draft", None)


def test_nothing_is_taken_back_once_it_opens(world: World, sato: User):
    with pytest.raises(MoveRefused):
        calls.move(announced(world, sato), "take_back", Step(), by=sato, now=OPENS)


def test_calling_off_needs_a_reason_and_says_when(world: World, sato: User):
    call = announced(world, sato)
    with pytest.raises(MoveRefused):
        calls.move(call, "call_off", Step(), by=sato, now=BETWEEN)
    off = calls.move(call, "call_off", Step(reason="感染症のため"), by=sato, now=BETWEEN)
    assert (off.called_off_at, off.is_open(BETWEEN)) == (BETWEEN, False)


def test_what_has_closed_is_not_announced(world: World, sato: User):
    with pytest.raises(MoveRefused):
        calls.move(drafted(world, sato), "announce", Step(), by=sato, now=CLOSES)


def test_what_lacks_its_text_or_destinations_is_not_announced(world: World, sato: User):
    bare = calls.create_call(world.outbound, {"title_ja": "募集", **WINDOW}, by=sato)
    with override("en"):
        lacks = lacks_of(bare)
    stopping = [lack.words for lack in lacks if lack.stops]
    assert stopping == ["The call text is missing.", "No destination is named yet."]
    assert any("in English" in lack.words and "the title" in lack.words for lack in lacks)
    with pytest.raises(MoveRefused) as refusal, override("en"):
        calls.move(bare, "announce", Step(), by=sato, now=BEFORE)
    assert stopping[0] in refusal.value.errors[""]
    assert [lack.words for lack in lacks_of(drafted(world, sato)) if lack.stops] == []


# --- Drafts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ({"closes_at": OPENS}, "closes_at"),
        ({"zone": "Asia/Kanazawa"}, "zone"),
        ({"ties": ["by_age"]}, "ties"),
        ({"ties": ["criterion:1"]}, "ties"),
        ({"ties": ["lot", "grade_index"]}, "ties"),
        ({"ties": ["lot", "lot"]}, "ties"),
    ],
)
def test_a_contradiction_is_refused_at_its_box(world: World, sato: User, fault: dict[str, Any], field: str):
    with pytest.raises(Refused) as refusal:
        calls.create_call(world.outbound, {**WORDS, **WINDOW, **fault}, by=sato)
    assert list(refusal.value.errors) == [field]


def test_a_coordinator_keeps_the_calls_of_the_own_programmes(world: World):
    users = people(world)
    assert calls.create_call(world.outbound, {**WORDS, **WINDOW}, by=users["own"]).run == world.outbound
    with pytest.raises(PermissionDenied):
        calls.create_call(world.basic_outbound, {**WORDS, **WINDOW}, by=users["own"])


def test_a_copy_has_all_parts_and_its_own_criteria_among_equals(world: World, sato: User):
    call = drafted(world, sato)
    level = Requirement(kind="level")
    call_parts.add_part(call, level, {"values": ["master"], "is_blocking": True}, by=sato)
    first = call.criteria.all()[0]
    call = calls.edit_call(call, {"ties": [f"criterion:{first.uid}", "lot"], "offer_days": 3}, by=sato, version=None)
    later = {name: WINDOW[name] + timedelta(days=365) for name in ("opens_at", "closes_at")}  # type: ignore[operator]
    copy = calls.copy_call(call, world.inbound, {**WORDS, **WINDOW, **later}, by=sato)
    counts = {relation: getattr(call, relation).count() for relation in calls.PARTS}
    assert {relation: getattr(copy, relation).count() for relation in calls.PARTS} == counts
    assert all(counts.values())
    wanted = copy.requirements.get(kind="level")
    assert (wanted.values, wanted.is_blocking) == (["master"], True)
    assert copy.ties == [f"criterion:{copy.criteria.all()[0].uid}", "lot"]
    assert (copy.run, copy.offer_days, copy.status) == (world.inbound, 3, "draft")
    assert copy.lot_seed not in ("", call.lot_seed)
    assert QuestionOption.objects.filter(question__call=copy).count() == 3


def test_only_a_draft_is_discarded_and_its_parts_go_with_it(world: World, sato: User):
    kept, gone = announced(world, sato), drafted(world, sato)
    with pytest.raises(Refused):
        calls.discard(kept, by=sato, version=None)
    calls.discard(gone, by=sato, version=None)
    assert set(Call.objects.all()) == {kept}
    assert not Question.objects.exclude(call=kept).exists()


def test_the_usual_parts_come_once_and_leave_alone_what_is_there(world: World, sato: User):
    call = calls.create_call(world.outbound, {**WORDS, **WINDOW}, by=sato)
    call_parts.add_part(call, Criterion(), {"name_ja": "面接"}, by=sato)
    assert call_parts.add_usual_parts(call, by=sato) > 0
    assert [row.name_ja for row in call.criteria.all()] == ["面接"]
    with pytest.raises(Refused):
        call_parts.add_usual_parts(call, by=sato)


# --- Parts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "values", "field"),
    [
        (Requirement(kind="level"), {"values": []}, "values"),
        (Requirement(kind="level"), {"values": ["kindergarten"]}, "values"),
        (Requirement(kind="unit"), {"values": ["00000000-0000-0000-0000-000000000000"]}, "values"),
        (Requirement(kind="certificate"), {"values": ["ielts:10"]}, "values"),
        (Requirement(kind="grade_index"), {"minimum": Decimal("3.01")}, "minimum"),
        (Requirement(kind="grade_index"), {}, "minimum"),
        (Question(kind="number"), {"text_ja": "学年", "minimum": 2, "maximum": 1}, "maximum"),
        (Question(kind="choice"), {"text_ja": "宿舎"}, ""),
        (Criterion(), {"name_ja": "面接", "weight": Decimal(0)}, "weight"),
    ],
)
def test_a_part_that_contradicts_itself_is_refused(
    world: World, sato: User, part: Any, values: dict[str, Any], field: str
):
    call = CallFactory(run=world.outbound, draft=True)
    with pytest.raises(Refused) as refusal:
        call_parts.add_part(call, part, values, {1: {"text_ja": "寮"}}, by=sato)
    assert list(refusal.value.errors) == [field]
    assert not type(part).objects.filter(call=call).exists()


def test_a_destination_stands_once(world: World, sato: User):
    call = drafted(world, sato)
    with pytest.raises(Refused) as refusal:
        call_parts.add_part(call, CallPlace(), {"institution": world.kazan, "places": 1}, by=sato)
    assert list(refusal.value.errors) == ["institution"]


def test_what_a_kind_does_not_have_is_emptied(world: World, sato: User):
    call = CallFactory(run=world.outbound, draft=True)
    dated = call_parts.add_part(
        call, Question(kind="date"), {"text_ja": "期限", "max_length": 5, "minimum": 1}, by=sato
    )
    assert (dated.max_length, dated.minimum) == (None, None)
    index = call_parts.add_part(
        call, Requirement(kind="grade_index"), {"minimum": Decimal("2.30"), "values": ["master"]}, by=sato
    )
    assert index.values == []


def test_parts_are_moved_up_and_down(world: World, sato: User):
    call = drafted(world, sato)
    first, second = call.criteria.all()[:2]
    call_parts.shift_part(second, -1, by=sato, version=None)
    assert list(call.criteria.all()[:2]) == [second, first]
    with pytest.raises(Refused):
        call_parts.shift_part(Criterion.objects.get(pk=second.pk), -1, by=sato, version=None)


def test_a_criterion_that_decides_among_equals_is_kept(world: World, sato: User):
    call = drafted(world, sato)
    first, second = call.criteria.all()[:2]
    calls.edit_call(call, {"ties": [f"criterion:{first.uid}"]}, by=sato, version=None)
    with pytest.raises(Refused):
        call_parts.remove_part(first, by=sato, version=None)
    call_parts.remove_part(second, by=sato, version=None)
    assert second not in call.criteria.all()


def test_options_are_kept_at_their_places(world: World, sato: User):
    call = CallFactory(run=world.outbound, draft=True)
    asked = call_parts.add_part(call, Question(kind="choice"), {"text_ja": "宿舎"}, OPTIONS, by=sato)
    dorm, family = asked.options.all()
    call_parts.edit_part(
        asked, {}, {**OPTIONS, 2: {"text_ja": ""}, 3: {"text_ja": "自分で探す"}}, by=sato, version=None
    )
    assert [(row.pk == dorm.pk, row.order) for row in asked.options.all()] == [(True, 1), (False, 3)]
    assert not QuestionOption.objects.filter(pk=family.pk).exists()


# --- Once it is announced --------------------------------------------------------------------------------------------


def test_an_announced_call_takes_better_words_and_more_time(world: World, sato: User):
    call = announced(world, sato)
    later = CLOSES + timedelta(days=7)
    after = calls.edit_call(call, {"text_en": "Better", "closes_at": later}, by=sato, version=call.version)
    assert (after.text_en, after.closes_at) == ("Better", later)


@pytest.mark.parametrize(
    "change",
    [{"closes_at": CLOSES - timedelta(seconds=1)}, {"opens_at": BEFORE}, {"most_choices": 1}, {"ties": ["lot"]}],
)
def test_it_takes_nothing_that_would_break_its_word(world: World, sato: User, change: dict[str, Any]):
    call = announced(world, sato)
    with pytest.raises(Refused) as refusal:
        calls.edit_call(call, change, by=sato, version=None)
    assert list(refusal.value.errors) == list(change)


def test_its_parts_keep_their_meaning(world: World, sato: User):
    call = announced(world, sato)
    place, question = call.destinations.get(), call.questions.filter(kind="choice").get()
    document = call.documents.all()[0]
    assert call_parts.edit_part(place, {"places": 4}, by=sato, version=None).places == 4
    assert call_parts.edit_part(document, {"name_en": "Transcript"}, by=sato, version=None).name_en == "Transcript"
    words = {row.order: {"text_ja": f"選択肢{row.order}"} for row in question.options.all()}
    call_parts.edit_part(question, {}, words, by=sato, version=None)
    assert [row.text_ja for row in question.options.all()] == ["選択肢1", "選択肢2", "選択肢3"]
    for act in (
        lambda: call_parts.edit_part(place, {"places": 3}, by=sato, version=None),
        lambda: call_parts.edit_part(document, {"is_required": False}, by=sato, version=None),
        lambda: call_parts.edit_part(question, {}, {**words, 4: {"text_ja": "四"}}, by=sato, version=None),
        lambda: call_parts.edit_part(question, {}, {**words, 3: {"text_ja": ""}}, by=sato, version=None),
        lambda: call_parts.remove_part(document, by=sato, version=None),
        lambda: call_parts.shift_part(document, 1, by=sato, version=None),
        lambda: call_parts.add_part(call, RequiredDocument(), {"name_ja": "推薦状"}, by=sato),
        lambda: call_parts.add_usual_parts(call, by=sato),
    ):
        with pytest.raises(Refused):
            act()


def test_what_was_called_off_stays_as_it_is(world: World, sato: User):
    call = calls.move(announced(world, sato), "call_off", Step(reason="中止"), by=sato, now=BETWEEN)
    with pytest.raises(Refused):
        calls.edit_call(call, {"text_en": "Better"}, by=sato, version=None)
    with pytest.raises(Refused):
        call_parts.edit_part(call.documents.all()[0], {"name_en": "Transcript"}, by=sato, version=None)


def test_the_history_tells_the_call_and_its_parts(world: World, sato: User):
    call = announced(world, sato)
    with override("en"):
        entries = call_history(call)
    assert entries[0].what.startswith("Announced")
    told = {change.label for entry in entries for change in entry.changes}
    assert "Places" in told
    assert "Seed of the lots" not in told
