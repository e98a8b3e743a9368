"""The list of records: the same few queries whatever its length, pages without gaps or repeats, filters and search that agree."""

import html
import re
from dataclasses import fields
from datetime import date, timedelta

import pytest
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services import people
from kanazawa_exchange.lib.paging import BEGINNING, PAGE_SIZE, Place
from mobility.forms.filters import FilterForm
from mobility.queries import lists
from mobility.queries.filters import Filters
from mobility.queries.runs import Runs, in_runs
from mobility.states import STATES
from tests.factories import LegFactory, RunFactory

from .paths import END, START

LIST = "mobility:mobility_list"
ASTRAY = "アドレスが示す位置はこの一覧にありません。"


def names_on(page):
    return [row.name.text for row in page.rows]


def page_of(user, place=BEGINNING, size=PAGE_SIZE, **criteria):
    return lists.page(user, Filters(**criteria), Runs.read(), place, size=size)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("role", "queries"), [("sato", 12), ("kimura", 15), ("mori", 15)])
def test_the_page_takes_the_same_queries_for_one_and_for_three(
    world, request, sign_in, django_assert_num_queries, count, role, queries
):
    for _ in range(count):
        LegFactory(mobility=world.sent())
    browser = sign_in(request.getfixturevalue(role))
    browser.get(reverse(LIST))
    with django_assert_num_queries(queries):
        page = browser.get(reverse(LIST))
    assert page.text.count('role="rowheader"') == count


def test_pages_follow_each_other_without_gap_or_repeat(world, sato):
    expected = []
    for number in range(13):
        stay = world.sent(
            actual_starts_on=date(2018, 8, 1) + timedelta(days=number // 4), actual_ends_on=date(2018, 9, 1)
        )
        expected.insert(0, stay.uid)
    seen, page = [], page_of(sato, size=3)
    backwards = []
    while True:
        seen += [row.uid for row in page.rows]
        backwards.append(page)
        if not page.next:
            break
        page = page_of(sato, Place(page.next), size=3)
    assert seen == expected
    for before in reversed(backwards[:-1]):
        page = page_of(sato, Place(page.previous, backwards=True), size=3)
        assert [row.uid for row in page.rows] == [row.uid for row in before.rows]
    assert page.previous == ""


@pytest.mark.parametrize(
    "cursor", ["", "x", "2018-08-01", "2018-08-01_x", "2018-99-01_1", "2018-08-01_99999999999999999999", "_1"]
)
def test_a_wrong_place_in_the_address_shows_the_first_page(world, sato, sign_in, cursor):
    world.sent()
    page = sign_in(sato).get(reverse(LIST), {"after": cursor}, follow=True)
    assert page.text.count('role="rowheader"') == 1
    assert (ASTRAY in page.text) == bool(cursor)


@pytest.mark.parametrize("word", ["after", "before"])
def test_the_list_of_people_answers_a_wrong_place_in_the_same_words(world, sato, sign_in, word):
    people_page = sign_in(sato).get(reverse("mobility:person_list"), {word: "x"})
    assert ASTRAY in people_page.text
    assert people_page.text.count('role="rowheader"') == 1


def test_people_are_turned_over_on_and_back(world, sato, sign_in, monkeypatch):
    monkeypatch.setattr("mobility.views.people.PAGE_SIZE", 2)
    for name in ("aiko", "ivan", "mori", "petrova"):
        world.user(name)
    browser, address, pages = sign_in(sato), reverse("mobility:person_list"), []
    for way in ("next", "next", "prev", "prev"):
        text = browser.get(address).text
        pages.append(re.findall(r"/people/([0-9a-f-]{36})", text))
        address = reverse("mobility:person_list") + html.unescape(re.search(rf'rel="{way}" href="([^"]+)"', text)[1])
    assert [len(page) for page in pages] == [2, 2, 1, 2]
    assert len({uid for page in pages[:3] for uid in page}) == 5
    assert pages[3] == pages[1]


@pytest.mark.parametrize(
    ("inside", "outside", "condition"),
    [
        ([3, 1], [2], ~Q(run_id__in=[2])),
        ([3, 1], [4, 2], Q(run_id__in=[1, 3])),
        ([], [2], Q(run_id__in=[])),
        ([1], [], Q()),
        ([], [], Q()),
    ],
)
def test_the_condition_of_runs_names_the_shorter_list(inside, outside, condition):
    assert in_runs(inside, outside) == condition


def test_every_box_of_the_filter_is_a_row_of_the_filters():
    assert set(FilterForm.base_fields) == {row.name for row in fields(Filters)}


@pytest.fixture
def many(world):
    """One record of every kind, by a name for the test."""
    dates = {"actual_starts_on": None, "actual_ends_on": None, "planned_starts_on": date(2019, 5, 1)}
    return {
        "dispatch": world.sent(),
        "elsewhere": world.sent(receiving=world.irkutsk, level="master"),
        "acceptance": world.received(mode="hybrid"),
        "basic": world.sent(run=world.basic_outbound),
        "physician": world.received(category="physician", level=""),
        "planned": world.sent(status="planned", **dates),
        "voided": world.sent(status="voided", uncounted_from=date(2018, 8, 1)),
        "earlier": world.sent(actual_starts_on=date(2018, 3, 31), actual_ends_on=date(2018, 4, 2)),
    }


@pytest.mark.parametrize(
    ("criteria", "names"),
    [
        ({}, {"dispatch", "elsewhere", "acceptance", "basic", "physician", "planned", "voided", "earlier"}),
        ({"direction": "inbound"}, {"acceptance", "physician"}),
        ({"fy": (2017,)}, {"earlier"}),
        ({"fy": (2017, 2019)}, {"earlier", "planned"}),
        ({"program": "basic"}, {"basic"}),
        ({"run": "inbound"}, {"acceptance", "physician"}),
        ({"partner": "irkutsk"}, {"elsewhere"}),
        ({"level": "master"}, {"elsewhere"}),
        ({"category": "physician"}, {"physician"}),
        ({"mode": "hybrid"}, {"acceptance"}),
        ({"status": "planned"}, {"planned"}),
        ({"counted": True, "direction": "outbound", "fy": (2018,)}, {"dispatch", "elsewhere", "basic"}),
    ],
)
def test_a_filter_shows_what_it_names(world, sato, many, criteria, names):
    for name in {"program", "run", "partner"} & set(criteria):
        criteria = criteria | {name: getattr(world, criteria[name]).uid}
    by_uid = {stay.uid: name for name, stay in many.items()}
    assert {by_uid[row.uid] for row in page_of(sato, **criteria).rows} == names


@pytest.mark.parametrize(
    ("role", "missing"),
    [("sato", set()), ("kimura", {"basic"}), ("mori", set()), ("petrova", {"elsewhere"})],
)
def test_the_list_shows_what_concerns_the_reader(world, request, many, kazan_may_read, role, missing):
    user = request.getfixturevalue(role)
    by_uid = {stay.uid: name for name, stay in many.items()}
    assert {by_uid[row.uid] for row in page_of(user).rows} == set(many) - missing


def test_a_second_project_is_not_shown_to_the_committee_of_the_first(world, mori):
    world.sent(run=RunFactory())
    assert page_of(mori).rows == ()


def test_planned_dates_are_marked_and_directions_derived(world, sato, many):
    rows = {row.uid: row for row in page_of(sato).rows}
    assert not rows[many["planned"].uid].is_actual
    assert rows[many["acceptance"].uid].direction == "inbound"
    assert rows[many["dispatch"].uid].direction == "outbound"


# --- Search ----------------------------------------------------------------------------------------------------------------
@pytest.fixture
def known(world, sato):
    """People with names in all scripts, one stay each."""
    names = {
        "takahashi": [("kanji", "髙橋", "健", ""), ("kana", "タカハシ", "ケン", ""), ("latin", "TAKAHASHI", "KEN", "")],
        "elkina": [("cyrillic", "Ёлкина", "Анна", "Петровна"), ("latin", "ELKINA", "ANNA", "")],
        "saito": [("kanji", "齋藤", "桜", ""), ("kana", "サイトウ", "サクラ", "")],
    }
    return {
        name: world.sent(person=people.register(Newcomer(parts, student_number=f"17120{n}"), by=sato)).uid
        for n, (name, parts) in enumerate(names.items())
    }


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("高橋", "takahashi"),
        ("ﾀｶﾊｼ", "takahashi"),
        ("ｔａｋａｈａｓｈｉ", "takahashi"),
        ("елкина", "elkina"),
        ("ЁЛКИНА", "elkina"),
        ("斎藤", "saito"),
        ("さいとう", "saito"),
        ("171201", "elkina"),
    ],
)
def test_search_finds_every_script_and_width(world, sato, known, text, name):
    assert [row.uid for row in page_of(sato, q=text).rows] == [known[name]]


def test_a_similar_name_stands_behind_a_true_sentence(world, sato, known, sign_in):
    page = sign_in(sato).get(reverse(LIST).replace("/ja/", "/en/"), {"q": "さいとさくら"})
    assert "These sound alike:" in page.text
    assert reverse("mobility:mobility_detail", args=[known["saito"]]).replace("/ja/", "/en/") in page.text
    assert "No record matches these filters." not in page.text


@pytest.mark.parametrize("text", ["%", "_", "\\", "' OR 1=1 --", "*"])
def test_signs_of_patterns_are_plain_letters(world, sato, known, text):
    assert page_of(sato, q=text).rows == ()


def test_an_empty_list_names_the_next_step(world, sato, sign_in):
    page = sign_in(sato).get(reverse(LIST)).text
    assert reverse("mobility:mobility_create") in page


def test_a_stay_that_begins_and_ends_elsewhere_in_time_is_in_its_year(world, sato):
    stay = world.sent(actual_starts_on=START, actual_ends_on=END)
    assert [row.uid for row in page_of(sato, fy=(2018,)).rows] == [stay.uid]


def test_below_the_rows_stands_what_the_states_mean(world, sato, sign_in):
    empty = sign_in(sato).get("/en/mobility-records/").text
    assert "What the states mean" not in empty
    world.sent()
    page = sign_in(sato).get("/en/mobility-records/").text
    for row in STATES.values():
        with override("en"):
            assert f"{row.office}" in page
            assert html.escape(str(row.means)) in page
    assert len({str(row.means) for row in STATES.values()}) == len(STATES)
