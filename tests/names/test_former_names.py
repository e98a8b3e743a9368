"""A name that was borne before finds the person, and is printed only for whoever asks for it."""

from datetime import date
from typing import Any

import pytest

from kanazawa_exchange.accounts.models import FormerName, Person, User
from mobility.queries import persons
from tests.factories import PersonFactory, World

BEFORE = [("cyrillic", "Довлатская", "Нина", "Петровна"), ("latin", "DOVLATSKAIA", "NINA", "")]


@pytest.fixture
def nina(world: World) -> Person:
    person: Person = PersonFactory(names=BEFORE, student_number="")
    world.received(person=person)
    return person


def boxes(person: Person, **changed: str) -> dict[str, Any]:
    typed = {f"{row.script}_{part}": getattr(row, part) for row in person.names.all() for part in ("family", "given")}
    return {**typed, "cyrillic_patronymic": "Петровна", "version": person.version, **changed}


def renamed(browser: Any, person: Person, **changed: str) -> Any:
    person.refresh_from_db()
    return browser.post(f"/en/people/{person.uid}/edit/", boxes(person, **changed))


def test_a_name_that_changes_is_kept_and_found(nina: Person, sato: User, sign_in: Any) -> None:
    typed = {"cyrillic_family": "Сухово-Замужняя", "borne_until": "2020-05-01"}
    assert renamed(sign_in(sato), nina, **typed).status_code == 302

    former = nina.former_names.get()
    assert (former.script, former.family, former.given, former.until) == (
        "cyrillic",
        "Довлатская",
        "Нина",
        date(2020, 5, 1),
    )
    for words in ("Довлатская", "довлатская нина", "Нина Довлатская", "Сухово", "Замужняя Нина"):
        assert [row.uid for row in persons.page(Person.objects.all(), text=words).rows] == [nina.uid], words


@pytest.mark.parametrize(
    "changed",
    [{"cyrillic_family": "Сухова", "is_correction": "on"}, {"cyrillic_family": "Довлатскайа"}, {"latin_given": "Nina"}],
)
def test_a_mistake_and_another_spelling_are_not_kept(
    nina: Person, sato: User, sign_in: Any, changed: dict[str, str]
) -> None:
    assert renamed(sign_in(sato), nina, **changed).status_code == 302
    assert not nina.former_names.exists()


def test_no_page_prints_it_unless_asked(nina: Person, sato: User, petrova: User, mori: User, sign_in: Any) -> None:
    renamed(sign_in(sato), nina, cyrillic_family="Замужняя", latin_family="ZAMUZHNIAIA")
    stay = nina.mobilities.get()
    pages = [
        "people/",
        f"people/{nina.uid}/",
        f"people/{nina.uid}/edit/",
        "mobility-records/",
        f"mobility-records/{stay.uid}/",
    ]
    pages += [f"roles/people/{nina.uid}/"]
    for page in pages:
        for lang in ("ja", "en", "ru"):
            text = sign_in(sato).get(f"/{lang}/{page}").text
            assert "Довлатская" not in text, page
            assert "DOVLATSKAIA" not in text.upper(), page
    assert "Довлатская Нина" in sign_in(sato).get(f"/ru/people/{nina.uid}/former-names/").text


def test_one_is_entered_from_older_papers_and_removed(nina: Person, sato: User, sign_in: Any) -> None:
    browser, page = sign_in(sato), f"/en/people/{nina.uid}/former-names/"
    typed = {"script": "latin", "family": "Girl", "given": "Nina", "until": "2015"}
    assert "until" in browser.post(page, typed).context["form"].errors
    assert browser.post(page, {**typed, "until": "2015-01-31"}).status_code == 302
    assert [row.uid for row in persons.page(Person.objects.all(), text="Girl").rows] == [nina.uid]
    assert "This name is entered already." in browser.post(page, {**typed, "until": ""}).text
    assert "Enter the name." in browser.post(page, {"script": "latin"}).text
    wrong = {"script": "latin", "family": "A", "patronymic": "Б"}
    assert "A patronymic stands in Cyrillic letters only." in browser.post(page, wrong).text

    former = FormerName.objects.get()
    assert browser.post(f"{page}{former.uid}/delete/").status_code == 302
    assert persons.page(Person.objects.all(), text="Girl").rows == ()
    assert [line.history_type for line in former.history.order_by("history_id")] == ["+", "-"]
