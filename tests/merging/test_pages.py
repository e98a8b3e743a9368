"""Entries that may be one person are proposed, compared side by side, merged by the office alone, and taken apart again."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from kanazawa_exchange.accounts.models import AuditEvent, Person, PersonMerge, User
from kanazawa_exchange.accounts.services import merging
from kanazawa_exchange.accounts.services.merging import CannotMerge
from kanazawa_exchange.lib import clock
from mobility.queries import duplicates
from tests.factories import PersonFactory, UserFactory, World

LIST = "/en/people/duplicates/"


def pair(number: int, **facts: Any) -> list[Person]:
    names = [("latin", f"TWIN{'ABCDEFG'[number]}", "MISAKI", "")]
    return [PersonFactory(names=names, student_number="", **facts) for _ in range(2)]


def page_of(kept: Person, absorbed: Person) -> str:
    return f"/en/people/{kept.uid}/merge/{absorbed.uid}/"


def proposed(user: User) -> list[tuple[Any, Any, str]]:
    return [(row.one.uid, row.other.uid, row.why) for row in duplicates.proposals(user)]


@pytest.mark.parametrize(
    ("names", "why"),
    [
        ([("latin", "MISAKI", "SAKURAI", "")], "Similar name"),
        ([("latin", "Sakuraj", "Misaki", ""), ("kanji", "桜井", "美咲", "")], "Similar name"),
    ],
)
def test_the_same_name_in_another_order_or_spelling_is_proposed(world: World, sato: User, names: Any, why: str) -> None:
    stored = [("latin", "SAKURAI", "MISAKI", ""), ("kanji", "櫻井", "美咲", "")]
    one, other = PersonFactory(names=stored, student_number=""), PersonFactory(names=names, student_number="")
    PersonFactory(names=[("latin", "TANAKA", "MISAKI", "")], student_number="")
    assert [(row[0], row[1]) for row in proposed(sato)] == [(one.uid, other.uid)]


def test_what_tells_two_apart_is_listened_to(world: World, sato: User) -> None:
    pair(0, birth_date=date(1998, 1, 1))
    twins = pair(1, birth_date=date(1998, 1, 1))
    twins[1].birth_date = date(1999, 1, 1)
    twins[1].save()
    pair(2)
    at_kanazawa, at_kazan = (
        PersonFactory(names=[("latin", name, "X", "")], student_number="A-7") for name in ("One", "Two")
    )
    assert len(proposed(sato)) == 3  # the same number, the same birth date, the same name
    world.sent(person=at_kanazawa)
    world.received(person=at_kazan)
    assert len(proposed(sato)) == 2  # the number of one university, and that of another


@pytest.mark.parametrize("count", [1, 3])
def test_a_longer_list_asks_the_database_no_more(
    world: World, sato: User, sign_in: Any, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        pair(number)
        merging.merge(*pair(number + 3), by=sato, now=clock.now())
    browser = sign_in(sato)
    browser.get(LIST)
    with django_assert_num_queries(14):
        page = browser.get(LIST)
    assert len(page.context["proposals"]) == len(page.context["merges"]) == count


def test_two_entries_are_compared_merged_and_taken_apart(world: World, sato: User, sign_in: Any) -> None:
    kept = PersonFactory(names=[("latin", "SAKURAI", "MISAKI", "")], student_number="A-1")
    absorbed = PersonFactory(names=[("latin", "Sakurai", "Misaki", "")], student_number="A-2")
    UserFactory(person=absorbed, email="misaki@example.org")
    world.sent(person=kept)
    stay = world.sent(person=absorbed, actual_starts_on=date(2018, 10, 1), actual_ends_on=date(2018, 10, 9))
    browser, address = sign_in(sato), page_of(kept, absorbed)

    page = browser.get(address).text
    for words in ("misaki@example.org", "A-1", "A-2", "falls by one", "FY2018", "Keep the other entry instead"):
        assert words in page, words

    typed = {"version": f"{kept.version} {absorbed.version}", "student_number": "absorbed"}
    assert browser.post(address, typed).status_code == 302
    stay.refresh_from_db()
    assert (stay.person.pk, stay.person.student_number) == (kept.pk, "A-2")

    old = browser.get(f"/en/people/{absorbed.uid}/")
    assert (old.status_code, old.url) == (302, f"/en/people/{kept.uid}/")
    assert browser.get(f"/en/people/{absorbed.uid}/edit/").status_code == 404

    act = PersonMerge.objects.get()
    assert "Undo the merge" in browser.get(LIST).text
    told = browser.post(f"/en/people/merges/{act.uid}/undo/", follow=True).text
    assert "There are two entries again." in told
    assert browser.get(f"/en/people/{absorbed.uid}/").status_code == 200


def test_a_refusal_names_the_clash_before_and_after_the_button(world: World, sato: User, sign_in: Any) -> None:
    kept, absorbed = pair(0)
    for person in (kept, absorbed):
        world.sent(person=person)
    browser, address = sign_in(sato), page_of(kept, absorbed)
    assert "One person cannot be on both of these stays" in browser.get(address).text
    answer = browser.post(address, {"version": "1 1"})
    assert answer.status_code == 200
    assert "One person cannot be on both of these stays" in str(answer.context["form"].errors)


def test_what_was_changed_since_the_page_was_opened_is_not_merged(world: World, sato: User, sign_in: Any) -> None:
    kept, absorbed = pair(0)
    answer = sign_in(sato).post(page_of(kept, absorbed), {"version": "1 2"})
    assert "changed after this page was opened" in str(answer.context["form"].errors)
    assert not PersonMerge.objects.exists()


def test_an_old_link_tells_nothing_to_whoever_may_not_know_the_person(
    world: World, sato: User, aiko: User, sign_in: Any
) -> None:
    kept, absorbed = pair(0)
    merging.merge(kept, absorbed, by=sato, now=clock.now())
    assert sign_in(aiko).get(f"/en/people/{absorbed.uid}/").status_code == 404


def test_the_list_of_people_leads_the_office_there(world: World, sato: User, kimura: User, sign_in: Any) -> None:
    assert LIST in sign_in(sato).get("/en/people/").text
    assert LIST not in sign_in(kimura).get("/en/people/").text


@pytest.mark.parametrize("count", [1, 3])
def test_an_entry_under_another_name_is_searched_for_and_led_to_the_comparison(
    world: World, sato: User, sign_in: Any, django_assert_num_queries: Any, count: int
) -> None:
    person, browser = PersonFactory(names=[("latin", "ZAMUZHNIAIA", "NINA", "")]), sign_in(sato)
    others = [PersonFactory(names=[("latin", f"DEVICHIA{'ABC'[n]}", "NINA", "")]) for n in range(count)]
    assert f"/en/people/{person.uid}/merge/" in browser.get(f"/en/people/{person.uid}/").text
    address = f"/en/people/{person.uid}/merge/?q=nina"
    browser.get(address)
    with django_assert_num_queries(11):
        page = browser.get(address).text
    assert all(page_of(person, other) in page for other in others)
    assert page_of(person, person) not in page


def test_two_people_of_one_name_are_told_apart_once_and_proposed_no_more(
    world: World, sato: User, sign_in: Any
) -> None:
    one, other = pair(0)
    browser = sign_in(sato)
    assert "These are two people" in browser.get(page_of(other, one)).text
    for first, second in ((other, one), (one, other)):
        answer = browser.post(f"/en/people/{first.uid}/apart/{second.uid}/", follow=True).text
        assert "They are proposed no more." in answer
        assert "No two entries look like one person." in answer
    assert AuditEvent.objects.filter(event="people_told_apart", actor=sato).count() == 1
    page = browser.get(page_of(other, one)).text
    assert "said that they are two people" in page
    assert "These are two people</button>" not in page


def test_only_the_office_tells_people_apart(world: World, kimura: User, sato: User) -> None:
    one, other = pair(0)
    with pytest.raises(PermissionDenied):
        merging.tell_apart(one, other, by=kimura, now=clock.now())
    with pytest.raises(CannotMerge):
        merging.tell_apart(one, one, by=sato, now=clock.now())
