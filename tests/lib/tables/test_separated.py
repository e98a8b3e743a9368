"""CSV files as programs and people write them: nothing is replaced, and what was recognised is told."""

import codecs
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from kanazawa_exchange.lib.tables import Row, tables
from kanazawa_exchange.lib.tables import refusals as why
from kanazawa_exchange.lib.workbook import csv_bytes

from . import making

TEXT = "氏名,ローマ字,備考\n髙橋 﨑,TAKAHASHI Saki,ｶﾅ\n山田 花子,YAMADA Hanako,①\n"


def one(data: bytes, **options: str):
    (table,) = tables(io.BytesIO(data), "名簿.csv", **options)
    return table


def cells(data: bytes, **options: str):
    return [row.cells for row in one(data, **options).rows]


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
        (b"", "cp932"),
    ],
)
def test_the_encoding_is_recognised_and_told(mark: bytes, encoding: str):
    table = one(mark + TEXT.encode(encoding))
    assert (table.encoding, table.separator, table.name) == (encoding, ",", "名簿")
    assert [row.cells for row in table.rows] == [tuple(line.split(",")) for line in TEXT.splitlines()]


def test_a_file_from_a_russian_office_is_not_taken_for_japanese():
    text = "Фамилия;Имя;Университет\nИванов;Иван;Казанский федеральный университет\nНгуен;Анна;ДВФУ\n"
    table = one(text.encode("cp1251"))
    assert (table.encoding, table.separator) == ("cp1251", ";")
    assert next(iter(table.rows)).cells == ("Фамилия", "Имя", "Университет")


def test_half_width_kana_is_not_taken_for_russian():
    text = "ｶﾅ,ﾌﾘｶﾞﾅ\nﾔﾏﾀﾞ,ﾊﾅｺ\n"
    assert one(text.encode("cp932")).encoding == "cp932"


def test_what_fits_no_encoding_is_refused_and_not_replaced():
    with pytest.raises(why.UnknownEncoding):
        one(b"a,b\n\x81\x20,\xff\xa0\n")


def test_japanese_in_seven_bits_is_not_taken_for_ascii():
    data = TEXT.replace("髙", "高").replace("﨑", "崎").replace("ｶﾅ", "カナ").replace("①", "1").encode("iso2022_jp")
    with pytest.raises(why.UnknownEncoding):
        one(data)
    for encoding in ("utf-8", "cp932", "cp1251"):
        with pytest.raises(why.NotInEncoding) as refusal:
            one(data, encoding=encoding)
        assert refusal.value.values["line"] == 1
    assert cells(b"a\x1bb,[B\n") == [("a\x1bb", "[B")]  # a control alone is no other alphabet


@pytest.mark.parametrize("byte", [b"\x80", b"\xa0", b"\xfd", b"\xff"])
def test_bytes_that_are_no_japanese_character_are_not_taken_for_one(byte: bytes):
    with pytest.raises(why.UnknownEncoding):
        one("氏名,".encode("cp932") + byte + b",x\n")


def test_an_encoding_that_was_chosen_is_the_one_that_is_read_or_refused():
    assert cells("é,я\n".encode(), encoding="utf-8") == [("é", "я")]
    assert one("Имя,Я\n".encode("cp1251"), encoding="cp1251").encoding == "cp1251"
    with pytest.raises(why.NotInEncoding) as refusal:
        one("a,b\nс,д\n".encode("cp1251"), encoding="utf-8")
    assert refusal.value.values == {"line": 2, "encoding": "UTF-8"}
    with pytest.raises(why.UnknownEncoding):
        one(b"a,b", encoding="rot13")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_the_one_that_makes_even_rows(separator: str):
    rows = [["Отчёт за 2018, все"], ["Имя", "Сумма", "День"], ["Анна", '"1,5"', "20.08.2018"], ["Иван", '"2,5"', "3;4"]]
    rows[3][2] = '"3;4\t"'
    data = "\r\n".join(separator.join(row) for row in rows[1:]).encode()
    table = one(data)
    assert table.separator == separator
    assert [len(row.cells) for row in table.rows] == [3, 3, 3]


def test_decimal_commas_between_semicolons():
    assert cells("Имя;А;Б\nАнна;1,5;2,5\nИван;3,5;4,5\n".encode()) == [
        ("Имя", "А", "Б"),
        ("Анна", "1,5", "2,5"),
        ("Иван", "3,5", "4,5"),
    ]


def test_a_first_line_for_excel_names_the_separator_and_is_no_row():
    assert list(one(b"sep=;\r\na,b;c\r\n").rows) == [Row(1, ("a,b", "c"))]


def test_line_breaks_separators_and_marks_in_quotes_belong_to_their_cell():
    data = b'a,b\r\n"x,""y""\r\nz",2\r\n\r\n5" disk,3'
    assert list(one(data).rows) == [
        Row(1, ("a", "b")),
        Row(2, ('x,"y"\r\nz', "2")),
        Row(3, ()),
        Row(4, ('5" disk', "3")),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end(end: str):
    assert cells(f"a,b{end}c,d{end}".encode()) == [("a", "b"), ("c", "d")]


def test_empty_cells_at_the_end_are_kept():
    assert cells(b"a,b,c\n1,,\n,,\n") == [("a", "b", "c"), ("1", "", ""), ("", "", "")]


@pytest.mark.parametrize(
    ("data", "line"), [(b'a,b\n1,"2\n3,4\n', 2), (b'a,b\n1,2\n"x"y,4\n', 3), (b'a,b\n"1\n2",3\n"', 4)]
)
def test_a_quotation_mark_that_is_not_closed_swallows_nothing(data: bytes, line: int):
    with pytest.raises(why.LooseQuote) as refusal:
        one(data)
    assert refusal.value.values == {"line": line}


WRITTEN = st.text(
    st.one_of(st.sampled_from('"\t\r\n,;='), st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]))
)


@given(st.lists(st.lists(WRITTEN, min_size=2, max_size=2), min_size=1))
def test_what_the_portal_exports_is_read_back(rows):
    found = cells(csv_bytes([["a", "b"], *rows], bom=True))
    assert found[1:] == [tuple(re.sub("[\ufffe\uffff]", "\ufffd", text) for text in row) for row in rows]


def test_the_file_stays_open():
    file = io.BytesIO(b"a,b\n1,2\n")
    tables(file, "x.csv")
    assert not file.closed


NAMES = [("氏名", "機関"), ("山田", "KFU")]


@pytest.mark.parametrize("kind", [SimpleUploadedFile, None])
@pytest.mark.parametrize(
    ("name", "data"), [("x.csv", "氏名,機関\n山田,KFU\n".encode("cp932")), ("x.xlsx", making.workbook(NAMES))]
)
def test_what_a_form_brings_is_read_as_it_comes(kind, name: str, data: bytes):
    if kind:
        upload = kind(name, data)
    else:
        upload = TemporaryUploadedFile(name, "", len(data), None)
        upload.write(data)
    with upload:
        (table,) = tables(upload, name)
        assert [row.cells for row in table.rows] == NAMES
