"""A wrong entry is taken back with a reason: the record, its links and its figures are as if it had never been made."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Transition
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.states import MoveRefused, Step
from mobility.models import Mobility, StageLink
from mobility.queries import history, integrity, records
from mobility.services import stages
from tests.factories import LegFactory

from .paths import END, START, WHY, in_state, make, registered

LATER = END + timedelta(days=40)


def last_line(stay):
    return Transition.objects.filter(record_type="mobility", record_id=stay.pk).latest("sequence")


# --- What it does ----------------------------------------------------------------------------------------------------
def test_an_arrival_taken_back_leaves_no_first_day_and_no_fiscal_year(world, sato):
    stay = make(in_state(world, sato, "on_site"), "take_back_arrival", sato)
    assert (stay.status, stay.actual_starts_on, stay.fiscal_year) == ("ready", None, None)
    assert (last_line(stay).effective_on, last_line(stay).note.text) == (START, WHY["reason"])
    assert make(stay, "arrive", sato, Step(START + timedelta(days=1))).actual_starts_on == START + timedelta(days=1)


def test_of_a_stay_entered_late_the_day_stays_as_the_plan(world, sato):
    stay = make(registered(world, sato, actual_starts_on=START), "take_back_arrival", sato)
    assert (stay.status, stay.planned_starts_on, stay.actual_starts_on) == ("ready", START, None)
    assert integrity.findings() == ()


@pytest.mark.parametrize("counts", [True, False])
def test_an_early_end_taken_back_leaves_the_question_open_whether_it_counts(world, sato, counts):
    stay = in_state(world, sato, "on_site")
    stay = make(stay, "interrupt", sato, Step(END, **WHY, answers={"counts": counts}))
    stay = make(stay, "take_back_early_end", sato)
    assert (stay.status, stay.actual_ends_on, stay.interruption_counts, stay.uncounted_from) == (
        "on_site",
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    "state", ["planned", "ready", "on_site", "returned", "completed", "closed", "interrupted", "cancelled"]
)
def test_a_voided_record_becomes_what_it_was(world, sato, state):
    stay = in_state(world, sato, state)
    days = stay.actual_starts_on, stay.actual_ends_on, stay.interruption_counts, stay.uncounted_from
    back = make(make(stay, "void", sato), "restore", sato)
    assert back.status == state
    assert (back.actual_starts_on, back.actual_ends_on, back.interruption_counts, back.uncounted_from) == days
    assert integrity.findings() == ()


def test_an_uncounted_stay_is_uncounted_from_the_same_day_after_void_and_restoring(world, sato):
    stay = make(
        in_state(world, sato, "on_site"), "interrupt", sato, Step(END, "own_wish", "It had to end", {"counts": None})
    )
    assert make(make(stay, "void", sato), "restore", sato).uncounted_from == END


@pytest.mark.parametrize("ways", [("cancel",), ("make_ready", "cancel"), ("cancel", "void", "restore")])
def test_a_cancellation_taken_back_leads_to_where_the_record_stood(world, sato, ways):
    stay = registered(world, sato)
    for move in ways:
        stay = make(stay, move, sato)
    expected = "ready" if "make_ready" in ways else "planned"
    assert make(stay, "take_back_cancellation", sato).status == expected
    assert integrity.findings() == ()


def test_the_history_keeps_both_lines(world, sato):
    stay = make(in_state(world, sato, "returned"), "take_back_return", sato)
    told = [(entry.what, entry.reason) for entry in history.history(stay, sato)]
    assert [what.split("（")[0].split("・")[0] for what, _reason in told][:2] == ["帰国の確認を取消", "帰国を確認"]
    assert WHY["reason"] in told[0][1]


# --- One story of days --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("state", "move", "told"),
    [
        ("returned", "void", "Voided: it leaves every figure, of earlier dates as well"),
        ("planned", "void", "Voided: it leaves every figure, of earlier dates as well"),
        ("returned", "take_back_return", "Return taken back: every figure is what it would be without it"),
        ("voided", "restore", "Restored: every figure is what it was before"),
    ],
)
def test_what_holds_for_every_date_names_no_day_of_the_stay(world, sato, state, move, told):
    stay = make(in_state(world, sato, state), move, sato)
    with override("en"):
        line = history.history(stay, sato)[0]
        days = formats.long_date(START), formats.long_date(END)
    assert line.what == told
    assert not any(day in line.what for day in days)
    assert "Not counted from" not in [change.label for change in line.changes]


def test_a_reader_without_reasons_reads_the_day_on_which_it_was_entered(world, sato, aiko):
    stay = make(in_state(world, sato, "returned", person=aiko.person), "void", sato)
    told = records.record(records.with_facts(Mobility.objects.filter(pk=stay.pk)).get(), aiko).moves
    entered = formats.local_day(last_line(stay).recorded_at)
    assert [fact.value for fact in told][-2:] == [END, entered]


def test_a_move_on_a_day_names_it(world, sato):
    stay = in_state(world, sato, "returned")
    with override("en"):
        assert formats.long_date(END) in history.history(stay, sato)[0].what


@pytest.mark.parametrize("move", ["take_back_arrival", "take_back_return", "restore"])
def test_a_reason_in_code_and_words_is_asked(world, sato, move):
    state = {"take_back_arrival": "on_site", "take_back_return": "returned", "restore": "voided"}[move]
    stay = in_state(world, sato, state)
    with pytest.raises(MoveRefused) as refusal:
        make(stay, move, sato, Step())
    assert set(refusal.value.errors) == {"reason_code", "reason"}


# --- Other stays of the person -------------------------------------------------------------------------------------
def test_a_stay_that_goes_on_again_must_not_reach_into_a_later_one(world, sato):
    stay = in_state(world, sato, "returned", planned_starts_on=START, planned_ends_on=LATER)
    registered(
        world,
        sato,
        person=stay.person,
        receiving=world.irkutsk,
        actual_starts_on=END + timedelta(days=5),
        actual_ends_on=LATER,
    )
    with pytest.raises(MoveRefused, match="国立イルクーツク大学"):
        make(stay, "take_back_return", sato)
    stay.refresh_from_db()
    assert stay.status == "returned"


def test_a_voided_record_is_not_restored_over_the_one_registered_in_its_place(world, sato):
    stay = make(in_state(world, sato, "returned"), "void", sato)
    registered(world, sato, person=stay.person, actual_starts_on=START, actual_ends_on=END)
    with pytest.raises(MoveRefused, match="カザン連邦大学"):
        make(stay, "restore", sato)


@pytest.mark.parametrize("fields", [{"mode": "online", "actual_starts_on": START}, {"planned_starts_on": START}])
def test_nor_is_the_same_journey_restored_beside_itself(world, sato, fields):
    first = registered(world, sato, **fields)
    voided = make(first, "void", sato)
    registered(world, sato, person=first.person, **fields)
    with pytest.raises(MoveRefused):
        make(voided, "restore", sato)


@pytest.mark.parametrize(("state", "move"), [("voided", "restore"), ("cancelled", "take_back_cancellation")])
def test_nothing_comes_back_into_a_closed_run(world, sato, state, move):
    stay = in_state(world, sato, state)
    world.outbound.is_closed = True
    world.outbound.save()
    with pytest.raises(MoveRefused, match="締め切られています"):
        make(stay, move, sato)


# --- Links and hosts -----------------------------------------------------------------------------------------------
def chain(world, sato):
    """Three stages that share the days of the change, linked."""
    first = registered(world, sato, actual_starts_on=START, actual_ends_on=END)
    second = registered(
        world,
        sato,
        person=first.person,
        receiving=world.irkutsk,
        actual_starts_on=END,
        actual_ends_on=END + timedelta(days=9),
        is_stage=True,
    )
    return first, second


def pairs():
    return set(StageLink.objects.values_list("first_id", "second_id"))


def test_a_restored_stage_takes_its_place_again(world, sato):
    first, second = chain(world, sato)
    voided = make(second, "void", sato)
    assert pairs() == set()
    make(voided, "restore", sato)
    assert pairs() == {(first.pk, second.pk)}
    assert integrity.findings() == ()


def test_a_stage_between_two_that_share_a_day_stands_between_them_again(world, sato):
    first, last = chain(world, sato)
    StageLink.objects.get().delete()
    between = registered(world, sato, person=first.person, mode="online", actual_starts_on=START + timedelta(days=1))
    stages.link_stages(first, between, by=sato)
    StageLink(first=between, second=last).save()
    voided = make(between, "void", sato)
    assert pairs() == {(first.pk, last.pk)}
    make(voided, "restore", sato)
    assert pairs() == {(first.pk, between.pk), (between.pk, last.pk)}


def test_a_stage_whose_neighbour_is_linked_elsewhere_by_now_counts_by_itself(world, sato):
    first = registered(world, sato, actual_starts_on=START, actual_ends_on=END)
    second, third = (
        registered(world, sato, person=first.person, actual_starts_on=day, actual_ends_on=day + timedelta(days=5))
        for day in (LATER, LATER + timedelta(days=20))
    )
    stages.link_stages(first, second, by=sato)
    voided = make(second, "void", sato)
    stages.link_stages(first, third, by=sato)
    make(voided, "restore", sato)
    assert pairs() == {(first.pk, third.pk)}


def test_the_hosts_keep_to_the_planned_days_once_nobody_has_arrived(world, sato):
    stay = registered(
        world, sato, planned_starts_on=START, planned_ends_on=END, actual_starts_on=START - timedelta(days=3)
    )
    leg = LegFactory(mobility=stay, host=world.kazan, starts_on=START - timedelta(days=3), ends_on=END)
    make(stay, "take_back_arrival", sato)
    leg.refresh_from_db()
    assert (leg.starts_on, leg.ends_on) == (START, END)


def test_the_page_offers_it_and_starts_with_the_usual_reason(world, sato, sign_in):
    stay = in_state(world, sato, "on_site")
    browser = sign_in(sato)
    address = f"/en/mobility-records/{stay.uid}/moves/take_back_arrival/"
    assert f'href="{address}"' in browser.get(f"/en/mobility-records/{stay.uid}/").text
    page = browser.get(address).text
    assert '<option value="mistake" selected>' in page
    assert (
        browser.post(address, {"version": stay.version, "reason_code": "mistake", "reason": "Not she"}).status_code
        == 302
    )
    stay.refresh_from_db()
    assert (stay.status, stay.actual_starts_on) == ("ready", None)
    assert date(2018, 8, 20) == stay.planned_starts_on
