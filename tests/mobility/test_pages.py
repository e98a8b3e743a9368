"""Register, look, void: what a coordinator does on screen, in one browser without scripts."""

from datetime import date

import pytest
from django.urls import reverse

from kanazawa_exchange.accounts.models import Person, Transition
from mobility.models import Mobility
from tests.factories import UserFactory

from .paths import in_state, make


def rows(**values):
    """An empty set of rows as the page sends it."""
    empty = {f"{prefix}-{name}": "0" for prefix in ("legs", "fundings") for name in ("INITIAL_FORMS", "MIN_NUM_FORMS")}
    empty |= {f"{prefix}-TOTAL_FORMS": "2" for prefix in ("legs", "fundings")}
    return empty | values


def dispatch(world, **typed):
    """A dispatch of a new person, with what else somebody types."""
    name = {"person": "new", "latin_family": "YAMADA", "latin_given": "HANAKO"}
    places = {"run": world.outbound, "sending": world.kanazawa, "receiving": world.kazan}
    chosen = {"category": "student", "level": "bachelor", "activity": "cultural", "mode": "in_person"}
    return rows(**name, **{box: str(record.uid) for box, record in places.items()}, **chosen | typed)


@pytest.fixture
def typed(world):
    """A past dispatch, with days and names as people in two countries write them."""
    names = {"kanji_family": "山田", "kanji_given": "花子", "birth_date": "平成10年4月20日", "nationality": "JP"}
    return dispatch(world, **names, actual_starts_on="2018/8/20", actual_ends_on="03.09.2018")


def test_a_past_stay_is_registered_looked_at_and_voided(world, sato, sign_in, typed):
    browser = sign_in(sato)
    answer = browser.post(reverse("mobility:mobility_create"), typed, follow=True)
    stay = Mobility.objects.get()
    assert answer.redirect_chain == [(reverse("mobility:mobility_detail", kwargs={"uid": stay.uid}), 302)]
    assert (stay.status, stay.actual_starts_on, stay.actual_ends_on) == (
        "returned",
        date(2018, 8, 20),
        date(2018, 9, 3),
    )
    assert "山田 花子" in answer.text
    voided = browser.post(
        reverse("mobility:mobility_move", kwargs={"uid": stay.uid, "move": "void"}),
        {"reason_code": "duplicate", "reason": "Entered twice on Monday", "version": stay.version},
        follow=True,
    )
    stay.refresh_from_db()
    assert (stay.status, stay.uncounted_from) == ("voided", date(2018, 8, 20))
    assert "Entered twice on Monday" in voided.text
    assert list(Transition.objects.values_list("move", "effective_on")) == [
        ("register_arrived", date(2018, 8, 20)),
        ("return", date(2018, 9, 3)),
        ("void", date(2018, 8, 20)),
    ]


def test_every_page_of_a_record_opens(world, sato, sign_in, typed):
    browser = sign_in(sato)
    browser.post(reverse("mobility:mobility_create"), typed)
    stay, person = Mobility.objects.get(), Person.objects.get(names__family__iexact="yamada")
    one = {"uid": stay.uid}
    pages = [
        reverse("mobility:mobility_list"),
        reverse("mobility:mobility_list") + "?q=yamada&fy=2018&direction=outbound&status=returned&counted=on",
        reverse("mobility:own_list"),
        reverse("mobility:mobility_create"),
        reverse("mobility:mobility_create") + "?q=yama",
        reverse("mobility:mobility_create") + "?person=new",
        reverse("mobility:mobility_create") + f"?person={person.uid}",
        reverse("mobility:group_arrive"),
        reverse("mobility:group_return"),
        reverse("mobility:mobility_detail", kwargs=one),
        reverse("mobility:mobility_edit", kwargs=one),
        *(
            reverse("mobility:mobility_move", kwargs=one | {"move": name})
            for name in (
                "make_ready",
                "arrive",
                "return",
                "complete",
                "close",
                "interrupt",
                "cancel",
                "void",
                "correct",
            )
        ),
        reverse("mobility:person_list"),
        reverse("mobility:person_detail", kwargs={"uid": person.uid}),
        reverse("mobility:person_edit", kwargs={"uid": person.uid}),
    ]
    assert {page: browser.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_a_record_that_counts_nowhere_says_why_on_top_to_those_who_may_know(world, sato, sign_in):
    stay = make(in_state(world, sato, "on_site"), "void", sato)
    page = f"/en/mobility-records/{stay.uid}/"
    assert "Voided: Another reason — Because it is so (SATO Test, " in sign_in(sato).get(page).text
    own = sign_in(UserFactory(person=stay.person)).get(page).text
    assert "It counts in no figure." not in own
    assert "Because it is so" not in own


def test_a_stay_that_has_begun_shows_its_planned_end_as_planned(world, sato, sign_in):
    stay = in_state(world, sato, "on_site")
    for page in (f"/en/mobility-records/{stay.uid}/moves/return/", "/en/mobility-records/"):
        assert "2018-08-20 – (planned 2018-09-03)" in sign_in(sato).get(page).text.replace("\N{NO-BREAK SPACE}", " ")


def test_every_box_of_a_move_has_a_label_of_its_own(world, sato, sign_in):
    stay = in_state(world, sato, "on_site")
    page = sign_in(sato).get(f"/en/mobility-records/{stay.uid}/moves/interrupt/").text
    for words in ("Last day on site", "Does the stay count?", "Reason in words"):
        assert words in page


def test_the_boxes_of_a_group_have_labels_of_their_own(world, sato, sign_in):
    in_state(world, sato, "ready")
    page = sign_in(sato).get(f"/en/mobility-records/arrivals/?run={world.outbound.uid}").text
    assert "Date of arrival (first day of the stay)" in page
