"""Somebody who may be known already is asked about, by whatever spelling, order or number; nobody is asked in vain."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kanazawa_exchange.accounts.models import FormerName, Person, User
from kanazawa_exchange.accounts.queries.namesakes import KnownElsewhere, Newcomer, alike, namesakes
from kanazawa_exchange.accounts.services import people
from kanazawa_exchange.accounts.services.people_words import write_words
from kanazawa_exchange.lib.refusals import Doubted
from mobility.queries.known_people import known_elsewhere
from tests.factories import PersonFactory, World
from tests.names.pairs import PEOPLE

ADD = "/en/roles/people/add/"


def asked(*names: tuple[str, str, str], number: str = "", **further: Any) -> list[Any]:
    """Who is asked about when somebody of these names (script, family, given) is registered."""
    parts = [(script, family, given, "") for script, family, given in names]
    found = namesakes(Newcomer(parts, student_number=number, **further), Person.objects.all())
    return [one.uid for one in found]


STORED_AND_TYPED = [
    ([("kanji", "大野", "潤一", ""), ("latin", "ŌNO", "JUN'ICHI", "")], ("latin", "ONO", "JUNICHI")),
    ([("latin", "ŌNO", "JUN'ICHI", "")], ("latin", "Ohno", "Junichi")),
    ([("latin", "Núñez-Ybáñez", "José", "")], ("latin", "NUNEZ-YBANEZ", "JOSE")),
    ([("latin", "Núñez-Ybáñez", "José", "")], ("latin", "Nunez Ybanez", "Jose")),
    ([("latin", "SAKURAI", "MISAKI", "")], ("latin", "MISAKI", "SAKURAI")),
    ([("kanji", "⻑谷川", "⻘葉", "")], ("kanji", "長谷川", "青葉")),
    ([("kanji", "櫻井", "美咲", "")], ("kanji", "桜井", "美咲")),
    ([("kanji", "冨田", "國男", "")], ("kanji", "富田", "国男")),
    ([("kana", "タナベ", "ユウコ", "")], ("kana", "たなべ", "ゆうこ")),
    ([("kana", "サト－", "リカ", "")], ("kana", "サトー", "リカ")),
    ([("cyrillic", "Королёва", "Алёна", "Артёмовна")], ("cyrillic", "Королева", "Алена")),
    ([("cyrillic", "Прокофьев", "Илья", "Сергеевич")], ("latin", "PROKOFEV", "ILIA")),
    ([("cyrillic", "Хәйруллина", "Гүзәл", "")], ("cyrillic", "Хайруллина", "Гузель")),
    ([("latin", "IVANOVA", "ANNA MARIA", "")], ("latin", "Ivanova", "Anna")),
    ([("latin", "IVANOVA", "ANNA", "")], ("latin", "Ivanova", "Anna Maria")),
    ([("latin", "", "SUHARTO", "")], ("latin", "SUHARTO", "")),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("stored", "typed"), STORED_AND_TYPED)
def test_another_way_of_writing_the_name_is_asked_about(stored: Any, typed: Any) -> None:
    person = PersonFactory(names=stored)
    assert asked(typed) == [person.uid]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ([("latin", "SAKURAI", "MISAKI", "")], ("latin", "SAKURAI", "MISATO")),
        ([("latin", "SAKURAI", "MISAKI", "")], ("latin", "TANAKA", "MISAKI")),
        ([("kanji", "斎藤", "一", "")], ("kanji", "斉藤", "一")),
        ([("cyrillic", "Иванова", "Анна", "")], ("cyrillic", "Иванов", "Андрей")),
    ],
)
def test_another_name_is_not_asked_about(stored: Any, typed: Any) -> None:
    PersonFactory(names=stored)
    assert asked(typed) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    ["A2020-777", "Ａ２０２０－７７７", "a2020-777", "A2020−777", "A2020–777", "A2020 777", "a2020777", "A2020‐777"],
)
def test_the_same_number_is_asked_about_however_it_is_typed(typed: str) -> None:
    person = PersonFactory(student_number="A2020-777")
    assert asked(("latin", "OTHER", "NAME"), number=typed) == [person.uid]
    assert asked(("latin", "OTHER", "NAME"), number="A2020-778") == []


def test_equal_numbers_of_two_universities_are_two_people(world: World, sato: User) -> None:
    known = world.received(person=PersonFactory(student_number="A2020-777")).person
    newcomer = [("latin", "OTHER", "NAME", "")]

    def met(university: int | None) -> list[Any]:
        found = Newcomer(newcomer, student_number="A2020777", university=university)
        return [one.uid for one in namesakes(found, Person.objects.all(), known_elsewhere(sato))]

    assert met(world.kanazawa.pk) == []
    assert met(world.kazan.pk) == [known.uid]
    assert met(None) == [known.uid]


@pytest.mark.django_db
def test_days_of_birth_tell_two_people_of_one_name_apart() -> None:
    PersonFactory(names=[("latin", "SAKURAI", "MISAKI", "")], birth_date="1999-04-01")
    name = ("latin", "Sakurai", "Misaki")
    from datetime import date

    assert asked(name, birth_date=date(2000, 4, 1)) == []
    assert len(asked(name, birth_date=date(1999, 4, 1))) == len(asked(name)) == 1


@pytest.mark.django_db
def test_among_many_of_one_name_the_number_finds_its_own_and_the_newest_are_named() -> None:
    """Sixty people of one name stand between the first, whose number it is, and the last."""
    first, *_many, last = (
        PersonFactory(names=[("latin", "IVANOVA", "ANNA", "")], student_number=f"Q-{number}") for number in range(62)
    )
    found = asked(("latin", "Ivanova", "Anna"), number="q 0")
    assert found[:2] == [first.uid, last.uid]
    assert asked(("latin", "Petrova", "Anna"), number="q 0") == [first.uid]


@pytest.mark.django_db
def test_a_former_name_is_asked_about() -> None:
    person = PersonFactory(names=[("cyrillic", "Сухово-Замужняя", "Нина", "")])
    FormerName.objects.create(person=person, script="cyrillic", family="Довлатская", given="Нина")
    write_words(person)
    assert asked(("cyrillic", "Довлатская", "Нина")) == [person.uid]
    assert asked(("cyrillic", "Нина", "Довлатская")) == [person.uid]


def test_the_question_sets_side_by_side_what_tells_the_two_apart(world: World, sato: User, sign_in: Any) -> None:
    person = PersonFactory(
        names=[("latin", "OHNO", "JUN", ""), ("kanji", "大野", "純", "")], student_number="K-1", birth_date="1999-04-01"
    )
    world.sent(person=person)
    stays = known_elsewhere(sato).last_stays([person.pk])
    assert "Kazan" in stays[person.pk] or "カザン" in stays[person.pk]
    page = sign_in(sato).post(ADD, {"latin_family": "Ōno", "latin_given": "Jun", "student_number": "K2"}).text
    table = page[page.index("namesakes-caption") :].partition("</table>")[0]
    for text in ("Ōno Jun", "K2", "OHNO Jun", "大野 純", "K-1", "1 April 1999" if "1 April 1999" in table else "1999"):
        assert text in table, text
    assert Person.objects.filter(names__family="Ōno").count() == 0


def test_renaming_into_the_name_of_somebody_else_asks(world: World, sato: User, sign_in: Any) -> None:
    PersonFactory(names=[("latin", "SAKURAI", "MISAKI", "")])
    other = PersonFactory(names=[("latin", "TANAKA", "MISAKI", "")])
    browser, page = sign_in(sato), f"/en/people/{other.uid}/edit/"
    typed = {
        "latin_family": "Sakurai",
        "latin_given": "Misaki",
        "version": other.version,
        "student_number": other.student_number,
    }

    answer = browser.post(page, typed)
    assert "Somebody who may be the same person" in answer.text
    assert other.names.get().family == "TANAKA"

    assert browser.post(page, {**typed, "different_person": "on"}).status_code == 302
    assert other.names.get().family == "Sakurai"


def test_nobody_answers_a_question_for_an_edit_that_comes_too_late(world: World, sato: User, sign_in: Any) -> None:
    PersonFactory(names=[("latin", "SAKURAI", "MISAKI", "")])
    other = PersonFactory(names=[("latin", "TANAKA", "MISAKI", "")])
    browser, page = sign_in(sato), f"/en/people/{other.uid}/edit/"
    typed = {"latin_family": "Sakurai", "latin_given": "Misaki", "version": other.version}
    people.edit(other, Newcomer([("latin", "TANAKA", "Misato", "")]), by=sato, version=other.version)

    answer = browser.post(page, typed)

    assert answer.status_code == 409
    assert "Somebody who may be the same person" not in answer.text
    again = browser.post(page, {**typed, "version": other.version + 1})  # the control
    assert "Somebody who may be the same person" in again.text


def test_an_edit_that_leaves_the_name_asks_nothing(world: World, sato: User, sign_in: Any) -> None:
    first, second = (PersonFactory(names=[("latin", "SAKURAI", "MISAKI", "")]) for _ in range(2))
    typed = {"latin_family": "SAKURAI", "latin_given": "MISAKI", "version": second.version, "nationality": "JP"}
    assert sign_in(sato).post(f"/en/people/{second.uid}/edit/", typed).status_code == 302
    assert first.pk != second.pk


def test_of_somebody_whom_the_reader_may_not_know_nothing_is_told(world: World, kimura: User) -> None:
    PersonFactory(names=[("latin", "SAKURAI", "MISAKI", "")], student_number="SECRET-1")
    found = namesakes(Newcomer([("latin", "Sakurai", "Misaki", "")]), Person.objects.none(), KnownElsewhere())
    assert [(one.uid, one.student_number, one.others) for one in found] == [(None, "", ())]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "is_asked"),
    [
        ({"names": ("latin", "Todo", "Nagi"), "number": "A2020-777"}, True),
        ({"names": ("latin", "Todo", "Nagi"), "birth_date": date(1990, 1, 1)}, True),
        ({"names": ("latin", "Nobody", "Known"), "number": "A2020-777"}, False),
        ({"names": ("latin", "Former", "Nagi")}, False),
    ],
)
def test_what_is_asked_tells_no_number_birth_date_or_former_name_of_somebody_unknown_to_the_reader(
    typed: dict[str, Any], is_asked: bool
) -> None:
    person = PersonFactory(
        names=[("latin", "Todo", "Nagi", "")], student_number="A2020-777", birth_date=date(2005, 6, 7)
    )
    FormerName.objects.create(person=person, script="latin", family="Former", given="Nagi")
    write_words(person)
    number, birth_date = typed.get("number", ""), typed.get("birth_date")
    newcomer = Newcomer([(*typed["names"], "")], student_number=number, birth_date=birth_date)
    assert bool(namesakes(newcomer, Person.objects.none())) is is_asked


@pytest.mark.django_db
def test_the_service_asks_whoever_calls_it() -> None:
    """Namesakes first, then letters; each answer by its code, and no question for a caller who passes none."""
    PersonFactory(names=[("latin", "SAKURAI", "MISAKI", "")])
    newcomer = Newcomer([("latin", "SAKURAI", "MISAKI", ""), ("cyrillic", "САKУPАИ", "МИСАКИ", "")])

    def register(*overruled: str) -> Person:
        return people.register(newcomer, by=None, among=Person.objects.all(), overruled=overruled)

    with pytest.raises(people.MayBeKnown):
        register()
    with pytest.raises(Doubted) as doubted:
        register(people.SOMEBODY_ELSE)
    assert Person.objects.count() == 1
    register(people.SOMEBODY_ELSE, *(doubt.code for doubt in doubted.value.doubts))
    people.register(newcomer, by=None)  # the control
    assert Person.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_who_register_the_same_new_person_at_once_are_asked(on_sqlite: bool) -> None:
    from threading import Barrier, Thread

    both, results = Barrier(2), []

    def register() -> None:
        both.wait()
        try:
            newcomer = Newcomer([("latin", "SAKURAI", "MISAKI", "")])
            people.register(newcomer, by=None, among=Person.objects.all(), overruled=())
            results.append(0)
        except people.MayBeKnown as question:
            results.append(len(question.namesakes))
        finally:
            connection.close()

    threads = [Thread(target=register) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [0, 1]
    assert Person.objects.count() == 1


NEWCOMERS = [
    Newcomer([("latin", "SAKURAI", "MISAKI", "")], student_number="S-1"),
    Newcomer([("kanji", "桜井", "美咲", "")]),
]


@pytest.mark.django_db
@pytest.mark.parametrize("waits", [True, False])
def test_whoever_only_looks_at_many_locks_nothing(waits: bool, on_sqlite: bool) -> None:
    someone = PersonFactory(names=[("latin", "Misaki", "Sakurai", ""), ("kanji", "櫻井", "美咲", "")])
    with CaptureQueriesContext(connection) as queries:
        found = alike(NEWCOMERS, Person.objects.all(), waits=waits)
    assert [[one.person for one in others] for others in found] == [[someone], [someone]]
    assert any("django_content_type" in query["sql"] for query in queries) is waits
    assert any("FOR NO KEY UPDATE" in query["sql"] for query in queries) is (waits and not on_sqlite)


@pytest.mark.django_db
def test_many_are_compared_as_each_alone() -> None:
    """Names in every script, all at once and one by one."""
    for names, number in PEOPLE.values():
        PersonFactory(names=names, student_number=number)
    crowd = [Newcomer([name], student_number=number) for names, number in PEOPLE.values() for name in names]
    for newcomer, others in zip(crowd, alike(crowd, Person.objects.all()), strict=True):
        alone = {one.uid for one in namesakes(newcomer, Person.objects.all())}
        assert {one.person.uid for one in others} == alone != set()
