"""Choices in cells, by the words of three languages."""

import re

import pytest
from django.utils import translation

from kanazawa_exchange.lib.cells import Said, Unread, reason, synonyms, words
from kanazawa_exchange.lib.cells.said import Value
from mobility.models import Activity, Category, Funding, Mode, Status
from programs.models import Direction, Level

DIRECTIONS = words.choices(Direction.choices, synonyms.DIRECTIONS)
LEVELS = words.choices(
    Level.choices, synonyms.LEVELS, ambiguous=synonyms.AMBIGUOUS_LEVELS, dropped=synonyms.YEAR_OF_STUDY
)
TABLES = {
    "direction": (Direction, synonyms.DIRECTIONS),
    "level": (Level, synonyms.LEVELS),
    "status": (Status, synonyms.STATUSES),
    "category": (Category, synonyms.CATEGORIES),
    "mode": (Mode, synonyms.MODES),
    "activity": (Activity, synonyms.ACTIVITIES),
    "funding": (Funding.Source, synonyms.FUNDING_SOURCES),
}


@pytest.mark.parametrize("name", TABLES)
def test_every_code_label_and_synonym_is_read_as_its_choice(name: str) -> None:
    enum, table = TABLES[name]
    among = words.choices(enum.choices, table)
    assert set(table) <= set(enum.values)
    for code, label in enum.choices:
        for language in ("ja", "en", "ru"):
            with translation.override(language):
                assert words.choice(str(label), among) == Said(code)
        assert words.choice(code, among) == Said(code)
        for word in table.get(code, ()):
            read = words.choice(word, among)
            assert isinstance(read, Said), word
            assert read.value == code, word


def test_one_word_for_two_choices_is_found_before_anybody_writes_it() -> None:
    with pytest.raises(ValueError, match="is master and doctor"):
        words.choices(Level.choices, {"master": ("院",), "doctor": ("院",)})


@pytest.mark.parametrize(
    ("cell", "level", "note"),
    [
        ("学部", "bachelor", "synonym"), ("学部3年", "bachelor", "synonym+dropped"), ("M1", "master", "synonym+dropped"),
        ("修士１年", "master", "synonym+dropped"), ("博士前期課程２年", "master", "synonym+dropped"), ("D3", "doctor", "synonym+dropped"),
        ("博士（後期）", "doctor", "synonym"), ("магистратура, 1 курс", "master", "synonym+dropped"), ("аспирант", "doctor", "synonym"),
        ("PhD student", "doctor", "synonym"), ("Master（修士）", "master", "synonym+brackets"), ("master", "master", ""),
        (" ＭＡＳＴＥＲ ", "master", "synonym"), ("", "", ""), ("-", "", "nothing"),
    ],
)  # fmt: skip
def test_levels_are_read_as_offices_write_them(cell: str, level: str, note: str) -> None:
    assert words.choice(cell, LEVELS) == Said(level, note)


@pytest.mark.parametrize(
    ("cell", "code", "nearest"),
    [
        ("大学院", "choice.ambiguous", ("master", "doctor")),
        ("院生2年", "choice.ambiguous", ("master", "doctor")),
        ("студент", "choice.ambiguous", ("bachelor", "specialist")),
        ("3年", "choice.unknown", LEVELS.codes),
        ("修土", "choice.unknown", LEVELS.codes),
        ("mastr", "choice.unknown", ("master",)),
        ("学部（修士）", "choice.unknown", ("bachelor", "master")),
        (3, "choice.unknown", LEVELS.codes),
        ("#N/A", "cell.error", ()),
    ],
)
def test_a_word_of_two_meanings_or_none_is_not_decided(cell: Value, code: str, nearest: tuple[str, ...]) -> None:
    read = words.choice(cell, LEVELS)
    assert isinstance(read, Unread)
    assert (read.code, read.nearest[: len(nearest) or None]) == (code, nearest)


def test_the_sentence_calls_the_nearest_choices_as_the_reader_does() -> None:
    read = words.choice("発遣", DIRECTIONS)
    assert isinstance(read, Unread)
    assert read.nearest == ("outbound", "inbound")  # where none is near, all of few
    with translation.override("ja"):
        labels = dict(Level.choices)
        ambiguous = words.choice("大学院", LEVELS)
        assert isinstance(ambiguous, Unread)
        assert reason(ambiguous, labels) == "「大学院」は二つ以上の選択肢に当てはまります。近い値：修士課程、博士課程"


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("平成30年度　派遣学生一覧", "outbound"), ("【受入】", "inbound"),
        ("■受入学生（2018年度）", "inbound"), ("Outgoing students 2018", "outbound"),
        ("Входящая мобильность", "inbound"), ("training list", ""), ("学生一覧", ""),
        ("【外国人留学生】", "inbound"), ("留学生の受入", "inbound"), ("Students in 2018", ""),
        ("Foreign students", "inbound"), ("【海外派遣学生】", "outbound"), ("Приглашённые студенты", "inbound"),
    ],
)  # fmt: skip
def test_a_title_may_say_the_choice_for_all_rows_below(title: str, code: str) -> None:
    assert words.mentioned(title, DIRECTIONS) == Said(code, "title" if code else "")


def test_a_title_that_says_two_decides_nothing() -> None:
    assert isinstance(words.mentioned("派遣・受入学生数", DIRECTIONS), Unread)


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("○", True), ("〇", True), ("はい", True), ("有", True), ("да", True), ("Yes", True),
        (1, True), (1.0, True), (True, True), ("TRUE", True),
        ("×", False), ("無", False), ("なし", False), ("нет", False), ("no", False), (0, False),
        (False, False), (None, None), ("", None), ("未定", None),
    ],
)  # fmt: skip
def test_yes_and_no_are_read_by_their_signs_and_words(cell: Value, answer: bool | None) -> None:
    read = words.yes_no(cell)
    assert isinstance(read, Said)
    assert read.value is answer


def test_what_is_neither_yes_nor_no_is_said() -> None:
    read = words.yes_no("△")
    assert isinstance(read, Unread)
    with translation.override("en"):
        assert reason(read) == "“△” is neither yes nor no. Enter one of the two."


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("日本", "JP"),
        ("ロシア", "RU"),
        ("ロシア連邦", "RU"),
        ("РФ", "RU"),
        ("Russia", "RU"),
        ("Россия", "RU"),
        ("JP", "JP"),
        ("韓国", "KR"),
    ],
)
def test_countries_are_read_in_each_language(cell: str, code: str) -> None:
    read = words.country(cell)
    assert isinstance(read, Said)
    assert read.value == code
    assert bool(read.note) is not bool(re.fullmatch("[A-Z]{2}", cell))
