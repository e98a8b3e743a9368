"""A period in one cell, the agreement and the money of a stay: read as offices write them, compared with the record, taken back."""

import re
from datetime import date

import pytest
from django.utils import translation

from kanazawa_exchange.lib.cells import Said, Unread
from kanazawa_exchange.lib.cells.headers import recognised
from kanazawa_exchange.lib.imports import known_heads
from mobility.models import Funding, Mobility
from mobility.money_cells import in_words, money
from mobility.services import mobilities
from mobility.services.import_stays import STAYS
from partners.models import Agreement, AgreementParty
from tests.import_kinds import Office, changes, problems, rows_of
from tests.list_files import content_of

HEADS = ("学籍番号", "ローマ字", "年度", "プログラム", "派遣／受入", "相手大学", "派遣期間", "協定", "奨学金", "月額")
HANA = (
    "1712",
    "Yamada Hana",
    "2018",
    "文化交流プログラム",
    "派遣",
    "カザン連邦大学",
    "2018/8/20～9/3",
    "学生交流協定",
    "JASSO",
    80000,
)


def treaty(*parties, title="学生交流協定", **facts):
    agreement = Agreement.objects.create(title_ja=title, type="exchange", scope="university", **facts)
    for institution in parties:
        AgreementParty.objects.create(agreement=agreement, institution=institution)
    return agreement


@pytest.fixture
def office(world, sato):
    treaty(world.kanazawa, world.kazan)
    return Office(STAYS, sato, HEADS)


def test_what_one_row_tells_is_registered_and_the_same_next_time(office):
    batch = office.applied(HANA)
    stay = Mobility.objects.get()
    assert (stay.actual_starts_on, stay.actual_ends_on) == (date(2018, 8, 20), date(2018, 9, 3))
    assert stay.agreement == Agreement.objects.get()
    assert list(stay.fundings.values_list("source", "monthly_yen")) == [("jasso", 80_000)]
    assert rows_of(batch)[0].notes["period"] == "year_of_start+days_over"
    assert office.verdicts(HANA) == ["same"]
    assert office.undone(batch).left == {}


@pytest.mark.parametrize(
    "cell",
    [
        "2018/8/20～2018/9/3",
        "8月20日から9月3日まで",
        "20.08–03.09.2018",
        "H30.8.20～H30.9.3",
        "с 20.08.2018 по 03.09.2018",
    ],
)
def test_a_period_is_read_as_people_write_it(office, cell):
    office.applied(HANA)
    assert office.verdicts(office.with_cell(HANA, "派遣期間", cell)) == ["same"]


def test_a_year_in_the_title_is_that_of_the_period(office):
    row = office.with_cell(office.with_cell(HANA, "派遣期間", "8/20～9/3"), "年度", "")
    batch = office.applied(row, given={"fiscal_year": "2018"})
    assert Mobility.objects.get().actual_starts_on == date(2018, 8, 20)
    assert "fiscal_year" in rows_of(batch)[0].notes["period"]


def test_planned_days_are_corrected_by_the_period_and_given_back(office):
    planned = Office(STAYS, office.by, (*HEADS, "Dates are"))
    planned.applied((*office.with_cell(HANA, "派遣期間", "2018/8/20～2018/9/3"), "planned"))
    batch = planned.applied((*office.with_cell(HANA, "派遣期間", "2018/8/21～2018/9/4"), "planned"))
    assert changes(batch) == [
        ("period", {"date": "2018-08-20"}, {"date": "2018-08-21"}),
        ("period", {"date": "2018-09-03"}, {"date": "2018-09-04"}),
    ]
    assert office.undone(batch).left == {}
    assert Mobility.objects.get().planned_starts_on == date(2018, 8, 20)


def test_what_a_rule_says_of_the_days_stands_at_the_period(office):
    assert office.problems(office.with_cell(HANA, "派遣期間", "～2018/9/3")) == {2: [("period", "rule")]}
    heads = Office(STAYS, office.by, (*HEADS, "帰国"))
    assert heads.problems((*HANA, "2018/9/4")) == {2: [("period", "days.differ")]}
    assert heads.problems((*office.with_cell(HANA, "派遣期間", "2018/8/20～"), "2018/8/19")) == {
        2: [("ends_on", "rule")]
    }


# --- Agreements ----------------------------------------------------------------------------------------------------------


def test_of_several_agreements_of_one_title_that_with_the_partner_is_meant(office, world):
    treaty(world.kanazawa, world.irkutsk)
    batch = office.applied(HANA)
    assert world.kazan in Mobility.objects.get().agreement.institutions.all()
    assert rows_of(batch)[0].notes["agreement"] == "of_partner"
    second = treaty(world.kanazawa, world.kazan)
    assert office.verdicts(HANA) == ["same"]  # the record is under one that is called so
    other = office.with_cell(office.with_cell(HANA, "学籍番号", "1799"), "ローマ字", "Ota Taro")
    batch = office.checked(other)
    assert problems(batch) == {2: [("agreement", "agreement.ambiguous")]}
    nearest = rows_of(batch)[0].problems[0]["nearest"]
    assert str(second.uid) in nearest
    assert len(nearest) == 2
    office.corrected(batch, 2, agreement=str(second.uid))
    assert rows_of(batch)[0].verdict == "new"


def test_an_agreement_that_is_not_known_or_of_somebody_else_is_told(office, world):
    assert office.problems(office.with_cell(HANA, "協定", "学生交流の協定")) == {
        2: [("agreement", "agreement.unknown")]
    }
    treaty(world.kanazawa, world.irkutsk, title="イルクーツク協定")
    batch = office.checked(office.with_cell(HANA, "協定", "名前のない取決め"))
    known = Agreement.objects.get(title_ja="学生交流協定")
    assert rows_of(batch)[0].problems[0]["nearest"] == [str(known.uid)]  # none is written alike: that with the partner
    assert office.problems(office.with_cell(HANA, "協定", "イルクーツク協定")) == {2: [("agreement", "rule")]}


def test_agreement_and_money_of_a_record_change_and_come_back(office, world):
    office.applied(HANA)
    stay = Mobility.objects.get()
    other = treaty(world.kanazawa, world.kazan, title="覚書")
    row = office.with_cell(office.with_cell(HANA, "協定", "覚書"), "奨学金", "私費; JASSO 90,000円/月")
    assert office.problems(office.with_cell(row, "月額", "")) == {}
    batch = office.applied(office.with_cell(row, "月額", ""))
    assert changes(batch) == [
        ("agreement", str(stay.agreement.uid), str(other.uid)),
        ("funding", [["jasso", 80000]], [["self", None], ["jasso", 90000]]),
    ]
    assert Mobility.objects.get().agreement == other
    assert set(Funding.objects.values_list("source", "monthly_yen")) == {("self", None), ("jasso", 90_000)}
    assert office.undone(batch).left == {}
    assert Mobility.objects.get().agreement == stay.agreement
    assert list(Funding.objects.values_list("source", "monthly_yen")) == [("jasso", 80_000)]


def test_what_somebody_changed_since_is_kept_and_told(office, world):
    office.applied(HANA)
    stay = Mobility.objects.get()
    changed = {"agreement": None, "fundings": ()}
    mobilities.edit(stay, changed, by=office.by, version=stay.version, overruled=None)
    batch = office.checked(HANA)
    assert rows_of(batch)[0].verdict == "same"
    assert (rows_of(batch)[0].notes["agreement"], rows_of(batch)[0].notes["funding"]) == ("kept", "synonym+kept")
    treaty(world.kanazawa, world.kazan, title="覚書")
    row = office.with_cell(office.with_cell(HANA, "協定", "覚書"), "月額", 70000)
    assert office.problems(row) == {2: [("agreement", "edited_since"), ("funding", "edited_since")]}


def test_who_keeps_one_programme_chooses_no_agreement_and_leaves_the_one_there_is(office, world, kimura):
    office.applied(HANA)
    hers = Office(STAYS, kimura, HEADS)
    assert hers.verdicts(HANA) == ["same"]
    new = office.with_cell(office.with_cell(HANA, "学籍番号", "1799"), "ローマ字", "Ota Taro")
    batch = hers.checked(new)
    assert problems(batch) == {2: [("agreement", "agreement.unknown")]}
    assert rows_of(batch)[0].problems[0]["nearest"] == []


def test_the_preview_says_these_values_in_the_words_of_the_reader(office, world, sign_in):
    office.applied(HANA)
    treaty(world.kanazawa, world.kazan, title="覚書", signed_on=date(2018, 5, 1))
    row = office.with_cell(office.with_cell(HANA, "協定", "覚書"), "奨学金", "宝くじ")
    batch = office.checked(row, office.with_cell(office.with_cell(HANA, "奨学金", "私費"), "月額", ""))
    page = sign_in(office.by).get(f"/ja/imports/{batch.uid}/").text
    assert "覚書 · 2018/05/01" in page
    assert "JASSO奨学金" in page
    assert "自費" in page or "私費" in page


def test_three_rows_and_many_cost_the_same_queries(office):
    letters = "abcdefghij"
    rows = [
        (f"9{number:05}", f"Testova {''.join(letters[int(digit)] for digit in f'{number:04}')}", *HANA[2:])
        for number in range(33)
    ]
    few, more = office.taken(*rows[:3]), office.taken(*rows[3:])
    assert office.counted(few) == office.counted(more)
    assert {row.verdict for row in (*rows_of(few), *rows_of(more))} == {"new"}


# --- The money in a cell -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "told", "note"),
    [
        ("JASSO", (("jasso", None),), "synonym"),
        ("JASSO scholarship", (("jasso", None),), ""),
        ("JASSO scholarship: 80,000 yen a month", (("jasso", 80_000),), ""),
        ("日本学生支援機構（80,000円）", (("jasso", 80_000),), "synonym+money+groups"),
        ("国費　月額14万4,000円", (("government", 144_000),), "synonym+money+groups"),
        ("за свой счёт; JASSO 80000 иен в месяц", (("self", None), ("jasso", 80_000)), "synonym+money"),
        ("私費\nJASSO ¥80,000/月", (("self", None), ("jasso", 80_000)), "synonym+money+groups"),
        ("", (), ""),
        ("なし", (), "nothing"),
    ],
)
def test_money_is_read_as_people_write_it(cell, told, note):
    assert money(cell) == Said(told, note)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("宝くじ", "choice.unknown"),
        ("宝くじ 80,000円", "choice.unknown"),
        ("JASSO; JASSO", "funding.twice"),
        ("JASSO: 80,00,0円", "yen.invalid"),
        (80000, "funding.unreadable"),
        ("80,000円", "choice.unknown"),
        ("JASSO" * 200, "funding.unreadable"),
        ("#N/A", "cell.error"),
    ],
)
def test_what_is_no_money_is_told_with_cells_that_are_near(cell, code):
    read = money(cell)
    assert isinstance(read, Unread)
    assert read.code == code
    assert all(isinstance(money(one), Said) for one in read.nearest)


@pytest.mark.parametrize("language", ["ja", "en", "ru"])
def test_money_is_read_back_in_every_language_without_a_note(language):
    rows = (("jasso", 1_234_567), ("self", None), ("partner", 0))
    with translation.override(language):
        assert money(in_words(rows)) == Said(rows)


# --- Days and their columns in words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "day"), [("ja", "2018/08/31"), ("en", "2018-08-31"), ("ru", "31.08.2018")])
def test_days_are_offered_as_the_tables_of_the_language_write_them(office, sign_in, language, day):
    heads = Office(STAYS, office.by, (*HEADS[:6], "出発"))
    batch = heads.checked((*HANA[:6], "2018/8/32"), ("1715", "Ota Taro", *HANA[2:6], "8月31日頃"))
    words = re.sub(r"<[^>]*>", " ", sign_in(office.by).get(f"/{language}/imports/{batch.uid}/").text)
    assert words.count(day) >= 3  # two answers, and the sentence that names one
    assert ("2018-08-31" in words) is (language == "en")


def test_the_columns_of_days_are_called_so_that_they_are_understood_alone(world, sato, sign_in):
    world.sent()
    heads = content_of(sign_in(sato).get("/ru/mobility-records/csv/")).decode("utf-8-sig").splitlines()[0]
    assert "Дата начала" in heads
    found = known_heads(STAYS.columns)
    assert {recognised(head, found)[0] for head in ("С", "Дата начала", "From")} == {"starts_on"}
    assert {recognised(head, found)[0] for head in ("По", "Дата окончания", "Until")} == {"ends_on"}
