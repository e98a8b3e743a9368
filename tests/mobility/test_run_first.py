"""Registering begins with the run: what it tells stands in the boxes, and goes on to the next person."""

from datetime import date

import pytest
from django.urls import reverse

from kanazawa_exchange.lib import clock
from mobility.models import Mobility
from mobility.queries.prefill import prefilled
from partners.models import Agreement, AgreementParty
from programs.models import ProgramPartner
from tests.factories import PersonFactory, RunFactory

from .paths import END, START, registered
from .test_pages import dispatch

REGISTER = "/en/mobility-records/register/"
NAMELESS = {"latin_family": "", "latin_given": ""}


def in_force(*parties, since=date(2015, 4, 1)):
    days = {"signed_on": since, "effective_on": since}
    agreement = Agreement(title_en="Exchange", type="exchange", scope="university", status="in_force", **days)
    agreement.save()
    for party in parties:
        AgreementParty(agreement=agreement, institution=party).save()
    return agreement


def known(run, user):
    values = prefilled(run, user, clock.today())
    return {name: value for name, value in values.items() if name not in ("run", "level")}


def test_without_a_run_the_page_asks_which(world, sato, sign_in):
    page = sign_in(sato).get(REGISTER).text
    assert f"?run={world.outbound.uid}" in page
    assert 'name="sending"' not in page


@pytest.mark.parametrize("runs", [1, 3])
def test_the_choice_of_runs_costs_as_many_queries_for_three_as_for_one(
    world, sato, sign_in, django_assert_num_queries, runs
):
    for number in range(runs):
        RunFactory(program=world.cultural, direction="outbound", fiscal_year=2010 + number)
    browser = sign_in(sato)
    browser.get(REGISTER)
    with django_assert_num_queries(4):
        browser.get(REGISTER)


def test_the_run_tells_sides_level_days_and_the_agreement_then_in_force(world, sato):
    run = RunFactory(program=world.cultural, direction="inbound", fiscal_year=2012, starts_on=START, ends_on=END)
    ProgramPartner(program=world.cultural, institution=world.kazan).save()
    agreement = in_force(world.kanazawa, world.kazan)
    in_force(world.kanazawa, world.kazan, since=date(2019, 4, 1))  # only later
    assert prefilled(run, sato, clock.today()) == {
        "run": run,
        "level": world.cultural.level,
        "sending": world.kazan,
        "receiving": world.kanazawa,
        "actual_starts_on": START,
        "actual_ends_on": END,
        "agreement": agreement,
    }
    assert "planned_starts_on" in prefilled(run, sato, START)


def test_the_partner_of_earlier_records_of_the_run_goes_before_that_of_the_programme(world, sato):
    ProgramPartner(program=world.cultural, institution=world.kazan).save()
    registered(world, sato, receiving=world.irkutsk)
    assert known(world.outbound, sato)["receiving"] == world.irkutsk
    assert known(world.inbound, sato)["sending"] == world.kazan


def test_what_is_not_certain_is_not_filled_in(world, sato):
    registered(world, sato, receiving=world.irkutsk)
    registered(world, sato, receiving=world.kazan)
    in_force(world.kanazawa, world.kazan)
    in_force(world.kanazawa, world.kazan)
    assert known(world.outbound, sato) == {"sending": world.kanazawa}


def test_a_day_without_a_year_is_one_of_the_run(world, sato, sign_in):
    typed = dispatch(world, planned_starts_on="8/20", planned_ends_on="3 января")
    assert sign_in(sato).post(REGISTER, typed).status_code == 302
    stay = Mobility.objects.get()
    assert (stay.planned_starts_on, stay.planned_ends_on) == (date(2018, 8, 20), date(2019, 1, 3))


def test_the_next_person_of_the_run_finds_what_the_two_have_in_common(world, sato, sign_in):
    browser = sign_in(sato)
    typed = dispatch(world, planned_starts_on="2018/8/20", planned_ends_on="2018/9/3", next="1", mode="hybrid")
    answer = browser.post(REGISTER, typed, follow=True)
    assert answer.redirect_chain[0][0].startswith(f"{reverse('mobility:mobility_create')}?run={world.outbound.uid}")
    assert "autofocus" in answer.text
    person = PersonFactory(names=[("latin", "Next", "Anna", "")])
    query = answer.redirect_chain[0][0].partition("?")[2]
    found = browser.get(f"{REGISTER}?{query}&q=Next").text
    assert f"person={person.uid}" in found
    form = browser.get(f"{REGISTER}?{query}&person={person.uid}").text
    for value in ("2018/8/20", "2018/9/3"):
        assert f'value="{value}"' in form
    for record in (world.kanazawa, world.kazan):
        assert f'<option value="{record.uid}" selected>' in form
    assert '<option value="hybrid" selected>' in form


def test_a_run_that_is_not_open_is_asked_for_again(world, sato, sign_in):
    closed = RunFactory(program=world.cultural, direction="outbound", fiscal_year=2011, is_closed=True)
    for run in (closed.uid, "nonsense", ""):
        assert "In which run?" in sign_in(sato).get(f"{REGISTER}?run={run}&person=new").text
    page = sign_in(sato).post(REGISTER, dispatch(world, planned_starts_on="2018/8/20") | {"run": "nonsense"}).text
    assert '<select name="run"' in page
    assert "This programme run cannot be chosen" in page


def test_blocks_open_when_they_hold_something(world, sato, sign_in):
    stay = registered(world, sato, note="Called the host", mode="online")
    page = sign_in(sato).get(f"/en/mobility-records/{stay.uid}/edit/").text
    opened = [
        part.partition("</summary>")[0]
        for part in page.split("<details")[1:]
        if part.partition(">")[0].strip().endswith("open")
    ]
    assert [("What kind" in words, "Note" in words) for words in opened] == [(True, False), (False, True)]


def test_all_that_is_wrong_is_said_at_once(world, sato, sign_in):
    typed = dispatch(
        world,
        planned_starts_on="2018/9/3",
        planned_ends_on="2018/8/20",
        reason_code="other",
    )
    typed["receiving"] = str(world.kanazawa.uid)
    page = sign_in(sato).post(REGISTER, typed).text
    for sentence in (
        "The end lies before the start.",
        "Sending and receiving institution are the same.",
        "Enter the last day.",
        "Give a reason.",
    ):
        assert sentence in page


def test_what_cannot_be_read_and_what_is_refused_are_told_together(world, sato, sign_in):
    """An empty form tells the name and the start; an unreadable day does not hide what the rules say of the rest."""
    browser = sign_in(sato)
    empty = dispatch(world) | NAMELESS
    page = browser.post(REGISTER, empty).text
    for sentence in ("Enter a name in at least one script.", "Enter the planned or the actual start."):
        assert sentence in page
    wrong = dispatch(world, planned_starts_on="8/99", actual_starts_on="2018/9/3", actual_ends_on="2018/8/20")
    wrong |= {"receiving": str(world.kanazawa.uid), "legs-0-host": str(world.kazan.uid), "legs-0-starts_on": "x"}
    page = browser.post(REGISTER, wrong).text
    for sentence in ("The end lies before the start.", "Sending and receiving institution are the same."):
        assert sentence in page
    assert page.count("Enter the planned or the actual start.") == 0
    assert not Mobility.objects.exists()
    assert browser.post(REGISTER, wrong | {"sending": "", "receiving": ""}).text.count("The end lies before") >= 1


@pytest.mark.parametrize(
    ("language", "direction", "box"),
    [
        ("ja", "outbound", "kanji_family"),
        ("ja", "inbound", "latin_family"),
        ("ru", "inbound", "cyrillic_family"),
        ("ru", "outbound", "kanji_family"),
        ("en", "outbound", "latin_family"),
    ],
)
def test_a_missing_name_is_told_at_the_box_of_the_reader(world, sato, sign_in, language, direction, box):
    typed = dispatch(world, planned_starts_on="2018/8/20") | NAMELESS
    typed |= {"run": str(getattr(world, direction).uid)}
    page = sign_in(sato).post(f"/{language}/mobility-records/register/", typed).text
    assert f'id="id_{box}_error"' in page


def test_what_is_refused_goes_before_questions_and_doubts_come_together(world, sato, sign_in):
    PersonFactory(names=[("latin", "YAMADA", "HANAKO", "")])
    browser = sign_in(sato)
    wrong = dispatch(world, planned_starts_on="2018/9/3", planned_ends_on="2018/8/20")
    page = browser.post(REGISTER, wrong).text
    assert "The end lies before the start." in page
    assert "already known" not in page
    odd = dispatch(world, planned_starts_on="2018/9/3", planned_ends_on="2021/8/20", cyrillic_family="ACMAPA")
    page = browser.post(REGISTER, odd | {"different_person": "on"}).text
    assert "signs of another script" in page
    assert "longer than two years" in page


def test_the_confirmed_days_of_the_person_before_are_confirmed_anew(world, sato, sign_in):
    browser = sign_in(sato)
    typed = dispatch(world, actual_starts_on="2018/8/20", actual_ends_on="2018/9/3", next="1")
    answer = browser.post(REGISTER, typed, follow=True)
    assert "1 record in this run so far." in answer.text
    query = answer.redirect_chain[0][0].partition("?")[2]
    form = browser.get(f"{REGISTER}?{query}&person=new").text
    assert 'name="day_before" value="2018/8/20"' in form
    second = typed | {"latin_family": "SATO", "day_before": "2018/8/20"}
    page = browser.post(REGISTER, second).text
    assert "These are the days of the person before." in page
    assert Mobility.objects.count() == 1
    assert "2 records in this run so far." in browser.post(REGISTER, second | {"is_same_day": "on"}, follow=True).text
    third = typed | {"latin_family": "MORI", "day_before": "2018/8/20", "actual_starts_on": "2018/8/21"}
    assert browser.post(REGISTER, third).status_code == 302  # typed anew: nothing to ask
    assert 'name="day_before"' not in browser.get(f"{REGISTER}?run={world.outbound.uid}&person=new").text


def test_boxes_that_a_rule_asks_for_are_marked(world, sato, sign_in):
    coming = RunFactory(program=world.cultural, direction="outbound", fiscal_year=2050)
    browser = sign_in(sato)

    def label(run, box):
        page = browser.get(f"{REGISTER}?run={run.uid}&person=new").text
        assert "A name in one script is required." in page
        return next(part for part in page.split("<label") if f'for="id_{box}"' in part).partition("</label>")[0]

    assert ">required<" in label(coming, "planned_starts_on")
    assert ">one of these is required<" in label(world.outbound, "actual_starts_on")
    assert ">one of these is required<" in label(world.outbound, "planned_starts_on")
    assert "required" not in label(coming, "actual_starts_on") + label(coming, "note")


def test_an_edit_tells_what_cannot_be_read_and_what_is_refused_together(world, sato, sign_in):
    stay = registered(world, sato)
    edit = f"/en/mobility-records/{stay.uid}/edit/"
    typed = dispatch(world, planned_starts_on="2018/9/3", planned_ends_on="2018/8/20", credits_expected="many")
    page = sign_in(sato).post(edit, typed | {"version": str(stay.version)}).text
    assert "Enter credits as a number" in page
    assert "The end lies before the start." in page
    stay.refresh_from_db()
    assert stay.planned_starts_on == START
