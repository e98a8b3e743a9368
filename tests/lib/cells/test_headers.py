"""Which column is which: headings in three languages, corrected by hand and remembered."""

import json

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from hypothesis import given
from hypothesis import strategies as st

from kanazawa_exchange.lib.cells import headers
from kanazawa_exchange.lib.cells.heading_words import HEADINGS
from kanazawa_exchange.lib.cells.words import word_key

NAMES = [key for key in HEADINGS if key.endswith(("_family", "_given", "_patronymic", "_name")) or key == "name"]
COLUMNS = headers.columns(
    [
        ("student_number", _("Student number")), ("direction", _("Direction")), ("level", _("Level")), ("status", _("Status")),
        ("starts_on", _("From")), ("ends_on", _("Until")), ("receiving", _("Receiving institution")), ("program", _("Programme")),
        ("fiscal_year", _("Fiscal year")), ("note", "Note"), ("kana_name", _("Name in kana")), ("name", _("Name")),
        ("family_name", _("Family name")), ("given_name", _("Given name")), ("kanji_family", "kanji_family"),
        ("kanji_given", "kanji_given"), ("latin_family", "latin_family"), ("latin_given", "latin_given"),
        ("cyrillic_patronymic", "cyrillic_patronymic"),
    ],
    required=("name", "starts_on"),
)  # fmt: skip


def test_one_heading_names_one_column() -> None:
    claimed: dict[str, set[str]] = {}
    for key, words in HEADINGS.items():
        for word in words:
            claimed.setdefault(word_key(word), set()).add(key)
    assert {word: keys for word, keys in claimed.items() if len(keys) > 1} == {}


@pytest.mark.parametrize("language", ["ja", "en", "ru"])
def test_the_columns_of_our_own_files_are_all_known(language: str) -> None:
    with translation.override(language):
        heads = [
            str(_(label))
            for label in ("Status", "Name", "Name in kana", "Direction", "Level", "From", "Until", "Student number")
        ]
    found = headers.mapping(heads, COLUMNS)
    assert found.keys == ("status", "name", "kana_name", "direction", "level", "starts_on", "ends_on", "student_number")
    assert set(found.found.values()) == {"label"}
    assert (found.unknown, found.missing) == ((), ())


@pytest.mark.parametrize(
    ("heads", "keys"),
    [
        (["学籍番号", "氏名", "フリガナ", "課程", "派遣先", "出発日", "帰国日", "備考"],
         ["student_number", "name", "kana_name", "level", "receiving", "starts_on", "ends_on", "note"]),
        (["№", "ФИО", "Номер студента", "Уровень", "Принимающий вуз", "Дата начала", "Дата окончания"],
         ["", "name", "student_number", "level", "receiving", "starts_on", "ends_on"]),
        (["Фамилия", "Имя", "Отчество"], ["family_name", "given_name", "cyrillic_patronymic"]),
        (["Student ID", "Last name", "First Name", "Host university", "Departure", "Return"],
         ["student_number", "family_name", "given_name", "receiving", "starts_on", "ends_on"]),
        (["氏名（漢字） / 姓", "氏名（漢字） / 名", "氏名（ローマ字） / 姓", "氏名（ローマ字） / 名"],
         ["kanji_family", "kanji_given", "latin_family", "latin_given"]),
        (["氏名 / 姓", "氏名 / 名"], ["family_name", "given_name"]),
        (["氏名（カナ）", "学籍番号（必須）", "出発日（YYYY/MM/DD）", "備考※任意", "氏　　名", "帰国日："],
         ["kana_name", "student_number", "starts_on", "note", "name", "ends_on"]),
        (["氏名／Name", "学籍番号 Student number", "派遣先\nHost university"], ["name", "student_number", "receiving"]),
        (["Name", "Kana"], ["name", "kana_name"]), (["ФИО", "Чтение"], ["name", "kana_name"]),
        (["ФИО", "Отправляющий вуз", "Принимающий университет"], ["name", "", "receiving"]),
        (["ｼﾒｲ", "ＮＡＭＥ", "学籍番号"], ["", "name", "student_number"]),
    ],
)  # fmt: skip
def test_headings_of_offices_are_known(heads: list[str], keys: list[str]) -> None:
    assert list(headers.mapping(heads, COLUMNS).keys) == keys


def test_a_heading_is_known_where_the_header_is_looked_for() -> None:
    assert headers.is_heading("学籍番号", COLUMNS)
    assert headers.is_heading("氏名 / Name", COLUMNS)
    assert not headers.is_heading("平成30年度 派遣学生一覧 / 氏名", COLUMNS)
    assert not headers.is_heading("山田 花子", COLUMNS)


def test_what_is_not_known_and_what_is_missing_is_said() -> None:
    found = headers.mapping(["氏名", "派遣先", "血液型", "", "学籍番号札"], COLUMNS)
    assert found.positions == {"name": 0, "receiving": 1}
    assert found.unknown == (2, 4)
    assert found.missing == ("starts_on",)
    assert found.suggested == {4: "student_number"}


def test_of_two_headings_that_say_the_same_none_is_taken() -> None:
    found = headers.mapping(["氏名", "出発日", "渡航日"], COLUMNS)
    assert found.doubled == {"starts_on": (1, 2)}
    assert found.positions == {"name": 0}
    assert found.missing == ("starts_on",)
    assert found.corrected({1: "starts_on"}).positions == {"name": 0, "starts_on": 1}


def test_a_heading_that_says_it_outright_is_stronger_than_a_part_of_one() -> None:
    found = headers.mapping(["氏名", "保護者 / 氏名"], COLUMNS)
    assert (found.positions, found.unknown) == ({"name": 0}, (1,))
    assert headers.mapping(["本人 / 氏名"], COLUMNS).found == {"name": "part"}


def test_what_somebody_has_decided_holds_for_the_next_file() -> None:
    first = headers.mapping(["なまえ2", "出発日", "血液型", "備考"], COLUMNS)
    decided = first.corrected({0: "name", 3: ""})
    assert decided.positions == {"name": 0, "starts_on": 1}
    assert decided.found["name"] == "by_hand"
    assert (decided.left_out, decided.unknown, decided.missing) == ((3,), (2,), ())
    kept = json.loads(json.dumps(decided.stored()))
    later = headers.mapping(["備考", "血液型", "出発日", "なまえ2"], COLUMNS, remembered=kept)
    assert later.positions == {"name": 3, "starts_on": 2}
    assert later.left_out == (0,)


def test_a_decision_replaces_an_earlier_one() -> None:
    found = headers.mapping(["A", "B"], COLUMNS).corrected({0: "name"}).corrected({1: "name"})
    assert found.positions == {"name": 1}
    with pytest.raises(KeyError):
        found.corrected({0: "nothing_of_ours"})
    with pytest.raises(IndexError):
        found.corrected({2: "name"})


def test_of_equal_headings_the_one_that_was_chosen_is_remembered() -> None:
    chosen = headers.mapping(["日付", "日付"], COLUMNS).corrected({0: "starts_on", 1: "ends_on"})
    again = headers.mapping(["日付", "氏名", "日付"], COLUMNS, remembered=chosen.stored())
    assert again.positions == {"starts_on": 0, "name": 1, "ends_on": 2}


def test_what_is_remembered_of_columns_that_are_gone_does_no_harm() -> None:
    kept = {
        "by_hand": [
            {"head": "氏名", "nth": 1, "column": "gone"},
            {"head": "x"},
            5,
            {"head": "氏名", "nth": "1", "column": "note"},
        ]
    }
    assert headers.mapping(["氏名"], COLUMNS, remembered=kept).positions == {"name": 0}  # type: ignore[dict-item]
    assert headers.mapping(["氏名"], COLUMNS, remembered={"by_hand": "nonsense"}).positions == {"name": 0}


def test_one_heading_of_two_columns_is_found_before_anybody_uses_it() -> None:
    with pytest.raises(ValueError, match="is a and b"):
        headers.columns([("a", "Name"), ("b", "name")])


@given(
    st.lists(
        st.one_of(st.sampled_from(["氏名", "出発日", "Name", "ФИО", "備考", ""]), st.text(max_size=12)), max_size=8
    )
)
def test_every_heading_is_taken_once_or_said(heads: list[str]) -> None:
    found = headers.mapping(heads, COLUMNS)
    doubled = [at for places in found.doubled.values() for at in places]
    places = [*found.positions.values(), *found.unknown, *found.left_out, *doubled]
    assert sorted(places) == sorted(set(places))
    assert set(places) >= {at for at, head in enumerate(heads) if head.split()}
    assert headers.mapping(heads, COLUMNS, remembered=found.stored()) == found


@pytest.mark.parametrize("heads", [("Дата приезда", "Дата отъезда"), ("Arrival", "Departure"), ("Въезд", "Выезд")])
def test_a_departure_beside_an_arrival_is_asked_about(heads: tuple[str, str]) -> None:
    """Of who goes out it is the first day, of who came the last."""
    found = headers.mapping(heads, COLUMNS)
    assert found.doubled == {"starts_on": (0, 1)}
    assert "starts_on" not in found.positions
