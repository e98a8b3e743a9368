"""Tables of nominees as partners send them: each is read to exactly its students, and exactly the planted faults are told."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.tables import Table, tables
from mobility.models import ImportBatch, Nomination
from mobility.services import imports
from mobility.services.import_nominations import NOMINATIONS
from tests.factories import World
from tests.mobility.nominated import agreed

from .importing import as_csv, as_paste, wrong
from .office import Cells, xlsx

DAYS = (date(2030, 9, 1), date(2031, 1, 31))
HEADS: Cells = ("ФИО", "Дата рождения", "Уровень", "Курс", "Заезд", "Отъезд")
IVAN: Cells = ("Иванов Иван Петрович", date(2005, 5, 17), "бакалавриат", 3, *DAYS)
ANNA: Cells = ("Петрова Анна Сергеевна", "29.02.2004", "магистратура", "1 курс", "1.09.2030", "31.01.2031")
NAMES = {"Иванов Иван", "Петрова Анна"}


@dataclass(frozen=True)
class Sent:
    """One file of a partner. `students`: whom it nominates, as they are called in it; `wrong`: (row, heading) → the planted fault."""

    data: bytes
    students: set[str] = field(default_factory=lambda: NAMES)
    wrong: Mapping[tuple[int, str], str] = field(default_factory=dict)
    term: str = ""


SENT: dict[str, Callable[[], Sent]] = {}


def sent(make: Callable[[], Sent]) -> Callable[[], Sent]:
    SENT[make.__name__] = make
    return make


@sent
def plain() -> Sent:
    return Sent(xlsx([HEADS, IVAN, ANNA]))


@sent
def a_title_above_and_a_note_below() -> Sent:
    rows = [("Список студентов КФУ на стажировку",), (), HEADS, IVAN, ANNA, (), ("※ Все студенты согласны",)]
    return Sent(xlsx(rows))


@sent
def numbers_of_rows_and_columns_that_ask_nothing() -> Sent:
    heads = ("№ п/п", *HEADS, "Факультет", "Телефон", "Примечание")
    rows = [(place, *row, "Химфак", "+7 843", "—") for place, row in enumerate((IVAN, ANNA), start=1)]
    return Sent(xlsx([heads, *rows]))


@sent
def the_parts_of_a_name_in_columns_of_their_own() -> Sent:
    heads = ("Фамилия", "Имя", "Отчество", *HEADS[1:])
    rows = [(*str(row[0]).split(), *row[1:]) for row in (IVAN, ANNA)]
    return Sent(xlsx([heads, *rows]))


@sent
def both_scripts() -> Sent:
    heads = (*HEADS, "ФИО латиницей")
    return Sent(
        xlsx([heads, (*IVAN, "IVANOV Ivan"), (*ANNA, "Petrova, Anna")]), NAMES | {"IVANOV Ivan", "Petrova Anna"}
    )


@sent
def in_english() -> Sent:
    heads = ("Full name", "Date of birth", "Level", "Year of study", "Arrival date", "Departure date", "Semester")
    rows = [("Ivanov Ivan", "17 May 2005", "Bachelor", "3", "1 Sep 2030", "31 Jan 2031", "autumn"),
            ("Petrova Anna", "2004-02-29", "Master's", 1, "2030-09-01", "2031-01-31", "fall")]  # fmt: skip
    return Sent(xlsx([heads, *rows]), {"Ivanov Ivan", "Petrova Anna"}, term="autumn")


@sent
def in_japanese_with_a_period() -> Sent:
    heads = ("氏名", "生年月日", "課程", "学年", "受入期間")
    ivan = ("IVANOV Ivan", "2005年5月17日", "学士", "3年", "2030/9/1～2031/1/31")
    anna = ("PETROVA Anna", "平成16年2月29日", "修士", "1年", "2030/9/1～2031/1/31")
    return Sent(xlsx([heads, ivan, anna]), {"IVANOV Ivan", "PETROVA Anna"})


@sent
def two_header_rows() -> Sent:
    upper = (*HEADS[:4], "Период", None)
    lower = (None, None, None, None, "Заезд", "Отъезд")
    return Sent(xlsx([upper, lower, IVAN, ANNA], "E1:F1"))


@sent
def one_of_two_with_faults_in_its_cells() -> Sent:
    bad = ("Петрова Анна Сергеевна", "30.02.2004", "школьница", "12", "скоро", "31.01.2031")
    told = {
        "Дата рождения": "date.impossible",
        "Уровень": "choice.unknown",
        "Курс": "number.range",
        "Заезд": "date.unreadable",
    }
    return Sent(xlsx([HEADS, IVAN, bad]), {"Иванов Иван"}, {(3, head): code for head, code in told.items()})


@sent
def the_address_of_the_office_for_every_student() -> Sent:
    rows = [(*row, "office@example.org") for row in (IVAN, ANNA)]
    return Sent(xlsx([(*HEADS, "Эл. почта"), *rows]), {"Иванов Иван"}, {(3, "Эл. почта"): "email.twice"})


@sent
def a_row_that_lacks_what_is_needed() -> Sent:
    bare = ("Петрова Анна Сергеевна", "29.02.2004", None, None, None, "31.01.2031")
    return Sent(
        xlsx([HEADS, IVAN, bare]), {"Иванов Иван"}, {(3, "Уровень"): "level.missing", (3, "Заезд"): "day.missing"}
    )


@sent
def one_student_twice_and_one_who_leaves_before_coming() -> Sent:
    turned = (*ANNA[:4], "31.01.2031", "1.09.2030")
    rows = [HEADS, IVAN, turned, IVAN]
    return Sent(xlsx(rows), {"Иванов Иван"}, {(3, "Отъезд"): "rule", (4, ""): "row.twice_student"})


@sent
def a_row_of_another_university_and_one_that_goes_abroad() -> Sent:
    heads = (*HEADS, "Вуз", "Направление")
    rows = [(*IVAN, "Казанский федеральный университет", "приём"), (*ANNA, "Irkutsk State University", "выезд")]
    told = {(3, "Вуз"): "sending.not_yours", (3, "Направление"): "direction.outbound"}
    return Sent(xlsx([heads, *rows]), {"Иванов Иван"}, told)


@pytest.fixture
def partner(world: World, sato: User, petrova: User) -> User:
    agreed(world)
    world.inbound.starts_on, world.inbound.ends_on = DAYS
    world.inbound.save()
    return petrova


def table_of(made: Sent) -> Table:
    return tables(io.BytesIO(made.data), "nominees.xlsx")[0]


def checked(table: Table, by: User) -> ImportBatch:
    """As a partner does it: the run is chosen for all rows."""
    (run,) = NOMINATIONS.screen.offered(by)["run"]
    sheet = imports.sheet_of(table, NOMINATIONS, "nominees", {"run": run})
    return imports.check(imports.take(NOMINATIONS, sheet, by=by, now=clock.now()), by=by, now=clock.now())


def nominated() -> set[str]:
    people = [one.person for one in Nomination.objects.select_related("person")]
    return {f"{name.family} {name.given}" for person in people for name in person.names.all()}


@pytest.mark.parametrize("way", [lambda table: table, as_csv, as_paste], ids=["xlsx", "csv", "paste"])
@pytest.mark.parametrize("name", SENT)
def test_a_table_nominates_exactly_its_students_and_tells_exactly_its_faults(
    name: str, way: Any, partner: User
) -> None:
    made = SENT[name]()
    batch = checked(way(table_of(made)), partner)
    assert wrong(batch) == made.wrong
    imports.apply(batch, by=partner, now=clock.now())
    assert nominated() == made.students
    records: Sequence[Nomination] = Nomination.objects.all()
    assert {(one.planned_starts_on, one.planned_ends_on) for one in records} == {DAYS}
    assert {one.sender_status for one in records} == {"sent"}
    assert {one.term for one in records} == {made.term}
    again = checked(way(table_of(made)), partner)
    assert {row.verdict for row in again.rows.all()} <= {"same", "wrong"}


def test_control_a_fault_that_nobody_planted_is_noticed(partner: User) -> None:
    made = plain()
    spoilt = xlsx([HEADS, IVAN, (*ANNA[:2], "школьница", *ANNA[3:])])
    assert wrong(checked(table_of(Sent(spoilt)), partner)) != made.wrong
