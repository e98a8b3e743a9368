"""What is possible but hardly meant is asked about once, can be overruled, and stays on the record."""

from datetime import date

import pytest

from kanazawa_exchange.accounts.models import Overruling
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.refusals import Doubted
from mobility.models import Mobility
from mobility.queries import history, warnings
from mobility.services import mobilities
from tests.factories import RunFactory

from .paths import END, START, in_state, new_stay, registered
from .test_pages import dispatch

REGISTER = "/en/mobility-records/register/"
DOUBTFUL = [
    ({"planned_starts_on": date(2023, 8, 20)}, "year"),
    ({"planned_starts_on": date(2018, 3, 31)}, "year"),
    ({"actual_starts_on": date(2019, 4, 1)}, "year"),
    ({"planned_starts_on": START, "planned_ends_on": date(2028, 8, 19)}, "length"),
    ({"actual_starts_on": START, "actual_ends_on": date(2020, 8, 20)}, "length"),
    ({"planned_starts_on": START, "level": ""}, "level"),
    ({"planned_starts_on": START, "actual_starts_on": date(2018, 11, 27)}, "arrive"),
    ({"planned_starts_on": START, "actual_starts_on": date(2018, 7, 20)}, "arrive"),
    (
        {
            "planned_starts_on": START,
            "planned_ends_on": END,
            "actual_starts_on": START,
            "actual_ends_on": date(2018, 11, 3),
        },
        "return",
    ),
]
PLAIN = [
    {"planned_starts_on": date(2018, 4, 1)},
    {"planned_starts_on": date(2019, 3, 31)},
    {"planned_starts_on": START, "planned_ends_on": date(2020, 8, 19)},
    {"planned_starts_on": START, "level": "", "category": "teacher"},
    {"planned_starts_on": START, "actual_starts_on": date(2018, 9, 3)},
]


def asked(world, by, overruled=(), **fields):
    stay = new_stay(world, **fields)
    return mobilities.register(
        stay.person, stay.places, stay.facts, stay.confirmed, by=by, now=clock.now(), overruled=overruled
    )


@pytest.mark.parametrize(("fields", "kind"), DOUBTFUL)
def test_what_is_hardly_meant_is_asked_about(world, sato, fields, kind):
    with pytest.raises(Doubted) as doubted:
        asked(world, sato, **fields)
    (doubt,) = doubted.value.doubts
    assert doubt.code.partition(":")[0] == kind
    assert not Mobility.objects.exists()
    stay = asked(world, sato, [doubt.code], **fields)
    assert doubt.text in history.history(stay, sato)[-1].reason
    assert doubt.text in [warning.text for warning in warnings.of_record(stay, sato)]


@pytest.mark.parametrize("fields", PLAIN)
def test_what_is_plain_is_not_asked_about(world, sato, fields):
    asked(world, sato, **fields)
    assert not Overruling.objects.exists()


def test_another_day_is_another_doubt(world, sato):
    with pytest.raises(Doubted) as doubted:
        asked(world, sato, planned_starts_on=date(2023, 8, 20))
    with pytest.raises(Doubted):
        asked(world, sato, [doubted.value.doubts[0].code], planned_starts_on=date(2024, 8, 20))


def test_days_far_from_those_of_the_run_are_asked_about(world, sato):
    run = RunFactory(
        program=world.cultural, direction="outbound", fiscal_year=2018, term="summer", starts_on=START, ends_on=END
    )
    with pytest.raises(Doubted) as doubted:
        asked(world, sato, run=run, planned_starts_on=date(2018, 12, 1))
    assert doubted.value.doubts[0].code.startswith("run:")
    assert asked(world, sato, run=run, planned_starts_on=date(2018, 9, 20)).pk


def test_the_page_asks_and_saves_all_the_same(world, sato, sign_in):
    browser = sign_in(sato)
    typed = dispatch(world, planned_starts_on="2023/8/20", planned_ends_on="2033/8/20", level="")
    page = browser.post(REGISTER, typed)
    assert page.status_code == 200
    for words in ("which lies in FY2023; the run is of FY2018", "longer than two years", "A student without a level"):
        assert words in page.text
    assert 'value="2023/8/20"' in page.text
    codes = page.text.partition('name="overruled"')[2].partition('value="')[2].partition('"')[0]
    assert browser.post(REGISTER, typed | {"overruled": codes}).status_code == 302
    assert Mobility.objects.get().planned_ends_on == date(2033, 8, 20)


def test_an_edit_asks_about_what_it_makes_doubtful_alone(world, sato):
    stay = registered(world, sato, planned_starts_on=date(2023, 8, 20))
    stay = mobilities.edit(stay, {"note": "Known"}, by=sato, version=stay.version, overruled=())
    with pytest.raises(Doubted) as doubted:
        mobilities.edit(stay, {"level": ""}, by=sato, version=stay.version, overruled=())
    assert [doubt.code for doubt in doubted.value.doubts] == ["level"]
    assert mobilities.edit(stay, {"level": ""}, by=sato, version=stay.version, overruled=["level"]).level == ""


def test_a_record_that_is_over_warns_of_nothing(world, sato):
    stay = in_state(world, sato, "cancelled", level="")
    assert warnings.of_record(stay, sato) == ()
