"""A table of people: each recognised before somebody is new, names kept as the form keeps them, and all of it taken back."""

import pytest
from django.core.exceptions import PermissionDenied

from kanazawa_exchange.accounts.models import FormerName, Person, PersonName
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services import people
from kanazawa_exchange.accounts.services.people_words import parts_of
from mobility.services.import_people import PEOPLE
from tests.factories import PersonFactory
from tests.import_kinds import Office, changes, digest_of_everything, problems, rows_of

HEADS = ("学籍番号", "氏名", "カナ", "ローマ字", "ФИО кириллицей", "生年月日", "国籍", "旧姓")
HANA = ("1712", "山田 花子", "ヤマダ ハナコ", "YAMADA Hanako", "", "平成10年4月20日", "日本", "")
ANNA = ("", "", "", "Ivanova, Anna", "Иванова Анна Петровна", "12.03.1997", "Россия", "Петрова; PETROVA Anna")


@pytest.fixture
def office(world, sato):
    return Office(PEOPLE, sato, HEADS)


def test_new_people_have_their_names_facts_and_former_names(office):
    office.applied(HANA, ANNA)
    hana, anna = Person.objects.order_by("-pk")[:2][::-1]
    assert (hana.student_number, str(hana.birth_date), hana.nationality) == ("1712", "1998-04-20", "JP")
    assert {("kanji", "山田", "花子", ""), ("kana", "ヤマダ", "ハナコ", "")} < {*parts_of(hana.names.all())}
    assert ("cyrillic", "Иванова", "Анна", "Петровна") in parts_of(anna.names.all())
    assert parts_of(anna.former_names.all()) == [("cyrillic", "Петрова", "", ""), ("latin", "PETROVA", "Anna", "")]
    assert hana.history.get().history_user == office.by


def test_the_same_table_once_more_changes_nothing(office):
    office.applied(HANA, ANNA)
    before = digest_of_everything()
    assert office.verdicts(ANNA, HANA) == ["same", "same"]
    assert digest_of_everything() == before


def test_a_person_without_a_number_is_known_by_the_row_that_brought_it(office):
    office.applied(ANNA)
    anna = Person.objects.latest("pk")
    names = [*parts_of(anna.names.all()), ("kana", "イワノワ", "アンナ", "")]
    people.edit(anna, Newcomer(names, anna.birth_date, "K-1", "RU"), by=office.by, version=anna.version)
    assert office.verdicts(ANNA) == ["same"]


def test_three_rows_and_three_hundred_cost_the_same_queries(office):
    letters = "abcdefghij"
    rows = [
        (f"9{number:05}", "", "", f"Testova {''.join(letters[int(digit)] for digit in f'{number:04}')}", *[""] * 4)
        for number in range(303)
    ]
    assert office.queries_of_check(*rows[:3]) == office.queries_of_check(*rows[3:])


def test_a_name_alone_is_asked_about_and_never_merged(office):
    hana = PersonFactory(student_number="", names=[("latin", "Yamada", "Hanako", "")])
    batch = office.checked(HANA)
    assert problems(batch) == {2: [("person", "person.may_be_known")]}
    assert rows_of(batch)[0].problems[0]["nearest"] == [str(hana.uid), "new"]
    office.corrected(batch, 2, person=str(hana.uid))
    assert rows_of(batch)[0].verdict == "changed"
    assert {column for column, _old, _new in changes(batch)} == {
        "student_number",
        "name",
        "name_kana",
        "name_latin",
        "birth_date",
    }
    office.corrected(batch, 2, person="new")
    assert rows_of(batch)[0].verdict == "new"


def test_another_name_of_a_known_number_is_a_former_name_then(office):
    office.applied(HANA)
    hana = Person.objects.latest("pk")
    before = parts_of(hana.names.all())
    married = office.with_cell(office.with_cell(HANA, "氏名", "佐藤 花子"), "カナ", "サトウ ハナコ")
    batch = office.applied(married)
    assert changes(batch) == [("name_kana", "ヤマダ ハナコ", "サトウ ハナコ"), ("name", "山田 花子", "佐藤 花子")]
    assert {parts[0] for parts in parts_of(hana.former_names.all())} == {"kana", "kanji"}
    assert office.undone(batch).left == {}
    assert sorted(parts_of(hana.names.all())) == sorted(before)
    assert not FormerName.objects.exists()


def test_the_name_of_another_number_is_asked_about(office):
    office.applied(HANA)
    assert office.problems(office.with_cell(HANA, "学籍番号", "1713")) == {2: [("person", "person.may_be_known")]}


def test_undo_takes_new_people_away_and_leaves_who_was_edited_or_is_needed(office, world):
    before = Person.objects.count()
    taro = ("1715", "太田 太郎", "", "", "", "", "", "")
    batch = office.applied(HANA, ANNA, taro)
    hana, anna, _taro = Person.objects.order_by("pk")[before:]
    people.edit(anna, Newcomer(parts_of(anna.names.all()), None, "K-1"), by=office.by, version=anna.version)
    hana.enrolments.create(institution=world.kanazawa, starts_on="2018-04-01")
    undone = office.undone(batch)
    assert {number: why.code for number, why in undone.left.items()} == {2: "undo.in_use", 3: "undo.edited"}
    assert Person.objects.count() == before + 2
    assert not PersonName.objects.filter(family="太田").exists()


def test_what_somebody_changed_since_is_kept_and_told(office):
    office.applied(HANA)
    hana = Person.objects.latest("pk")
    people.edit(hana, Newcomer(parts_of(hana.names.all()), None, "1712", "RU"), by=office.by, version=hana.version)
    batch = office.checked(HANA)
    assert (rows_of(batch)[0].verdict, rows_of(batch)[0].notes["nationality"]) == ("same", "synonym+kept")
    assert office.problems(office.with_cell(HANA, "国籍", "中国")) == {2: [("nationality", "edited_since")]}


def test_a_corrected_part_of_a_name_is_a_change_and_nobody_elses(world, sato):
    office = Office(PEOPLE, sato, ("学籍番号", "ローマ字", "cyrillic_family", "cyrillic_given", "cyrillic_patronymic"))
    anna = ("1712", "Ivanova Anna", "Иванова", "Анна", "Петровна")
    office.applied(anna)
    batch = office.checked(office.with_cell(anna, "cyrillic_given", "Аня"))
    assert not problems(batch)
    assert changes(batch) == [("cyrillic_family", "Иванова Анна Петровна", "Иванова Аня Петровна")]
    person = Person.objects.latest("pk")
    names = [("latin", "Ivanova", "Anna", ""), ("cyrillic", "Иванова", "Анюта", "Петровна")]
    people.edit(person, Newcomer(names, None, "1712"), by=office.by, version=person.version)
    batch = office.checked(anna)
    assert (rows_of(batch)[0].verdict, rows_of(batch)[0].notes["cyrillic_family"]) == ("same", "kept")
    assert office.problems(office.with_cell(anna, "cyrillic_given", "Аня")) == {
        2: [("cyrillic_family", "edited_since")]
    }


@pytest.mark.parametrize(
    ("head", "value", "problem"),
    [
        ("ローマ字", "Yamada", ("name_latin", "name.single")),
        ("生年月日", "2030-04-20", ("birth_date", "rule")),
        ("国籍", "Atlantis", ("nationality", "choice.unknown")),
    ],
)
def test_what_is_wrong_is_told_at_its_cell(office, head, value, problem):
    assert office.problems(office.with_cell(HANA, head, value))[2][0] == problem


def test_a_row_needs_a_name(office):
    assert office.problems(("1799", *[""] * 7)) == {2: [("student_number", "person.unnamed")]}
    assert office.problems((*[""] * 5, "1998-04-20", "", "")) == {2: [("name_kanji", "person.missing")]}


def test_two_rows_of_one_person_are_told(office):
    assert office.problems(HANA, HANA) == {3: [("person", "row.may_be_twice")]}
    assert office.problems(ANNA, office.with_cell(ANNA, "生年月日", "1.1.2000")) == {}
    office.applied(HANA)
    assert office.problems(HANA, HANA) == {3: [("", "row.twice_record")]}


def test_a_name_that_the_columns_of_its_script_tell_may_be_shown_as_on_a_screen(office):
    row = ("1712", "YAMADA Hana Maria", "", "Yamada, Hana Maria", *[""] * 4)
    office.applied(row)
    assert PersonName.objects.latest("pk").given == "Hana Maria"
    assert office.problems(office.with_cell(row, "氏名", "山田花子"))[2][0] == ("name", "name.unsplit")


def test_names_may_stand_in_a_cell_for_each_part(world, sato):
    office = Office(PEOPLE, sato, ("学籍番号", "姓（漢字）", "名（漢字）", "Family name", "Given name"))
    row = ("1712", "山田", "花子", "Yamada", "Hanako Maria")
    batch = office.applied(row)
    assert {("kanji", "山田", "花子", ""), ("latin", "Yamada", "Hanako Maria", "")} == {
        *parts_of(Person.objects.latest("pk").names.all())
    }
    assert office.verdicts(row) == ["same"]
    assert changes(office.checked(office.with_cell(row, "姓（漢字）", "佐藤"))) == [
        ("kanji_family", "山田 花子", "佐藤 花子")
    ]
    office.undone(batch)
    assert not Person.objects.filter(student_number="1712").exists()


def test_who_keeps_no_records_imports_nobody(world, petrova, stranger, kimura):
    for user in (petrova, stranger):
        with pytest.raises(PermissionDenied):
            Office(PEOPLE, user, HEADS).checked(HANA)
    Office(PEOPLE, kimura, HEADS).applied(HANA)
    assert Person.objects.latest("pk").student_number == "1712"


# --- Who keeps one programme ---------------------------------------------------------------------------------------------


def test_a_coordinator_knows_again_whom_she_brought_as_long_as_nobody_else_changed_them(world, sato, kimura):
    """Nobody of her programmes: she is told what she wrote herself, and the office corrects it."""
    hers = Office(PEOPLE, kimura, HEADS)
    hers.applied(HANA)
    before = digest_of_everything()
    batch = hers.checked(HANA)
    assert [row.verdict for row in rows_of(batch)] == ["same"]
    assert rows_of(batch)[0].about["person"] == str(Person.objects.latest("pk").uid)
    assert hers.problems(hers.with_cell(HANA, "国籍", "ロシア")) == {2: [("", "person.by_office")]}
    assert digest_of_everything() == before
    hana = Person.objects.latest("pk")
    changed = Newcomer(parts_of(hana.names.all()), hana.birth_date, "1712", "RU")
    people.edit(hana, changed, by=sato, version=hana.version)
    batch = hers.checked(HANA)
    assert problems(batch) == {2: [("person", "person.may_be_known")]}
    assert rows_of(batch)[0].problems[0]["nearest"] == ["new"]
    assert str(hana.uid) not in str(rows_of(batch)[0].about)


def test_whom_one_coordinator_brought_another_one_is_not_told(world, kimura):
    Office(PEOPLE, kimura, HEADS).applied(HANA)
    other = world.program_coordinator("fukuda", world.basic)
    batch = Office(PEOPLE, other, HEADS).checked(HANA)
    assert problems(batch) == {2: [("person", "person.may_be_known")]}
    assert rows_of(batch)[0].problems[0]["nearest"] == ["new"]


def test_a_coordinator_enters_no_former_names_of_somebody_new(world, kimura):
    hers = Office(PEOPLE, kimura, HEADS)
    assert hers.problems(HANA, ANNA) == {3: [("former_names", "former.by_office")]}
    assert hers.verdicts(hers.with_cell(ANNA, "旧姓", "")) == ["new"]


# --- Initials, and zeros that a spreadsheet dropped ------------------------------------------------------------------------

SHORT = ("学籍番号", "ローマ字", "ФИО кириллицей")


def test_initials_say_who_it_is_and_never_what_somebody_is_called(world, sato):
    office = Office(PEOPLE, sato, SHORT)
    office.applied(("K-1", "Ivanova, Anna", "Иванова Анна Петровна"))
    for row in (
        ("K-1", "Ivanova A.", "Иванова А.П."),
        ("K-1", "A. Ivanova", "А. П. Иванова"),
        ("K-1", "", "Иванова, А."),
    ):
        batch = office.checked(row)
        assert [one.verdict for one in rows_of(batch)] == ["same"], problems(batch)
        assert "short" in rows_of(batch)[0].notes["name_cyrillic"]
    assert office.problems(("K-1", "", "Петрова А.")) == {2: [("person", "person.may_be_known")]}
    assert office.problems(("K-2", "Petrova O.", "")) == {2: [("name_latin", "name.initials")]}
    batch = office.checked(("K-1", "", "Петрова А."))
    office.corrected(batch, 2, person=str(Person.objects.latest("pk").uid))
    assert problems(batch) == {2: [("name_cyrillic", "name.initials")]}


def test_who_is_registered_with_initials_is_known_by_them(world, sato):
    PersonFactory(names=[("latin", "Ivanova", "A.", "")], student_number="")
    PersonFactory(names=[("cyrillic", "Петрова", "О.", "В.")], student_number="")
    PersonFactory(names=[("cyrillic", "Сидорова", "О.В.", "")], student_number="")
    office = Office(PEOPLE, sato, SHORT)
    rows = (("", "Ivanova A.", ""), ("", "", "Петрова О. В."), ("", "", "Сидорова О.В."))
    assert office.verdicts(*rows) == ["same", "same", "same"]


def test_zeros_that_a_spreadsheet_dropped_are_offered_by_who_has_the_number_with_them(world, sato):
    hana = PersonFactory(student_number="0012345", names=[("kanji", "山田", "花子", "")])
    office = Office(PEOPLE, sato, ("学籍番号", "ローマ字", "氏名"))
    batch = office.checked((12345, "Yamada, Hanako", ""))
    assert problems(batch) == {2: [("person", "person.zeros")]}
    assert rows_of(batch)[0].problems[0]["nearest"] == [str(hana.uid), "new"]
    office.corrected(batch, 2, person=str(hana.uid))
    assert changes(batch) == [("name_latin", "", "Yamada Hanako")]
    assert rows_of(batch)[0].about["read"]["student_number"] == "0012345"
    office.corrected(batch, 2, person="new")
    assert rows_of(batch)[0].verdict == "new"
    assert office.problems((99, "Yamada, Hanako", "")) == {}
