"""Who sees how much of a record: the office everything, the traveller the own part in own words, readers names and dates."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.lib.states import Step
from mobility.facts import FundingValues
from mobility.models import Mobility
from mobility.queries import warnings
from mobility.services import mobilities
from tests.factories import ProgramFactory, ProjectFactory, RunFactory, StageLinkFactory
from tests.markup import compact

from .paths import END, START, WHY, make, registered

LATER = END + timedelta(days=5)

pytestmark = pytest.mark.usefixtures("kazan_may_read")


@pytest.fixture
def stay(world, sato, aiko):
    return registered(
        world,
        sato,
        person=aiko.person,
        actual_starts_on=START,
        actual_ends_on=END,
        note="MARKNOTE",
        residence_status="cultural_activities",
        fundings=[FundingValues("jasso", 71_717)],
    )


def page_of(browser, stay):
    with override("en"):
        return browser.get(reverse("mobility:mobility_detail", kwargs={"uid": stay.uid}))


SECRETS = ("MARKNOTE", "Cultural activities", "71,717")


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("sato", SECRETS),
        ("admin", SECRETS),
        ("kimura", SECRETS),
        ("aiko", ("Cultural activities", "71,717")),
        ("mori", ()),
        ("petrova", ()),
    ],
)
def test_each_reader_sees_the_own_part(request, sign_in, stay, role, seen):
    page = page_of(sign_in(request.getfixturevalue(role)), stay)
    assert page.status_code == 200
    assert tuple(secret for secret in SECRETS if secret in page.text) == seen
    assert "Aiko" in page.text or "AIKO" in page.text


@pytest.mark.parametrize("role", ["hayashi", "suzuki", "stranger", "ivan"])
def test_others_do_not_learn_that_the_record_exists(request, sign_in, stay, role):
    assert page_of(sign_in(request.getfixturevalue(role)), stay).status_code == 404


def test_the_traveller_reads_the_state_in_the_own_words(sign_in, aiko, sato, stay):
    assert "Back, steps left" in page_of(sign_in(aiko), stay).text
    assert "Back, steps left" not in page_of(sign_in(sato), stay).text


def test_readers_see_what_happened_but_no_names_and_no_reasons(sign_in, sato, mori, stay):
    make(stay, "correct", sato, Step(START, "other", "MARKREASON", answers={"actual_ends_on": START}))
    office, reader = page_of(sign_in(sato), stay).text, page_of(sign_in(mori), stay).text
    assert ("MARKREASON" in office, "MARKREASON" in reader) == (True, False)
    assert "Dates corrected" in reader


@pytest.mark.parametrize("role", ["aiko", "mori", "petrova"])
def test_only_the_office_has_buttons(request, sign_in, stay, role):
    page = page_of(sign_in(request.getfixturevalue(role)), stay).text
    assert "/moves/" not in page
    assert "/edit/" not in page


def test_a_student_finds_the_own_stays(sign_in, aiko, stay):
    page = sign_in(aiko).get("/en/mobility-records/own/").text
    assert str(stay.uid) in page
    assert "Back, steps left" in page


def test_history_tells_who_changed_what_from_what_to_what(sign_in, sato, kimura, stay):
    mobilities.edit(stay, {"level": "master"}, by=kimura, version=stay.version)
    stay = Mobility.objects.get(pk=stay.pk)
    make(stay, "void", sato)
    page = compact(page_of(sign_in(sato), stay).text)
    history = page[page.index('class="history"') :]
    assert "<del>Bachelor&#x27;s level</del>→<ins>Master&#x27;s level</ins>" in history
    assert "KIMURA Test" in history
    assert "Voided: it leaves every figure, of earlier dates as well" in history
    assert WHY["reason"] in history
    order = [history.index(word) for word in ("Voided:", "Edited", "Return confirmed,", "Registered with")]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("role", "status"), [("sato", 200), ("kimura", 200), ("aiko", 200), ("mori", 404), ("petrova", 404)]
)
def test_a_page_of_a_person_is_more_than_a_name(request, sign_in, aiko, stay, role, status):
    page = sign_in(request.getfixturevalue(role)).get(f"/en/people/{aiko.person.uid}/")
    assert page.status_code == status
    if status == 200:
        assert str(stay.uid) in page.text


def test_an_edit_of_a_person_keeps_both_texts_when_two_edit(sign_in, sato, admin, aiko, stay):
    address = f"/en/people/{aiko.person.uid}/edit/"
    form = {"version": aiko.person.version, "latin_family": "AIKO", "latin_given": "TEST"}
    assert sign_in(sato).post(address, form | {"student_number": "MARKFIRST"}).status_code == 302
    answer = sign_in(admin).post(address, form | {"student_number": "MARKSECOND"})
    assert answer.status_code == 409
    assert "MARKFIRST" in answer.text
    assert "MARKSECOND" in answer.text


def test_the_menu_leads_a_traveller_to_the_own_stays(sign_in, aiko, ivan, sato, stay):
    address = 'href="/en/mobility-records/own/"'
    assert [address in sign_in(user).get("/en/about/").text for user in (aiko, ivan, sato)] == [True, False, False]


# --- Another stay of the same person ----------------------------------------------------------------------------------
@pytest.fixture
def elsewhere(world, sato, stay):
    """The next stage: at Irkutsk, in a programme of another project."""
    run = RunFactory(program=ProgramFactory(project=ProjectFactory()), direction="outbound")
    second = world.sent(
        person=stay.person, run=run, receiving=world.irkutsk, actual_starts_on=LATER, actual_ends_on=LATER
    )
    StageLinkFactory(first=stay, second=second)
    return second


@pytest.mark.parametrize(
    ("role", "is_told"), [("sato", True), ("aiko", True), ("kimura", False), ("mori", False), ("petrova", False)]
)
def test_a_linked_stage_is_shown_to_those_who_may_know_of_it(request, sign_in, stay, elsewhere, role, is_told):
    browser = sign_in(request.getfixturevalue(role))
    page = page_of(browser, stay)

    assert page.status_code == 200
    assert (str(elsewhere.uid) in page.text, "Irkutsk" in page.text) == (is_told, is_told)
    assert ("a stay in another programme" in page.text) == (role == "kimura")  # whose page has a history
    assert page_of(browser, elsewhere).status_code == (200 if is_told else 404)


def test_who_keeps_one_of_two_stays_that_touch_is_told_that_and_no_more(world, sign_in, sato, kimura):
    stay = registered(world, sato)
    other = registered(world, sato, person=stay.person, run=world.basic_outbound, receiving=world.irkutsk)
    office, keeper = (page_of(sign_in(user), stay).text for user in (sato, kimura))

    assert "The planned days touch another stay of this person" in office
    assert "The planned days touch a stay of this person in another programme." in keeper
    for page, is_told in ((office, True), (keeper, False)):
        assert (str(other.uid) in page, "Irkutsk State" in page) == (is_told, is_told)


def test_a_near_stay_is_proposed_as_a_stage_to_those_who_keep_it_too(world, sato, kimura, stay):
    world.sent(person=stay.person, run=world.basic_outbound, actual_starts_on=LATER, actual_ends_on=LATER)

    assert [warned.code for warned in warnings.of_record(stay, sato)] == ["gap"]
    assert warnings.of_record(stay, kimura) == ()
