"""Names in cells: one for the whole, or one for each part."""

from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kanazawa_exchange.lib.cells import Said, Unread, names, reason
from kanazawa_exchange.lib.cells.name_order import FAMILY_FIRST, GIVEN_FIRST
from kanazawa_exchange.lib.cells.said import Value
from kanazawa_exchange.lib.names import CYRILLIC, KANA, KANJI, LATIN, Spelling
from tests.lib import corpus

HANAKO = Spelling(KANJI, "山田", "花子")
IN_KANA = Spelling(KANA, "ヤマダ", "ハナコ")
IN_LATIN = Spelling(LATIN, "Yamada", "Hanako")
ANNA = Spelling(CYRILLIC, "Иванова", "Анна", "Петровна")


@pytest.mark.parametrize(
    ("cell", "spellings", "note"),
    [
        ("山田 花子", [HANAKO], "split"), ("山田　花子", [HANAKO], "split"), (" 山田  花子 ", [HANAKO], "spaces+split"),
        ("山田 花子 様", [HANAKO], "honorific+split"), ("髙橋　ひなの", [Spelling(KANJI, "髙橋", "ひなの")], "split"),
        ("ヤマダ ハナコ", [IN_KANA], "split"), ("ﾔﾏﾀﾞ ﾊﾅｺ", [IN_KANA], "split+kana"), ("やまだ　はなこ", [IN_KANA], "split+kana"),
        ("Yamada, Hanako", [IN_LATIN], "comma_name"), ("Hanako YAMADA", [Spelling(LATIN, "YAMADA", "Hanako")], "capitals"),
        ("YAMADA Hanako", [Spelling(LATIN, "YAMADA", "Hanako")], "capitals"),
        ("Ms. YAMADA Hanako", [Spelling(LATIN, "YAMADA", "Hanako")], "honorific+capitals"),
        ("Ｙａｍａｄａ，　Ｈａｎａｋｏ", [IN_LATIN], "comma_name+width"),
        ("DE LA CRUZ Juan", [Spelling(LATIN, "DE LA CRUZ", "Juan")], "capitals"),
        ("Иванова Анна Петровна", [ANNA], "family_first+patronymic"), ("Анна Петровна Иванова", [ANNA], "given_first+patronymic"),
        ("ИВАНОВА Анна Петровна", [Spelling(CYRILLIC, "ИВАНОВА", "Анна", "Петровна")], "family_first+patronymic"),
        ("Иванова, Анна Петровна", [ANNA], "comma_name+patronymic"), ("Suharto,", [Spelling(LATIN, "Suharto")], "comma_name"),
        (", Suharto", [Spelling(LATIN, given="Suharto")], "comma_name"),
        ("山田,", [Spelling(KANJI, "山田")], "comma_name"), ("山田 小路, 花子", [Spelling(KANJI, "山田 小路", "花子")], "comma_name"),
        ("Иванова, Анна, Марат кызы", [Spelling(CYRILLIC, "Иванова", "Анна", "Марат кызы")], "comma_name+patronymic"),
        ("山田 花子（ヤマダ ハナコ）", [HANAKO, IN_KANA], "split+spellings"),
        ("山田　花子\nヤマダ　ハナコ", [HANAKO, IN_KANA], "split+spellings"),
        ("山田 花子 / Yamada, Hanako", [HANAKO, IN_LATIN], "split+comma_name+spellings"),
        (None, [], ""), ("－", [], "nothing"),
    ],
)  # fmt: skip
def test_a_name_in_one_cell_shows_its_parts(cell: Value, spellings: list[Spelling], note: str) -> None:
    assert names.whole(cell) == Said(tuple(spellings), note)


@pytest.mark.parametrize(
    ("cell", "script", "spelling", "note"),
    [
        ("Иванова Анна Петровна", KANJI, ANNA, "other_script+family_first+patronymic"),
        ("YAMADA Hanako", KANJI, Spelling(LATIN, "YAMADA", "Hanako"), "other_script+capitals"),
        ("Ivanova, Anna", KANA, Spelling(LATIN, "Ivanova", "Anna"), "other_script+comma_name"),
        ("やまだ はな", KANJI, Spelling(KANJI, "やまだ", "はな"), "split"),
    ],
)
def test_a_name_in_a_column_of_kanji_or_kana_keeps_the_script_of_its_letters(
    cell: str, script: str, spelling: Spelling, note: str
) -> None:
    assert names.whole(cell, script=script) == Said((spelling,), note)


@pytest.mark.parametrize(
    ("cell", "order", "spelling"),
    [
        ("Yamada Hanako", FAMILY_FIRST, IN_LATIN), ("Hanako Yamada", GIVEN_FIRST, IN_LATIN),
        ("ИВАНОВА АННА", FAMILY_FIRST, Spelling(CYRILLIC, "ИВАНОВА", "АННА")),
        ("アンナ・イワノワ", GIVEN_FIRST, Spelling(KANA, "イワノワ", "アンナ")),
    ],
)  # fmt: skip
def test_where_nothing_shows_the_order_that_of_the_column_is_taken_and_said(
    cell: str, order: str, spelling: Spelling
) -> None:
    assert names.whole(cell, order=order) == Said((spelling,), order)
    read = names.whole(cell)
    assert isinstance(read, Unread)
    assert read.code == "name.order"


@pytest.mark.parametrize(
    ("cell", "code", "nearest"),
    [
        ("山田花子", "name.unsplit", ("山田 花子", "山 田花子", "山田花 子")),
        ("林翔", "name.unsplit", ("林 翔",)),
        ("ヤマダハナコ", "name.unsplit", ()),
        ("Yamada Hanako", "name.order", ("Yamada, Hanako", "Hanako, Yamada")),
        ("Anna Maria Petrova", "name.words", ("Anna, Maria Petrova", "Petrova, Anna Maria")),
        ("Иванова А.П.", "name.initials", ()),
        ("Ivanov A", "name.initials", ()),
        ("Suharto", "name.single", ("Suharto,", ", Suharto")),
        ("Ивaнова, Анна", "name.letters", ("Иванова, Анна",)),
        ("山田 Hanako", "name.scripts", ()),
        ("山田\n花子", "person.character", ("山田 花子",)),
        ("山田 花子 太郎", "name.words", ()),
        ("Ivanova, Anna, Maria, Olga", "name.words", ()),
        (", ".join("АнОн" for _ in range(30)), "name.words", ()),
        ("123", "name.none", ()),
        ("Mr Mr", "name.single", ("Mr,",)),
        ("Mr 先生", "name.none", ()),
        (12, "name.none", ()),
        ("#REF!", "cell.error", ()),
    ],
)
def test_what_does_not_show_its_parts_is_not_split(cell: Value, code: str, nearest: tuple[str, ...]) -> None:
    read = names.whole(cell)
    assert isinstance(read, Unread)
    assert (read.code, read.nearest) == (code, nearest)
    assert all(isinstance(names.whole(one), Said) for one in nearest)
    for language in ("ja", "en", "ru"):
        with translation.override(language):
            assert reason(read)


@pytest.mark.parametrize(
    ("cell", "spelling"),
    [
        ("Ivanova A.", Spelling(LATIN, "Ivanova", "A.")), ("A. B. Ivanova", Spelling(LATIN, "Ivanova", "A. B.")),
        ("de la Cruz A", Spelling(LATIN, "de la Cruz", "A")), ("Иванова А.П.", Spelling(CYRILLIC, "Иванова", "А.П.")),
        ("Иванова А. П.", Spelling(CYRILLIC, "Иванова", "А.", "П.")), ("А.П. Иванова", Spelling(CYRILLIC, "Иванова", "А.П.")),
        ("Иванова, А. П.", Spelling(CYRILLIC, "Иванова", "А. П.")), ("Иванова, А., П.", Spelling(CYRILLIC, "Иванова", "А.", "П.")),
    ],
)  # fmt: skip
def test_initials_are_read_for_whoever_asks_who_that_is(cell: str, spelling: Spelling) -> None:
    read = names.whole(cell, initials=True)
    assert isinstance(read, Said)
    assert (read.value, read.notes[-1]) == ((spelling,), "initials")
    assert isinstance(names.whole(cell), Unread)


@pytest.mark.parametrize("cell", ["А. П.", "A. Ivanova B.", "A.", "Ivanova, A. Anna"])
def test_what_is_no_family_name_with_initials_is_not_read(cell: str) -> None:
    assert isinstance(names.whole(cell, initials=True), Unread)


@pytest.mark.parametrize(
    ("cells", "script", "spelling", "note"),
    [
        (("山田", "花子"), "", HANAKO, ""), (("ﾔﾏﾀﾞ", "ﾊﾅｺ"), KANA, IN_KANA, "kana"), (("Иванова", "Анна", "Петровна"), "", ANNA, ""),
        (("", "Suharto"), "", Spelling(LATIN, given="Suharto"), ""), (("－", "Suharto"), LATIN, Spelling(LATIN, given="Suharto"), ""),
        (("ＹＡＭＡＤＡ", " Hanako"), LATIN, Spelling(LATIN, "YAMADA", "Hanako"), "spaces+width"),
        (("Ilʼia", "O’Brien"), "", Spelling(LATIN, "Ilʼia", "O’Brien"), ""),
        (("⻑谷川", "花"), KANJI, Spelling(KANJI, "⻑谷川", "花"), "odd_letters"),
        (("Aнна", "Иванова"), CYRILLIC, Spelling(CYRILLIC, "Aнна", "Иванова"), "odd_letters"),
    ],
)  # fmt: skip
def test_a_name_in_cells_of_its_own_is_kept_as_it_is(
    cells: tuple[str, ...], script: str, spelling: Spelling, note: str
) -> None:
    assert names.parts(*cells, script=script) == Said((spelling,), note)


def test_parts_that_are_no_name_are_said() -> None:
    assert names.parts(None, "") == Said(())
    assert isinstance(names.parts("山田", "Hanako"), Unread)
    assert isinstance(names.parts("", "", "Петровна"), Unread)
    assert isinstance(names.parts("Anna\u202e", "Ivanova"), Unread)


@pytest.mark.parametrize("item", corpus.having("stored", field="person_name"), ids=corpus.name_of)
def test_every_name_of_the_corpus_passes_unchanged(item: dict[str, Any]) -> None:
    read = names.parts(item["value"], "", script=KANJI)
    assert isinstance(read, Said)
    assert read.value == (Spelling(KANJI, item["checks"]["stored"]),)


WORDS = st.text("абвгдежзиклмнопрстуфхцчшэюя", min_size=2, max_size=8).map(str.title)


@given(WORDS, WORDS)
def test_a_name_with_a_comma_is_read_back(family: str, given_name: str) -> None:
    read = names.whole(f"{family}, {given_name}")
    assert isinstance(read, Said)
    assert read.value == (Spelling(CYRILLIC, family, given_name),)


PART = st.from_regex(r"|[абвАяьё][абвАяьё ’-]{0,7}", fullmatch=True).map(str.strip)


@given(PART, PART, PART)
def test_a_spelling_is_written_so_that_it_is_read_back(family: str, given_name: str, patronymic: str) -> None:
    name = Spelling(CYRILLIC, " ".join(family.split()), " ".join(given_name.split()), " ".join(patronymic.split()))
    read = names.whole(names.in_one_cell(name), order=FAMILY_FIRST, script=CYRILLIC)
    if isinstance(read, Said) and name.family + name.given:
        assert read.value == (name,)
    else:  # letters alone that no box takes, initials
        assert not (name.family + name.given) or isinstance(read, Unread)


ANY = st.text(st.characters(codec="utf-8", categories=["Lu", "Ll", "Lo", "Lm"]), min_size=1, max_size=6)


@given(st.sampled_from([KANJI, KANA, LATIN, CYRILLIC]), ANY | WORDS, ANY | WORDS)
def test_a_name_of_two_words_is_written_plainly_only_where_it_is_read_back(
    script: str, family: str, given: str
) -> None:
    name = Spelling(script, family, given)
    read = names.whole(f"{family} {given}", order=FAMILY_FIRST, script=script)
    if names._is_simple(name) and names.in_one_cell(name) == f"{family} {given}" and isinstance(read, Said):
        assert read.value == (name,)


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        (HANAKO, "山田 花子"), (Spelling(KANJI, "髙橋"), "髙橋,"), (Spelling(KANA, given="ハナコ"), ", ハナコ"),
        (Spelling(LATIN, "de la Cruz", "Ana María"), "de la Cruz, Ana María"), (ANNA, "Иванова Анна Петровна"),
        (Spelling(CYRILLIC, "Мария", "Анна", "Олеговна Младшая"), "Мария, Анна, Олеговна Младшая"),
    ],
)  # fmt: skip
def test_a_spelling_in_one_cell_is_as_plain_as_it_can_be(name: Spelling, cell: str) -> None:
    assert names.in_one_cell(name) == cell


@given(st.text(max_size=40))
def test_any_cell_gives_names_or_a_sentence(text: str) -> None:
    read = names.whole(text)
    if isinstance(read, Unread):
        assert Unread.restored(read.stored()) == read
        assert reason(read)
    else:
        assert all(name.family or name.given for name in read.value)


_WORDS = st.one_of(
    st.sampled_from(
        [
            "Mr",
            "Ms",
            "PhD",
            "Dr",
            "氏",
            "様",
            "先生",
            "殿",
            "Петрович",
            "Кызы",
            "ОГЛЫ",
            "山",
            "O",
            "О",
            "Ii",
            "II",
            "々",
        ]
    ),
    st.text(alphabet="一山田花々子氏君", min_size=1, max_size=4),
    st.from_regex("[A-Z][a-z]{0,5}|[A-Z]{1,5}|[a-z]{1,3}", fullmatch=True),
    st.from_regex("[А-ЯЁ][а-яё]{0,5}|[А-ЯЁ]{1,5}", fullmatch=True),
    st.from_regex("[ァ-ヶー]{1,4}", fullmatch=True),
)


@given(
    st.lists(_WORDS, min_size=1, max_size=3).map(" ".join),
    st.sampled_from(["", FAMILY_FIRST, GIVEN_FIRST]),
    st.sampled_from(["", KANJI, KANA, LATIN, CYRILLIC]),
)
def test_the_short_way_says_what_the_long_one_says(text: str, order: str, script: str) -> None:
    plain = names._two_plain_words(text, order, script)
    assert plain is None or plain == names._whole(text, order, script)


@pytest.mark.parametrize(
    ("text", "script"), [("山田 花子", KANJI), ("YAMADA Hanako", LATIN), ("Иванова Анна", CYRILLIC)]
)
def test_most_names_go_the_short_way(text: str, script: str) -> None:
    assert names._two_plain_words(text, FAMILY_FIRST, script) == names._whole(text, FAMILY_FIRST, script)
