"""The screens of roles and authority do what they say, in three languages, at one cost."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Person, RoleGrant, User
from kanazawa_exchange.accounts.permissions import roles_of
from kanazawa_exchange.accounts.queries import authority
from kanazawa_exchange.lib import clock
from partners.models import Representative
from programs.models import Committee, Coordinator, Seat
from programs.queries import authorities
from tests import factories

PASSWORD = "a-long-test-password"


@pytest.fixture
def chief(admin: User, sign_in: Any) -> Any:
    """An administrator who has just typed the password again."""
    client = sign_in(admin)
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def page_of(person: Person) -> str:
    return reverse("programs:authority_person", kwargs={"uid": person.uid})


@pytest.mark.parametrize("language", ["ja", "en", "ru"])
def test_every_screen_opens_in_every_language(
    world: factories.World, chief: Any, kimura: User, mori: User, petrova: User, language: str
) -> None:
    paths = [
        "/roles/",
        "/roles/?q=Mori",
        "/roles/authorities/",
        "/roles/invitations/",
        "/roles/people/add/",
        f"/roles/people/{mori.person.uid}/",
        f"/roles/people/{mori.person.uid}/grant/",
        f"/roles/people/{mori.person.uid}/seat/add/",
        f"/roles/people/{kimura.person.uid}/coordinator/add/",
        f"/roles/people/{petrova.person.uid}/representative/add/",
        f"/roles/people/{factories.PersonFactory().uid}/invite/",
        f"/roles/authorities/seat/{Seat.objects.get().uid}/edit/",
        "/account/settings/",
    ]

    for path in paths:
        answer = chief.get(f"/{language}{path}")
        assert answer.status_code == 200, path
        text = answer.content.decode()
        assert text.count("<h1") == 1
        assert f'<html lang="{language}"' in text


def test_a_new_colleague_from_name_to_role(chief: Any) -> None:
    added = chief.post(
        "/en/roles/people/add/",
        {"kanji_family": "山田", "kanji_given": "太郎", "kana_family": "ヤマダ", "kana_given": "タロウ"},
    )
    person = Person.objects.get(names__family="山田")
    given = chief.post(
        reverse("accounts:role_grant", kwargs={"uid": person.uid}), {"role": "translator", "starts_on": "2018年4月1日"}
    )

    assert added.url == given.url == f"/en/roles/people/{person.uid}/"
    grant = RoleGrant.objects.get(person=person)
    assert (grant.role, grant.starts_on.isoformat(), grant.ends_on) == ("translator", "2018-04-01", None)
    assert "Translator" in chief.get(given.url).content.decode()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"latin_family": ""}, "latin_family"),
        ({"latin_family": "A\u202eB"}, "latin_family"),
        ({"latin_family": "x" * 1_000_000}, "latin_family"),
        ({"latin_family": "A\x00B"}, "latin_family"),
        ({"cyrillic_patronymic": "Петровна", "latin_family": "Ivanova"}, "cyrillic_family"),
    ],
)
def test_a_bad_name_is_told_at_its_field(chief: Any, typed: dict[str, str], field: str) -> None:
    before = Person.objects.count()

    answer = chief.post("/en/roles/people/add/", typed)

    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert Person.objects.count() == before


def test_somebody_of_the_same_name_is_asked_about_before_a_second_person_exists(chief: Any) -> None:
    typed = {"latin_family": "Morozova", "latin_given": "Irina"}
    assert chief.post("/en/roles/people/add/", typed).status_code == 302
    known = Person.objects.get(names__family="Morozova")
    before = Person.objects.count()

    question = chief.post("/en/roles/people/add/", typed)
    assert question.status_code == 200
    assert reverse("programs:authority_person", args=[known.uid]) in question.content.decode()
    assert Person.objects.count() == before

    answer = chief.post("/en/roles/people/add/", typed | {"different_person": "on"})
    assert answer.status_code == 302
    assert Person.objects.count() == before + 1


@pytest.mark.parametrize(
    "day", ["2018-02-30", "yesterday", "31.13.2018", "1_000", "99999999999999999999", "\x00", "0000-00-00"]
)
def test_an_impossible_day_is_told_and_stays_typed(chief: Any, aiko: User, day: str) -> None:
    url = reverse("accounts:role_grant", kwargs={"uid": aiko.person.uid})

    answer = chief.post(url, {"role": "reviewer", "starts_on": day})

    assert answer.status_code == 200
    assert "starts_on" in answer.context["form"].errors
    assert not RoleGrant.objects.filter(person=aiko.person).exists()


def test_seat_programme_and_institution_are_given_on_the_screen(
    world: factories.World, sato: User, aiko: User, sign_in: Any
) -> None:
    client = sign_in(sato)
    committee = Committee.objects.create(project=world.project, kind="quality", slug="quality", name_en="Quality")
    given = {
        "seat": {"committee": committee.uid, "is_chair": "on"},
        "coordinator": {"program": world.cultural.uid},
        "representative": {"institution": world.kazan.uid},
    }

    for kind, data in given.items():
        url = reverse("programs:authority_add", kwargs={"uid": aiko.person.uid, "kind": kind})
        assert client.post(url, {**data, "starts_on": "2018-04-01"}).url == page_of(aiko.person)
        again = client.post(url, {**data, "starts_on": "2019-04-01"})
        assert again.status_code == 200
        assert "starts_on" in again.context["form"].errors

    assert Seat.objects.get(person=aiko.person).is_chair
    assert Coordinator.objects.get(person=aiko.person).program == world.cultural
    assert Representative.objects.get(person=aiko.person).institution == world.kazan
    assert Seat.history.get().history_user == sato


@pytest.mark.parametrize("value", ["", "1", "x", "00000000-0000-4000-8000-000000000000", "\x00", "9" * 400])
def test_an_unknown_thing_is_no_choice(sato: User, aiko: User, sign_in: Any, value: str) -> None:
    url = reverse("programs:authority_add", kwargs={"uid": aiko.person.uid, "kind": "seat"})

    answer = sign_in(sato).post(url, {"committee": value, "starts_on": "2018-04-01"})

    assert answer.status_code == 200
    assert "committee" in answer.context["form"].errors


@override("en")
def test_the_second_editor_sees_both_texts_and_loses_nothing(sato: User, mori: User, sign_in: Any) -> None:
    seat = Seat.objects.get(person=mori.person)
    url = f"/en/roles/authorities/seat/{seat.uid}/edit/"
    first, second = sign_in(sato), sign_in(sato)
    first.post(url, {"starts_on": "2018-04-01", "ends_on": "2030-03-31", "version": "1"})

    conflict = second.post(url, {"starts_on": "2018-04-01", "ends_on": "2031-03-31", "version": "1"})

    text = conflict.content.decode()
    assert conflict.status_code == 409
    assert "2031-03-31" in text
    assert "2030-03-31" in text
    assert 'name="version" value="2"' in text
    again = second.post(url, {"starts_on": "2018-04-01", "ends_on": "2031-03-31", "version": "2"})
    assert again.status_code == 302
    seat.refresh_from_db()
    assert seat.ends_on.isoformat() == "2031-03-31"


def test_a_stale_role_gives_both_texts_too(chief: Any, sato: User) -> None:
    grant = RoleGrant.objects.get(person=sato.person)
    url = reverse("accounts:role_edit", kwargs={"uid": grant.uid})
    chief.post(url, {"starts_on": "2011-04-01", "version": "1"})

    conflict = chief.post(url, {"starts_on": "2012-04-01", "version": "1"})

    assert conflict.status_code == 409
    assert "2012-04-01" in conflict.content.decode()


def test_a_right_ends_on_the_screen_and_the_history_tells(sato: User, mori: User, sign_in: Any) -> None:
    client = sign_in(sato)
    seat = Seat.objects.get(person=mori.person)

    client.post(reverse("programs:authority_end", kwargs={"kind": "seat", "uid": seat.uid}))

    seat.refresh_from_db()
    assert seat.ends_on == clock.today() - timedelta(days=1)
    history = client.get(page_of(mori.person)).context["page"].history
    assert any(entry.changes and "Sato" in entry.by.title() for entry in history)


def test_an_unknown_kind_is_no_page(sato: User, mori: User, sign_in: Any) -> None:
    client = sign_in(sato)

    assert client.get(f"/en/roles/people/{mori.person.uid}/crown/add/").status_code == 404
    assert client.get(f"/en/roles/authorities/crown/{mori.person.uid}/edit/").status_code == 404


def test_people_are_found_by_any_spelling_and_by_address(sato: User, sign_in: Any) -> None:
    person = factories.PersonFactory(names=[("cyrillic", "Ёлкина", "Анна", ""), ("kanji", "鈴木", "杏", "")])
    client = sign_in(sato)

    for words in ("ёлкина", "ЕЛКИНА", "鈴木", "елк"):
        found = client.get("/en/roles/", {"q": words}).context["found"]
        assert [line.uid for line in found.lines] == [person.uid], words
    assert [line.email for line in client.get("/en/roles/", {"q": "sato@ex"}).context["found"].lines] == [
        "sato@example.org"
    ]
    found = client.get("/en/roles/", {"q": "%"}).context["found"]
    assert (found.lines, found.near) == ((), ())


def people(number: int, world: factories.World) -> None:
    committee = Committee.objects.get_or_create(
        slug="sub", defaults={"project": world.project, "kind": "sub", "name_en": "Sub", "name_ja": "Sub"}
    )[0]
    for _ in range(number):
        person = factories.PersonFactory()
        factories.RoleGrantFactory(person=person, role="reviewer")
        for model, thing in (
            (Seat, {"committee": committee}),
            (Coordinator, {"program": world.basic}),
            (Representative, {"institution": world.irkutsk}),
        ):
            model.objects.create(person=person, starts_on=clock.today(), **thing)


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_costs_the_same_for_one_and_for_three(
    world: factories.World, sato: User, django_assert_num_queries: Any, number: int
) -> None:
    people(number, world)
    assert roles_of(sato)

    with django_assert_num_queries(5):
        lines = authority.roles(sato, clock.today())
    with django_assert_num_queries(9):
        groups = authorities.overview(sato, clock.today())

    assert [len(line.holders) for line in lines] == [0, 1, number, 0, 0]
    assert [len(group.lines) for group in groups] == [number, number, number]


def test_people_of_two_universities_are_told_apart_by_them(world: factories.World, sato: User, sign_in: Any) -> None:
    for institution in (world.kanazawa, world.kazan):
        person = factories.PersonFactory(names=[("latin", "Ivanova", "Maria", "")])
        world.sent(person=person) if institution == world.kanazawa else world.received(person=person)
        Coordinator.objects.create(program=world.basic, person=person, starts_on=clock.today())
    browser = sign_in(sato)
    for address in ("/en/roles/?q=Ivanova", "/en/roles/authorities/"):
        page = browser.get(address).text
        assert "Kanazawa University" in page
        assert "Kazan Federal University" in page
