"""Tables of every kind cut into lots: rows that touch one another come into one, and so nothing else is found than in the whole table."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import imports
from kanazawa_exchange.lib.imports import Ties
from mobility.services.import_nominations import NOMINATIONS
from mobility.services.import_people import PEOPLE
from mobility.services.import_stays import STAYS
from partners.services.import_agreements import AGREEMENTS
from partners.services.import_institutions import INSTITUTIONS
from rubric.services.import_answers import kind_of
from tests.bench.stay_table import latin_name
from tests.factories import CityFactory, PersonFactory, World
from tests.import_kinds import Office, apart, cut, found, rows_of
from tests.mobility.nominated import agreed
from tests.rubric import surveys, versions

pytestmark = pytest.mark.django_db
Row = tuple[object, ...]
Pool = tuple[Office, Sequence[Row], Sequence[Row]]
"""Rows of which some touch one another; and many of which none does."""
MANY = 1500
KEN = [("kanji", "鈴木", "健", ""), ("latin", "Suzuki", "Ken", "")]


def stays(world: World, sato: User) -> Pool:
    days_of = {"actual_starts_on": date(2018, 8, 20), "actual_ends_on": date(2018, 9, 3)}
    world.sent(person=PersonFactory(student_number="1800", names=KEN), **days_of)
    where = ("2018", "文化交流プログラム", "派遣", "カザン連邦大学")
    days = ("2018/8/20", "2018/9/3")
    rows = [
        ("1712", "", "Yamada Hana", *where, *days),
        ("", "", "Hana Yamada", *where, "2018/9/1", "2018/9/9"),
        ("1713", "", "Yamada Hana", *where, *days),
        ("1714", "", "Yamada", *where, *days),
        ("1800", "鈴木 健", "", *where, *days),
        ("", "", "Suzuki Ken", *where, *days),
        ("1715", "大田 太郎", "", *where, *days),
        ("1716", "", "Kimura Jun", *where, *days),
    ]
    heads = ("学籍番号", "氏名", "ローマ字", "年度", "プログラム", "派遣／受入", "相手大学", "出発", "帰国")
    many = [(f"7{number:05}", "", latin_name(number), *where, *days) for number in range(MANY)]
    return Office(STAYS, sato, heads), rows, many


def people(world: World, sato: User) -> Pool:
    PersonFactory(student_number="1800", names=KEN)
    rows = [
        ("1712", "山田 花子", "YAMADA Hanako", "1998-04-20", ""),
        ("1713", "山田 花子", "", "", ""),
        ("", "", "Hanako Yamada", "1998-04-20", ""),
        ("", "", "Ivanova, Anna", "1997-03-12", "PETROVA Anna"),
        ("1714", "", "Petrova, Anna", "", ""),
        ("1800", "鈴木 健", "", "1997-01-02", ""),
        ("", "鈴木 健", "Suzuki Ken", "", ""),
        ("1715", "", "Kimura Jun", "", ""),
        ("1716", "", "Kimura", "", ""),
    ]
    heads = ("学籍番号", "氏名", "ローマ字", "生年月日", "旧姓")
    many = [(f"7{number:05}", "", latin_name(number), "", "") for number in range(MANY)]
    return Office(PEOPLE, sato, heads), rows, many


def institutions(world: World, sato: User) -> Pool:
    CityFactory(slug="tomsk", name_ja="トムスク", name_en="Tomsk", name_ru="Томск")
    world.kazan.aliases = "KFU"
    world.kazan.save()
    rows = [
        ("トムスク国立大学", "Tomsk State University", "TSU", "TGU；トムスク大学", "大学", "Томск", ""),
        ("", "Tomsk Technical University", "TGU", "", "大学", "Томск", ""),
        ("", "Tomsk–State University", "", "", "大学", "Томск", ""),
        ("トムスク大学", "", "", "", "大学", "Томск", "tomsk"),
        ("", "Another University", "", "", "大学", "Томск", "tomsk-state-university"),
        ("", "Kazan Federal University", "KFU", "", "", "カザン", ""),
        ("カザン連邦大学", "", "", "KGU", "", "", ""),
        ("", "Institute of Rivers", "", "KGU", "大学", "Томск", ""),
        ("", "Institute of Lakes", "", "", "大学", "Томск", ""),
    ]
    heads = ("機関名", "英語名称", "略称", "別名", "種別", "都市", "slug")
    many = [("", f"Institute {number:04}", "", "", "研究所", "カザン", "") for number in range(MANY)]
    return Office(INSTITUTIONS, sato, heads), rows, many


def agreements(world: World, sato: User) -> Pool:
    world.kanazawa.is_home = True
    world.kanazawa.save()
    world.kazan.aliases = "KFU"
    world.kazan.save()
    rows = [
        ("覚書", "学生交流", "大学間", "カザン連邦大学", "2018-01-17", "○"),
        ("覚書", "学生交流", "大学間", "Irkutsk State University", "2019-01-17", ""),
        ("", "学生交流", "大学間", "KFU", "2018-01-17", ""),
        ("", "MOU", "大学間", "Irkutsk State University", "2010-03-01", ""),
        ("", "MOU", "大学間", "KFU", "2010-03-02", ""),
        ("", "DDP", "部局間", "KFU; Irkutsk State University", "", ""),
        ("", "DDP", "部局間", "Irkutsk State University; カザン連邦大学", "", ""),
        ("Note", "DDP", "部局間", "KFU; Irkutsk State University", "", ""),
    ]
    heads = ("協定名", "種類", "区分", "相手大学", "締結日", "授業料免除")
    many = [
        (
            f"Agreement {number:04}",
            "MOU",
            "大学間",
            "KFU",
            f"{1950 + number // 300}-{1 + number // 25 % 12}-{1 + number % 25}",
            "",
        )
        for number in range(MANY)
    ]
    return Office(AGREEMENTS, sato, heads), rows, many


def answers(world: World, sato: User) -> Pool:
    instrument = surveys.used(surveys.draft(versions.first(sato)))
    stay = world.sent(person=PersonFactory(student_number="1800", names=KEN))
    world.sent(person=PersonFactory(student_number="1801", names=[("latin", "Kimura", "Jun", "")]))
    surveys.wave(stay.run, instrument, "pre", status="closed")
    surveys.wave(stay.run, instrument, "post")
    levels = (1,) * instrument.items.exclude(ability=None).count()
    rows = [
        ("1800", "鈴木 健", "", "事前", *levels),
        ("1800", "", "Suzuki Ken", "事前", *levels),
        ("1800", "", "Suzuki Ken", "帰国後", *levels),
        ("1801", "", "Kimura Jun", "事前", *levels),
        ("", "", "Kimura Jun", "事前", *levels),
        ("1802", "", "Yamada Hana", "事前", *levels),
    ]
    given = ("2018", "文化交流プログラム", "派遣")
    heads = ("学籍番号", "氏名", "ローマ字", "時点", *(f"問{number}" for number, _one in enumerate(levels, start=1)))
    heads = (*heads, "年度", "プログラム", "派遣／受入")
    many = [(f"7{number:05}", "", latin_name(number), "事前", *levels) for number in range(MANY)]
    return Office(kind_of(instrument), sato, heads), [(*row, *given) for row in rows], [(*row, *given) for row in many]


def nominations(world: World, sato: User) -> Pool:
    agreed(world)
    world.inbound.starts_on, world.inbound.ends_on = date(2018, 10, 1), date(2099, 3, 20)  # not over
    world.inbound.save()
    petrova = world.representative("petrova", world.kazan)
    world.received(person=PersonFactory(student_number="1800", names=[("latin", "Ivanov", "Ivan", "")]))
    where = ("bachelor", "Cultural Exchange Program", "2018", "2018-10-01", "2019-03-20")
    rows = [
        ("1712", "Петрова Анна", "", "1998-04-20", *where),
        ("", "", "Petrova Anna", "1998-04-20", *where),
        ("1713", "", "Petrova Anna", "", *where),
        ("", "", "Anna Petrova", "", *where),
        ("1714", "", "Petrova Olga", "", *where),
        ("1800", "Иванов Иван", "", "", *where),
        ("", "", "Ivanov Ivan", "", *where),
        ("1715", "", "Sidorov Oleg", "", *where),
    ]
    heads = (
        "№ студ. билета",
        "ФИО",
        "ФИО латиницей",
        "Дата рождения",
        "Уровень",
        "Программа",
        "Год",
        "Заезд",
        "Отъезд",
    )
    many = [(f"7{number:05}", "", latin_name(number), "", *where) for number in range(MANY)]
    return Office(NOMINATIONS, petrova, heads), rows, many


KINDS = [stays, people, institutions, agreements, answers, nominations]


@pytest.fixture(params=KINDS, ids=[kind.__name__ for kind in KINDS])
def pool(request: pytest.FixtureRequest, world: World, sato: User) -> Pool:
    made: Pool = request.param(world, sato)
    return made


def test_rows_that_touch_one_another_come_into_one_lot(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    office, rows, _many = pool
    touching, parted = apart(office, monkeypatch, rows)
    assert parted == set()
    assert touching, "the control: some do"
    every = rows_of(cut(office, 1, monkeypatch, *rows))
    assert 1 < len({row.lot for row in every}) < len(rows)


def test_control_without_its_ties_rows_that_touch_are_parted(
    world: World, sato: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, rows, _many = people(world, sato)
    untied = replace(office.kind, ties=Ties(frozenset(), lambda _line: ()))
    monkeypatch.setattr(imports, "kind_of", lambda _code: untied)
    _touching, parted = apart(Office(untied, sato, office.heads), monkeypatch, rows[:3])
    assert parted


def test_nothing_else_is_found_in_lots_than_in_the_whole(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    office, rows, many = pool
    table = [
        row
        for place, row in enumerate(many)
        for row in ((row, rows[place // 150]) if place % 150 == 75 and place // 150 < len(rows) else (row,))
    ]
    whole = cut(office, 2 * MANY, monkeypatch, *table)
    batch = cut(office, 50, monkeypatch, *table)
    assert found(batch) == found(whole)
    counted = [row.lot for row in rows_of(batch)]
    assert len({row.lot for row in rows_of(whole)}) == 1
    assert len(set(counted)) > 20
    assert max(map(counted.count, set(counted))) < 100
