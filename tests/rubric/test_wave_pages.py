"""Pages of the survey: what keepers see of it, plan, remind and download."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kanazawa_exchange.accounts.models import Letter, User
from kanazawa_exchange.lib.states import Step
from programs.models import ProgramRun
from rubric.models import SurveyWave
from rubric.services import asking, waves
from tests.factories import World
from tests.rubric import surveys
from tests.rubric.waves import JULY, by_clock, going, in_use, opened, planned

LIST = "/en/office/surveys/"


@pytest.fixture(autouse=True)
def in_july() -> Iterator[None]:
    with time_machine.travel(JULY, tick=True):
        yield


@pytest.fixture
def wave(world: World, sato: User) -> SurveyWave:
    return opened(world.outbound, in_use(sato))


@pytest.fixture
def office(wave: SurveyWave, sato: User, sign_in: Any) -> Client:
    return sign_in(sato)


def page_of(wave: SurveyWave, *further: str) -> str:
    return "/".join([f"{LIST}{wave.uid}", *further, ""])


def read(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


# --- The list --------------------------------------------------------------------------------------------------------


def test_the_list_shows_the_waves_of_the_newest_year_with_their_numbers(
    world: World, wave: SurveyWave, office: Client
) -> None:
    surveys.answered(wave, going(world, "Aiko"), {})
    going(world, "Ken")
    page = read(office, LIST)
    assert "Waves of the survey in FY2018" in page
    assert "50%" in page
    assert f'href="{page_of(wave)}?who=missing">1</a>' in page


def test_filters_keep_the_waves_that_are_meant(world: World, wave: SurveyWave, office: Client) -> None:
    planned(world.basic_outbound, wave.instrument)
    for query, found in (
        ("", 2),
        ("?status=open", 1),
        ("?moment=post", 0),
        (f"?run={world.outbound.uid}", 1),
        (f"?program={world.basic.uid}", 1),
        ("?direction=inbound", 0),
        ("?fy=2018", 2),
        ("?fy=all&status=planned", 1),
    ):
        assert len(office.get(LIST + query).context["lines"]) == found, query


def test_what_is_no_filter_is_said_and_its_file_is_not_made(office: Client) -> None:
    assert "error" in read(office, f"{LIST}?fy=nineteen")
    assert office.get(f"{LIST}csv/?moment=yesterday").status_code == 302


@pytest.mark.parametrize("address", ["", "csv/", "xlsx/", "rates/", "rates/csv/", "rates/xlsx/"])
def test_lists_and_files_open(world: World, wave: SurveyWave, office: Client, address: str) -> None:
    going(world, "Aiko")
    answer = office.get(LIST + address)
    assert answer.status_code == 200
    assert b"".join(answer)
    answer.close()


@pytest.mark.parametrize("address", ["", "{uid}/", "rates/"])
def test_one_and_three_cost_the_same_queries(world: World, wave: SurveyWave, office: Client, address: str) -> None:
    address = LIST + address.format(uid=wave.uid)
    going(world, "Aiko")
    office.get(address)
    counts = []
    for name in (None, "Ken"):
        if name:
            going(world, name)
            going(world)
            for run in (world.inbound, world.basic_outbound):
                opened(run, wave.instrument)
                going(world, f"P{run.pk}", run=run, receiving=world.irkutsk)
        with CaptureQueriesContext(connection) as queries:
            office.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- One wave --------------------------------------------------------------------------------------------------------


def test_who_is_missing_is_listed_with_the_reason(world: World, wave: SurveyWave, office: Client) -> None:
    surveys.answered(wave, going(world, "Aiko"), {})
    ken, nobody = going(world, "Ken"), going(world)
    page = office.get(page_of(wave) + "?who=missing")
    assert [(row.mobility, row.label) for row in page.context["people"]] == [
        (nobody.uid, "No account"),
        (ken.uid, "Not asked yet"),
    ]
    text = page.content.decode()
    assert f"/en/roles/people/{nobody.person.uid}/invite/" in text
    assert "Remind 1 person" in text
    groups = {group.who: group.number for group in page.context["groups"]}
    assert groups == {"": 3, "missing": 2, "no_account": 1, "unasked": 1, "sent": 1}
    for who, number in groups.items():
        shown = office.get(page_of(wave) + (f"?who={who}" if who else ""))
        assert len(shown.context["people"]) == number


def test_a_coordinator_is_told_that_the_office_invites(
    world: World, wave: SurveyWave, kimura: User, sign_in: Any
) -> None:
    going(world)
    assert "The office invites" in read(sign_in(kimura), page_of(wave))


def test_reminding_asks_with_the_number_and_then_writes(world: World, wave: SurveyWave, office: Client) -> None:
    going(world, "Aiko")
    ken = going(world, "Ken")
    page = read(office, page_of(wave, "remind"))
    assert "Send 2 letters" in page
    assert 'name="number" value="2"' in page
    assert office.post(page_of(wave, "remind"), {"number": "2"}).status_code == 302
    assert Letter.objects.filter(kind="survey_invitation").count() == 2
    office.post(page_of(wave, "remind", str(ken.uid)), {"number": "1"})
    assert Letter.objects.get(kind="survey_reminder").address == "ken@example.org"


@pytest.mark.parametrize("number", ["", "many", "-1", "99", "٣"])
def test_another_number_writes_to_nobody(world: World, wave: SurveyWave, office: Client, number: str) -> None:
    going(world, "Aiko")
    office.post(page_of(wave, "remind"), {"number": number})
    assert not Letter.objects.exists()
    assert "Meanwhile there is 1 person" in read(office, page_of(wave))


def test_the_history_tells_of_moves_and_changes(wave: SurveyWave, office: Client, sato: User) -> None:
    version = wave.version
    office.post(page_of(wave, "moves", "close"), {"version": version})
    office.post(page_of(wave, "extend"), {"version": version + 1, "closes_after": "20"})
    page = read(office, page_of(wave))
    assert "Opened again, effective" in page
    assert "The wave is open again." in page
    assert "the day of the start" not in page
    assert "The wave closes when" in page
    office.post(page_of(wave, "moves", "close"), {"version": version + 3})
    assert "The wave closes when" not in read(office, page_of(wave))
    assert "20 days after the start" in page


# --- Planned ---------------------------------------------------------------------------------------------------------


def sent(wave: SurveyWave, **boxes: str) -> dict[str, str]:
    days = {"opens_after": "-14", "closes_after": "3"}
    return {"instrument": str(wave.instrument.uid), "timing": "stay", **days, **boxes}


def test_a_wave_is_planned_by_fixed_days_which_end_at_midnight_in_japan(
    world: World, wave: SurveyWave, office: Client
) -> None:
    run = {"run": str(world.outbound.uid), "moment": "post"}
    days = {"timing": "clock", "opens_at": "2018-09-01", "closes_at": "平成30年9月30日"}
    answer = office.post(f"{LIST}create/", sent(wave, **run, **days))
    made = SurveyWave.objects.get(moment="post")
    assert answer["Location"] == page_of(made), "not the list, which shows the newest year and may not hold it"
    assert made.opens_at == datetime.fromisoformat("2018-09-01T00:00:00+09:00")
    assert made.closes_at == datetime.fromisoformat("2018-10-01T00:00:00+09:00")
    assert (made.opens_after, made.closes_after) == (None, None)
    assert 'value="2018-09-30"' in read(office, page_of(made, "edit"))


@pytest.mark.parametrize(
    ("boxes", "words"),
    [
        ({"opens_after": "soon"}, "opens_after"),
        ({"opens_after": "9", "closes_after": "3"}, "closes before it opens"),
        ({"opens_after": ""}, "Enter the day."),
        ({"timing": "clock"}, "Enter the day."),
        ({"timing": "clock", "opens_at": "2018-09-31", "closes_at": "2018-10-01"}, "2018-09-31"),
        ({"closes_after": "99999"}, "from -400 to 1100"),
        ({"run": "none", "moment": "post"}, "valid choice"),
        ({"moment": "pre"}, "a wave for this moment already"),
    ],
)
def test_bad_input_loses_nothing(
    world: World, wave: SurveyWave, office: Client, boxes: dict[str, str], words: str
) -> None:
    typed = {"run": str(world.outbound.uid), "moment": "post", **boxes}
    answer = office.post(f"{LIST}create/", sent(wave, **typed))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert words in page.replace("−", "-")
    assert SurveyWave.objects.count() == 1


def test_what_is_closed_in_the_middle_of_a_day_says_so_and_is_opened_again_for_a_day_that_is_named(
    world: World, wave: SurveyWave, office: Client, sato: User
) -> None:
    days = by_clock("post", wave.instrument, "2018-07-01T00:00:00+09:00", "2018-08-01T00:00:00+09:00")
    other = waves.plan(world.outbound, days, by=None)
    waves.move(other, "open", Step(), by=sato, now=JULY)
    assert "they end at midnight in Japan" in read(office, page_of(other))
    assert "Back to the wave" in read(office, page_of(other, "moves", "close"))
    other.refresh_from_db()
    office.post(page_of(other, "moves", "close"), {"version": other.version})
    page = read(office, page_of(other))
    assert "Closed on 2018-07-15 12:00 (Japan time)." in page
    assert "midnight" not in page
    assert 'value="2018-07-15"' not in read(office, page_of(other, "extend"))
    other.refresh_from_db()
    office.post(page_of(other, "extend"), {"version": other.version, "closes_at": "2018-07-31"})
    page = read(office, page_of(other))
    assert "The wave is open again." in page
    assert "they end at midnight in Japan" in page


def test_an_opened_wave_has_no_page_to_edit_it(wave: SurveyWave, office: Client) -> None:
    assert office.get(page_of(wave, "edit"))["Location"] == page_of(wave)


def test_a_year_that_has_its_waves_asks_for_nothing(world: World, wave: SurveyWave, office: Client) -> None:
    for run in ProgramRun.objects.filter(fiscal_year=2018):
        for moment in ("pre", "post"):
            if not run.survey_waves.filter(moment=moment).exists():
                planned(run, wave.instrument, moment)
    page = read(office, f"{LIST}plan-year/?fy=2018")
    assert "All programme runs of this fiscal year have their waves already." in page
    assert "Plan the waves of these runs" not in page


def test_the_waves_of_a_year_are_shown_before_they_are_planned(world: World, wave: SurveyWave, office: Client) -> None:
    going(world, "Aiko")
    page = read(office, f"{LIST}plan-year/?fy=2018")
    assert "1 person is registered in the runs that lack a wave" in page
    assert SurveyWave.objects.count() == 1
    days = {"before": "on", "before_opens": "-30", "before_closes": "0", "after_opens": "0", "after_closes": "30"}
    runs = [str(world.outbound.uid), str(world.inbound.uid)]
    form = {"instrument": str(wave.instrument.uid), "after": "on", **days, "runs": runs}
    answer = office.post(f"{LIST}plan-year/?fy=2018", form, follow=True)
    assert "3 waves are planned. 1 was there already." in answer.content.decode()
    assert SurveyWave.objects.count() == 4


def test_a_coordinator_plans_the_own_programme_alone(
    world: World, wave: SurveyWave, kimura: User, sign_in: Any
) -> None:
    browser = sign_in(kimura)
    assert "Basic Science" not in read(browser, f"{LIST}plan-year/?fy=2018")
    form = {"instrument": str(wave.instrument.uid), "before": "on", "before_opens": "-9", "before_closes": "0"}
    answer = browser.post(f"{LIST}plan-year/?fy=2018", {**form, "runs": [str(world.basic_outbound.uid)]})
    assert answer.status_code == 200
    assert SurveyWave.objects.count() == 1


def test_a_planned_wave_is_discarded_after_a_question(world: World, wave: SurveyWave, office: Client) -> None:
    other = planned(world.inbound, wave.instrument)
    assert "Keep the wave" in read(office, page_of(other, "discard"))
    office.post(page_of(other, "discard"), {"version": other.version})
    assert list(SurveyWave.objects.all()) == [wave]
    assert office.get(page_of(wave, "discard")).status_code == 302


# --- The first page --------------------------------------------------------------------------------------------------


def test_the_first_page_counts_what_its_lists_show(world: World, wave: SurveyWave, kimura: User, sign_in: Any) -> None:
    opened(world.basic_outbound, wave.instrument)
    going(world, "Aiko")
    going(world)
    asking.tell_due(wave, now=JULY)
    browser = sign_in(kimura)
    [part] = [part for part in browser.get("/en/").context["parts"] if part.key == "surveys"]
    assert part.count.number == len(browser.get(part.url).context["lines"]) == 1
    [line] = part.lines
    assert line.note == "2 people missing"
    assert len(browser.get(line.url).context["people"]) == 2


def test_the_run_leads_to_its_waves(world: World, wave: SurveyWave, office: Client) -> None:
    assert f"{LIST}?run={world.outbound.uid}" in read(office, f"/en/office/program-runs/{world.outbound.uid}/edit/")
