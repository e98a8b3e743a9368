"""What people mistype, and what nobody should send: a sentence at the field, nothing stored, nothing typed lost."""

from datetime import date, timedelta

import pytest

from kanazawa_exchange.accounts.models import Person, Transition
from kanazawa_exchange.lib import clock
from mobility.models import Mobility
from tests.lib import corpus
from tests.markup import compact

from .paths import registered
from .test_pages import dispatch

CREATE = "/en/mobility-records/register/"
LIST = "/en/mobility-records/"


@pytest.fixture
def typed(world):
    return dispatch(world, activity="studies", actual_starts_on="2018-08-20", note="These words must not be lost")


def stored():
    return Person.objects.count(), Mobility.objects.count(), Transition.objects.count()


def answer_to(browser, data, language="en"):
    return browser.post(CREATE.replace("/en/", f"/{language}/"), data)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("actual_starts_on", "2018-02-30", "2018"),
        ("actual_starts_on", "31.04.2018", "30"),
        ("actual_starts_on", "平成31年5月1日", "2019"),
        ("actual_starts_on", "03/04/2018", "03/04/2018"),
        ("actual_starts_on", "yesterday", "date"),
        ("actual_starts_on", "9" * 100_000, "date"),
        ("actual_ends_on", "2018-08-19", "The end lies before the start."),
        ("actual_starts_on", "2199-12-31", "This day has not come yet."),
        ("receiving", "00000000-0000-0000-0000-000000000000", "This institution is not known."),
        ("receiving", "Kazan", "This institution is not known."),
        ("receiving", "\x00", "This institution is not known."),
        ("run", "x" * 1_000_000, "This programme run cannot be chosen."),
        ("latin_family", "YAMADA\x00", "U+0000"),
        ("latin_family", "YAMA\u202eDA", "U+202E"),
        ("latin_family", "YAMA\u200bDA", "U+200B"),
        ("latin_family", "Y" * 1_000_000, "200"),
        ("note", "x" * 5000, "4000"),
        ("note", "a\x07b", "U+0007"),
        ("credits_expected", "1_000", "credits"),
        ("credits_expected", "Infinity", "credits"),
        ("credits_expected", "1e400", "credits"),
        ("credits_expected", "-1", "credits"),
        ("fundings-0-monthly_yen", "9223372036854775808", "number"),
        ("level", "wizard", "wizard"),
        ("mode", "", "required"),
        ("nationality", "XX", "XX"),
        ("birth_date", "1998-13-01", "1998"),
        ("birth_date", "2199-12-31", "This day has not come yet."),
        ("legs-0-starts_on", "2018-08-20", "Host, first and last day belong together."),
        ("legs-TOTAL_FORMS", "9999999", ""),
        ("legs-TOTAL_FORMS", "x", "Check the host legs."),
    ],
)
def test_a_slip_is_answered_at_its_field_and_nothing_is_lost(world, sato, sign_in, typed, field, value, words):
    before = stored()
    if field == "fundings-0-monthly_yen":
        typed["fundings-0-source"] = "jasso"
    if field == "legs-TOTAL_FORMS" and value != "x":
        typed["latin_family"] = typed["latin_given"] = ""
    page = answer_to(sign_in(sato), typed | {field: value})
    assert page.status_code == 200
    assert stored() == before
    assert 'class="error-summary"' in page.text
    assert words in page.text
    assert "These words must not be lost" in page.text or field == "note"


@pytest.mark.parametrize("item", corpus.ITEMS, ids=corpus.name_of)
def test_the_corpus_of_awkward_names_never_breaks_the_page(world, sato, sign_in, typed, item):
    value = str(corpus.value(item)).encode("utf-8", "replace").decode()
    typed |= {"kanji_family": value, "actual_starts_on": "2018-02-30"}
    if len(value) < 100_000:  # three of the longest would be more than one request may hold
        typed |= {"note": value, "enrolled_on": value}
    page = answer_to(sign_in(sato), typed)
    assert page.status_code == 200
    assert Mobility.objects.count() == 0


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ja", "終了日が開始日より前です。"),
        ("en", "The end lies before the start."),
        ("ru", "Окончание раньше начала."),
    ],
)
def test_the_sentence_is_in_the_language_of_the_page(world, sato, sign_in, typed, language, sentence):
    page = answer_to(sign_in(sato), typed | {"actual_ends_on": "2018-08-01"}, language)
    assert sentence in page.text


@pytest.mark.parametrize(
    ("language", "title", "lines"),
    [
        ("ja", "エラー：", ("配属先1・開始日：", "経費2・財源：")),
        ("en", "Error:", ("Leg 1, start: ", "Funding 2, source: ")),
        ("ru", "Ошибка:", ("Место пребывания 1, начало: ", "Финансирование 2, источник финансирования: ")),
    ],
)
def test_a_wrong_row_is_named_once_with_its_place_and_a_way_to_its_box(
    world, sato, sign_in, typed, language, title, lines
):
    wrong = {"legs-0-starts_on": "2018-13-01", "fundings-TOTAL_FORMS": "2", "fundings-1-monthly_yen": "80000"}
    page = compact(answer_to(sign_in(sato), typed | wrong, language).text)
    assert f"<title>{title}" in page
    for line, box in zip(lines, ("legs-0-starts_on", "fundings-1-source"), strict=True):
        assert page.count(f'<a href="#id_{box}">{line}') == page.count(line) == 1


def test_what_is_wrong_with_all_legs_or_sources_leads_to_them(world, sato, sign_in, typed):
    leg = {"host": str(world.kazan.uid), "starts_on": "2018-09-01", "ends_on": "2018-09-20"}
    wrong = {f"legs-{row}-{name}": value for row in (0, 1) for name, value in leg.items()}
    wrong |= {"legs-TOTAL_FORMS": "2", "fundings-TOTAL_FORMS": "2"}
    wrong |= {f"fundings-{row}-source": "jasso" for row in (0, 1)}
    page = compact(answer_to(sign_in(sato), typed | wrong).text)
    assert "<title>Error:" in page
    assert page.count('<a href="#legs">Host legs: The legs at ') == 1
    assert page.count('<a href="#fundings">Funding: Each source of funding stands once.') == 1
    assert page.count('id="legs"') == page.count('id="fundings"') == 1


@pytest.mark.parametrize(("who", "is_told"), [("kimura", False), ("sato", True)])
def test_days_and_place_of_a_stay_in_another_programme_are_told_to_those_who_may_open_it(
    world, request, sign_in, typed, who, is_told
):
    """The second row is the control: the office reads both records."""
    first = world.sent(run=world.basic_outbound, actual_starts_on=date(2018, 9, 1), actual_ends_on=date(2018, 9, 20))
    world.sent(person=first.person, actual_starts_on=date(2017, 5, 1), actual_ends_on=date(2017, 5, 20))
    typed |= {"person": str(first.person.uid), "actual_starts_on": "2018-09-10"}
    page = answer_to(sign_in(request.getfixturevalue(who)), typed).text
    assert ("This person is on another stay then" in page) is is_told
    assert ("20\u00a0September 2018" in page or "2018-09-20" in page) is is_told
    assert ("in another programme" in page) is not is_told


def test_an_overlap_names_the_other_stay(world, sato, sign_in, typed):
    first = registered(world, sato, actual_starts_on=clock.today() - timedelta(days=9))
    typed |= {"person": str(first.person.uid), "actual_starts_on": clock.today().isoformat()}
    before = stored()
    page = answer_to(sign_in(sato), typed)
    assert "This person is on another stay then" in page.text
    assert "Kazan Federal University" in page.text
    assert stored() == before


def test_a_refused_record_leaves_no_new_person_behind(world, sato, sign_in, typed):
    before = stored()
    page = answer_to(sign_in(sato), typed | {"run": str(world.inbound.uid)})
    assert "but this run is inbound" in page.text
    assert stored() == before


@pytest.mark.parametrize("person", ["x", "", "00000000-0000-0000-0000-000000000000", "\x00"])
def test_a_person_nobody_knows_is_no_person(world, sato, sign_in, typed, person):
    assert answer_to(sign_in(sato), typed | {"person": person}).status_code in {400, 404}
    assert Mobility.objects.count() == 0


def test_somebody_who_may_be_known_is_asked_about_first(world, sato, sign_in, typed):
    browser = sign_in(sato)
    answer_to(browser, typed | {"birth_date": "1998-04-20"})
    typed |= {"birth_date": "1998-04-20", "actual_starts_on": "2018-10-01"}
    page = answer_to(browser, typed)
    assert "Somebody who may be the same person is already known" in page.text
    assert Mobility.objects.count() == 1
    assert answer_to(browser, typed | {"different_person": "on"}).status_code == 302
    assert Mobility.objects.count() == 2


def test_another_birth_date_is_another_person(world, sato, sign_in, typed):
    browser = sign_in(sato)
    answer_to(browser, typed | {"birth_date": "1998-04-20"})
    assert answer_to(browser, typed | {"birth_date": "1999-04-20"}).status_code == 302


def test_a_name_of_two_alphabets_is_asked_about_and_taken_with_a_warning(world, sato, sign_in, typed):
    browser, typed = sign_in(sato), typed | {"latin_family": "YAМADA"}
    asked = browser.post(CREATE, typed)
    assert "Probably meant: “YAMADA”." in asked.text
    assert Mobility.objects.count() == 0
    meant = " ".join(doubt.code for doubt in asked.context["doubts"])
    page = browser.post(CREATE, typed | {"overruled": meant}, follow=True)
    assert Mobility.objects.count() == 1
    assert "YAМADA" in page.text
    assert page.text.count("notice attention") >= 1


def test_an_inbound_stay_without_status_of_residence_is_taken_with_a_warning(world, sato, sign_in, typed):
    typed |= {"run": str(world.inbound.uid), "sending": str(world.kazan.uid), "receiving": str(world.kanazawa.uid)}
    page = sign_in(sato).post(CREATE, typed, follow=True)
    assert "The status of residence is not entered yet." in page.text


@pytest.mark.parametrize(
    "query",
    [
        "?fy=x",
        "?fy=2018&fy=99999",
        "?run=x",
        "?partner=1",
        "?direction=up",
        "?q=" + "x" * 5000,
        "?status=%F0",
        "?counted=maybe",
    ],
)
def test_a_filter_that_cannot_be_read_filters_nothing(world, sato, sign_in, query):
    world.sent()
    page = sign_in(sato).get(LIST + query)
    assert page.status_code == 200
    assert page.text.count('role="rowheader"') == 1


@pytest.mark.parametrize("move", ["register", "register_arrived", "fly", "void-now"])
def test_a_move_that_does_not_exist_is_no_address(world, sato, sign_in, move):
    stay = registered(world, sato)
    browser = sign_in(sato)
    assert browser.get(f"/en/mobility-records/{stay.uid}/moves/{move}/").status_code == 404
    assert browser.post(f"/en/mobility-records/{stay.uid}/moves/{move}/").status_code == 404


def test_a_reason_left_out_is_asked_for_and_the_words_stay(world, sato, sign_in):
    stay = registered(world, sato)
    address = f"/en/mobility-records/{stay.uid}/moves/void/"
    page = sign_in(sato).post(address, {"reason": "Entered twice", "reason_code": "", "version": stay.version})
    assert "Choose a reason." in page.text
    assert "Entered twice" in page.text
    stay.refresh_from_db()
    assert stay.status == "planned"


def test_what_is_wrong_with_the_legs_of_a_new_person_is_said_once_above_the_form(world, sato, sign_in, typed):
    page = answer_to(sign_in(sato), typed | {"legs-TOTAL_FORMS": "x"})
    summary = page.text.split('class="error-summary"')[1].split("</div>")[0]
    assert summary.count("Check the host legs.") == 1
