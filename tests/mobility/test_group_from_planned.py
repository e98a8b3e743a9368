"""People whom nobody has marked as ready arrive as well: both moves are made in one act, told by two lines, and undone together."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Transition
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.refusals import Doubted
from kanazawa_exchange.lib.states import MoveRefused, Step
from kanazawa_exchange.today import parts_of
from mobility.models import Mobility
from mobility.queries import history, integrity, records
from mobility.services import groups, moves

from .paths import END, START, in_state, make, registered

ARRIVALS, RETURNS = "/en/mobility-records/arrivals/", "/en/mobility-records/returns/"
FAR = START - timedelta(days=69)


def log(stay):
    rows = Transition.objects.filter(record_type="mobility", record_id=stay.pk).order_by("sequence")
    return list(rows.values_list("move", "source", "target", "effective_on"))


def test_one_who_is_planned_arrives_in_one_act_with_two_lines(world, sato):
    stay = make(registered(world, sato), "arrive", sato)
    assert (stay.status, stay.actual_starts_on) == ("on_site", START)
    assert log(stay)[1:] == [("make_ready", "planned", "ready", START), ("arrive", "ready", "on_site", START)]
    told = [entry.what for entry in history.history(stay, sato)]
    assert [words.partition("・")[0] for words in told] == ["到着を確認", "準備を完了", "登録"]
    assert integrity.findings() == ()


def test_both_are_undone_at_once_and_the_history_tells_all(world, sato):
    stay = registered(world, sato)
    after = moves.undo(make(stay, "arrive", sato), by=sato, now=clock.now())
    assert (after.status, after.actual_starts_on) == ("planned", None)
    assert [line[:3] for line in log(stay)[3:]] == [("undo", "on_site", "ready"), ("undo", "ready", "planned")]
    with override("en"):
        told = [entry.what for entry in history.history(after, sato)]
        changes = [[change.label for change in entry.changes] for entry in history.history(after, sato)]
    assert told[:2] == ["Undone at once: Marked as ready", "Undone at once: Arrival confirmed"]
    assert changes[:4] == [[], ["Actual start"], ["Actual start"], []], "the day goes with the arrival that had set it"
    assert integrity.findings() == ()
    with pytest.raises(MoveRefused, match="すでに"):
        moves.undo(after, by=sato, now=clock.now())
    assert make(after, "arrive", sato).status == "on_site"


def test_a_reader_of_a_partner_is_told_what_was_undone(world, sato):
    after = moves.undo(make(registered(world, sato), "arrive", sato), by=sato, now=clock.now())
    reader = world.user("reader")
    with override("ru"):
        told = [fact.label for fact in records.record(after, reader).moves]
    assert told[-2:] == ["Сразу отменено: Прибытие подтверждено", "Сразу отменено: Отмечена готовность"]


def test_readiness_that_was_confirmed_before_stays_when_the_arrival_is_undone(world, sato):
    stay = make(in_state(world, sato, "ready"), "arrive", sato)
    assert moves.undo(stay, by=sato, now=clock.now()).status == "ready"


@pytest.mark.parametrize(
    ("step", "box"),
    [(Step(), "starts_on"), (Step(date(2999, 1, 1)), "starts_on"), (Step(date(1990, 1, 1)), "starts_on")],
)
def test_what_is_refused_leaves_the_record_as_planned(world, sato, step, box):
    stay = registered(world, sato)
    with pytest.raises(MoveRefused) as refusal:
        make(stay, "arrive", sato, step)
    assert list(refusal.value.errors) == [box]
    stay.refresh_from_db()
    assert (stay.status, stay.version) == ("planned", 1)
    assert len(log(stay)) == 1


def test_what_is_doubtful_is_asked_about_and_nothing_is_written(world, sato):
    stay = registered(world, sato)
    with pytest.raises(Doubted):
        make(stay, "arrive", sato, Step(FAR, overruled=()))
    assert len(log(stay)) == 1


@pytest.mark.parametrize("move", ["return", "complete", "take_back_arrival"])
def test_no_other_move_is_made_from_there(world, sato, move):
    with pytest.raises(MoveRefused):
        make(registered(world, sato), move, sato)


def test_the_page_of_one_record_says_what_the_confirmation_includes(world, sato, sign_in):
    stay = registered(world, sato)
    browser, address = sign_in(sato), f"/en/mobility-records/{stay.uid}/moves/arrive/"
    assert f'href="{address}"' in browser.get(f"/en/mobility-records/{stay.uid}/").text
    assert "what you confirm here includes “Mark as ready”" in browser.get(address).text
    assert browser.post(address, {"version": stay.version, "starts_on": "2018-08-20"}).status_code == 302
    stay.refresh_from_db()
    assert stay.status == "on_site"
    other = in_state(world, sato, "ready")
    assert "includes" not in browser.get(f"/en/mobility-records/{other.uid}/moves/arrive/").text


# --- Groups --------------------------------------------------------------------------------------------------------
def test_a_group_of_planned_and_ready_people_arrives(world, sato, sign_in):
    group = [registered(world, sato), in_state(world, sato, "ready"), registered(world, sato)]
    browser, address = sign_in(sato), f"{ARRIVALS}?run={world.outbound.uid}"
    page = browser.get(address).text
    assert page.count('name="members"') == 3
    assert "2 people are still “Planned”" in page
    form = {"on": "2018-08-20", "members": [str(stay.uid) for stay in group]}
    preview = browser.post(address, form).text
    assert preview.count("is marked as ready and arrives") == 2
    assert browser.post(address, form | {"confirm": "1"}).status_code == 302
    assert list(Mobility.objects.values_list("status", flat=True)) == ["on_site"] * 3
    assert [len(log(stay)) for stay in group] == [3, 3, 3]
    assert integrity.findings() == ()


def test_one_who_cannot_arrive_keeps_all_of_them_planned(world, sato):
    group = [registered(world, sato) for _ in range(3)]
    registered(world, sato, person=group[2].person, actual_starts_on=START, actual_ends_on=END)
    with pytest.raises(groups.CannotMoveAll):
        groups.move_all(group, "arrive", on=START, by=sato, now=clock.now())
    assert [len(log(stay)) for stay in group] == [1, 1, 1]


@pytest.mark.parametrize("move", ["arrivals", "returns"])
def test_the_first_page_the_list_and_the_pages_of_groups_speak_of_the_same_people(world, sato, sign_in, move):
    """Early ones are offered only when somebody asks for them."""
    today = clock.today()
    for days, run in ((-20, world.outbound), (-5, world.outbound), (-1, world.basic_outbound), (5, world.outbound)):
        days_of = {
            "planned_starts_on": today + timedelta(days=days - 9),
            "planned_ends_on": today + timedelta(days=days),
        }
        if move == "arrivals":
            days_of = {"planned_starts_on": today + timedelta(days=days), "planned_ends_on": None}
        else:
            days_of["actual_starts_on"] = days_of["planned_starts_on"]
        registered(world, sato, run=run, **days_of)
    browser = sign_in(sato)
    with override("en"):
        (part,) = [part for part in parts_of(sato, today) if part.key == move]
    pages = [
        browser.get(f"/en/mobility-records/{move}/?run={run.uid}").text
        for run in (world.outbound, world.basic_outbound)
    ]
    offered = sum(page.count('name="members"') for page in pages)
    assert (part.count.number, len(browser.get(part.url).context["page"].rows), offered) == (3, 3, 3)
    assert "1 more person is planned for a later day." in pages[0]
    everybody = browser.get(f"/en/mobility-records/{move}/?everybody=1&run={world.outbound.uid}").text
    assert everybody.count('name="members"') == 3
    assert everybody.count("checked") == 2, "whoever is not due is chosen by hand"
    assert "planned for a later day" not in everybody
    assert "Those whose day has not come yet are included." in everybody
    assert f'href="?run={world.outbound.uid}"' in everybody


def test_where_everybody_is_early_the_way_to_them_is_shown(world, sato, sign_in):
    registered(world, sato, planned_starts_on=clock.today() + timedelta(days=5))
    browser = sign_in(sato)
    for address in (ARRIVALS, f"{ARRIVALS}?run={world.outbound.uid}"):
        page = browser.get(address).text
        assert "nobody waits for this confirmation" in page
        assert "1 more person is planned for a later day." in page
    registered(world, sato, run=world.basic_outbound)
    assert "1 more person" in browser.get(ARRIVALS).text
    chooser = browser.get(f"{ARRIVALS}?everybody=1").text
    assert str(world.outbound.uid) in chooser
    assert 'name="everybody"' in chooser
    assert "Those whose day has not come yet are included." in chooser
