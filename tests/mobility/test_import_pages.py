"""The pages of an import: from the paste to the records and back, with every correction in between."""

import io
import json
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.lib import clock, list_files
from mobility.exports.imports import wrong_rows
from mobility.models import ImportBatch, ImportMapping, Mobility
from mobility.services import imports, mobilities
from mobility.services.import_stays import STAYS
from tests.factories import PersonFactory
from tests.import_kinds import corrected

from .tables import HANA, HEADS, TARO, applied, checked, many, problems, rows_of, sheet, verdicts, with_cell

START, LIST = "mobility:import_start", "mobility:import_list"
IRKUTSK = "国立イルクーツク大学"


def pasted(*rows, heads=HEADS, above=""):
    return above + "\r\n".join("\t".join(map(str, row)) for row in (heads, *rows)) + "\r\n"


def send(desk, text):
    return desk.post(reverse(START), {"kind": "stays", "text": text}, follow=True)


def page_of(batch):
    return reverse("mobility:import_preview", args=[batch.uid])


@pytest.fixture
def desk(world, sato, sign_in):
    return sign_in(sato)


# --- Seen ----------------------------------------------------------------------------------------------------------------


def seen_on(page):
    return re.search(r'name="seen" value="([^"]+)"', page.text)[1]


def test_only_what_somebody_has_seen_is_registered(desk, sato):
    send(desk, pasted(HANA, TARO))
    batch = ImportBatch.objects.get()
    seen = seen_on(desk.get(page_of(batch)))
    corrected(batch, {2: {"note": "of somebody else"}}, by=sato)
    refused = desk.post(page_of(batch), {"act": "register", "seen": seen}, follow=True)
    assert "もう一度照合" in refused.text
    assert Mobility.objects.count() == 0
    desk.post(page_of(batch), {"act": "register", "seen": seen_on(refused)})
    assert Mobility.objects.count() == 2


# --- Sent --------------------------------------------------------------------------------------------------------------


def test_a_paste_leads_to_its_preview_and_registers_nothing(desk):
    page = send(desk, pasted(HANA, TARO))
    batch = ImportBatch.objects.get()
    assert page.redirect_chain[-1][0] == page_of(batch)
    assert verdicts(batch) == ["new", "new"]
    assert "まだ登録していません" in page.text
    assert Mobility.objects.count() == 0


def test_nobody_who_has_a_name_only_is_lost_and_lines_that_are_no_rows_are_told(desk):
    rows = (
        ("山田 花子", "1712", "A"),
        ("佐藤 次郎", "", ""),
        ("※ 辞退者を除く", "", ""),
        ("太田 太郎", "", ""),
        ("合計", "3", ""),
    )
    text = pasted(*rows, heads=("氏名", "学籍番号", "国籍"))
    page = desk.post(reverse(START), {"kind": "people", "text": text}, follow=True)
    batch = ImportBatch.objects.get()
    assert [row.number for row in rows_of(batch)] == [2, 3, 5]
    assert batch.left_out == {"number": 2, "lines": [4, 6]}
    assert "4、6行目は読み込んでいません" in page.text


def without_direction(row):
    return (*row[:4], *row[5:])


@pytest.mark.parametrize(
    ("label", "direction"),
    [
        ("【外国人留学生】", "inbound"),
        ("■ 招へい学生", "inbound"),
        ("【Foreign students】", "inbound"),
        ("【聴講生】", ""),
    ],
)
def test_what_a_heading_says_holds_as_far_as_the_next_one(desk, label, direction):
    heads, hana, taro = map(without_direction, (HEADS, HANA, TARO))
    send(desk, pasted(hana, (), (label,), taro, heads=heads, above="【派遣】\r\n"))
    batch = ImportBatch.objects.get()
    assert batch.given == {}
    assert [(row.number, row.cells[-1]) for row in rows_of(batch)] == [(3, "outbound"), (6, direction)]
    if not direction:
        assert problems(batch) == {6: [("direction", "direction.missing")]}
    assert batch.left_out == {"number": 1, "lines": [5]}


def test_a_line_that_may_be_a_heading_ends_what_was_said(desk):
    heads, hana, taro = map(without_direction, (HEADS, HANA, TARO))
    send(desk, pasted(hana, (), ("聴講生",), taro, heads=heads, above="派遣学生\r\n"))
    assert [row.cells[-1] for row in rows_of(ImportBatch.objects.get())] == ["outbound", "", ""]


def test_an_unknown_head_asks_which_column_is_which_and_is_remembered(desk, sato):
    heads = ("学籍番号", "なまえ", *HEADS[2:])
    page = send(desk, pasted(HANA, heads=heads))
    batch = ImportBatch.objects.get()
    columns = reverse("mobility:import_columns", args=[batch.uid])
    assert page.redirect_chain[-1][0] == columns
    chosen = {f"column-{place}": key for key, place in batch.mapping.items()} | {"column-1": "name_latin"}
    page = desk.post(columns, chosen | {"remember": "on", "name": "office"}, follow=True)
    assert page.redirect_chain[-1][0] == page_of(batch)
    assert verdicts(batch) == ["new"]
    assert ImportMapping.objects.get(owner=sato).name == "office"
    page = send(desk, pasted(TARO, heads=heads))
    assert page.redirect_chain[-1][0] == page_of(ImportBatch.objects.latest("pk"))
    assert "同じ見出しの表" in page.text
    assert verdicts(ImportBatch.objects.latest("pk")) == ["new"]


def test_a_column_that_is_not_read_asks_nothing_the_next_time(desk):
    heads = (*HEADS, "受付印", "受付者")
    send(desk, pasted((*HANA, "済", "A"), heads=heads))
    batch = ImportBatch.objects.get()
    columns = reverse("mobility:import_columns", args=[batch.uid])
    chosen = {f"column-{place}": key for key, place in batch.mapping.items()}
    desk.post(columns, chosen | {"remember": "on", "name": ""}, follow=True)
    page = send(desk, pasted((*TARO, "", "B"), heads=heads))
    latest = ImportBatch.objects.latest("pk")
    assert page.redirect_chain[-1][0] == page_of(latest)
    assert verdicts(latest) == ["new"]
    assert "受付印" in page.text
    page = desk.get(reverse("mobility:import_columns", args=[latest.uid]))
    assert "見出しが分かりません" not in page.text


@pytest.mark.parametrize("head", ["No.", "№", "番号", "№ п/п"])
def test_numbers_of_the_rows_ask_nothing(desk, head):
    page = send(desk, pasted((1, *HANA), (2, *TARO), heads=(head, *HEADS)))
    batch = ImportBatch.objects.get()
    assert page.redirect_chain[-1][0] == page_of(batch)
    assert verdicts(batch) == ["new", "new"]


def test_of_columns_that_ask_nothing_the_page_says_nothing(desk):
    page = send(desk, pasted((1, *HANA), heads=("No.", "学籍番号", "なまえ", *HEADS[2:])))
    assert "列の割り当て" in page.text
    assert page.text.count("見出しが分かりません") == 1


def test_what_our_own_list_tells_beside_what_is_read_asks_nothing(desk):
    heads = (*HEADS, "画面での表記", "帰国の確認がない（この日から）")
    page = send(desk, pasted((*HANA, "山田 花子", ""), heads=heads))
    batch = ImportBatch.objects.get()
    assert page.redirect_chain[-1][0] == page_of(batch)
    assert verdicts(batch) == ["new"]
    assert "読み取らない列" in page.text
    assert "画面での表記" in page.text


def test_the_list_tells_how_many_rows_a_table_has_that_is_not_checked(desk):
    send(desk, pasted(HANA, TARO, heads=("学籍番号", "なまえ", *HEADS[2:])))
    cells = re.findall(r'<td[^>]*class="n"[^>]*>\s*([^<]*?)\s*<', desk.get(reverse(LIST)).text)
    assert cells == ["2", "0", "0"]


def test_a_name_of_columns_that_another_table_has_is_refused_at_its_box(desk, sato):
    batch = checked(sato, HANA)
    imports.remember(STAYS, ["Other"], {}, name="office", by=sato, now=clock.now())
    columns = reverse("mobility:import_columns", args=[batch.uid])
    chosen = {f"column-{place}": key for key, place in batch.mapping.items()}
    page = desk.post(columns, chosen | {"remember": "on", "name": "office"})
    assert "ご自分の別の表に、この名前を付けてあります。" in page.text
    assert ImportMapping.objects.filter(owner=sato).count() == 1


def test_a_table_of_people_among_stays_is_taken_over_as_one_of_people(desk):
    heads = ("学籍番号", "氏名", "生年月日", "国籍", "メールアドレス")
    page = send(desk, pasted(("1712", "山田 花子", "1999-04-05", "日本", "hana@example.org"), heads=heads))
    batch = ImportBatch.objects.get()
    columns = reverse("mobility:import_columns", args=[batch.uid])
    assert page.redirect_chain[-1][0] == columns
    assert 'name="read_as" value="people"' in page.text
    page = desk.post(columns, {"read_as": "people"}, follow=True)
    batch.refresh_from_db()
    assert (batch.kind, "birth_date" in batch.mapping) == ("people", True)
    assert desk.post(columns, {"read_as": "moons"}).status_code == 404


def test_a_table_of_stays_is_taken_for_nothing_else(desk):
    send(desk, pasted(HANA, heads=(*HEADS[:-1], "Moon")))
    columns = desk.get(reverse("mobility:import_columns", args=[ImportBatch.objects.get().uid]))
    assert 'name="read_as"' not in columns.text


def test_what_was_corrected_is_read_as_nothing_else(desk, sato):
    batch = checked(sato, with_cell(HANA, "出発", "8/32"))
    corrected(batch, {2: {"starts_on": "8/20"}}, by=sato)
    page = desk.post(reverse("mobility:import_columns", args=[batch.uid]), {"read_as": "people"}, follow=True)
    batch.refresh_from_db()
    assert (batch.kind, "すでに訂正したセルがあります" in page.text) == ("stays", True)


def test_a_paste_is_called_in_the_language_of_its_reader(desk):
    send(desk, pasted(HANA))
    with override("en"):
        assert "Pasted table" in desk.get(page_of(ImportBatch.objects.get())).text
    long = SimpleUploadedFile("@pasted.tsv", pasted(TARO).encode(), "text/tab-separated-values")
    desk.post(reverse(START), {"kind": "stays", "file": long})
    assert set(ImportBatch.objects.values_list("source", flat=True)) == {"@pasted"}


def test_one_column_is_not_two_things(desk):
    send(desk, pasted(HANA, heads=("学籍番号", "なまえ", *HEADS[2:])))
    batch = ImportBatch.objects.get()
    columns = reverse("mobility:import_columns", args=[batch.uid])
    page = desk.post(columns, {"column-0": "name_latin", "column-1": "name_latin"})
    assert page.status_code == 200
    assert "すでに" in page.text
    assert ImportBatch.objects.get().state == "draft"


def test_rows_without_heads_are_read_by_hand(desk):
    rows = pasted(HANA[:3] + HANA[5:8], heads=TARO[:3] + TARO[5:8])
    page = send(desk, rows)
    batch = ImportBatch.objects.get()
    columns = reverse("mobility:import_columns", args=[batch.uid])
    assert page.redirect_chain[-1][0] == columns
    assert "A列" in page.text
    keys = ("student_number", "name_latin", "fiscal_year", "partner", "starts_on", "ends_on")
    said = {f"column-{place}": key for place, key in enumerate(keys)}
    said |= {"given-program": "文化交流プログラム", "given-direction": "outbound", "given-fiscal_year": ""}
    desk.post(columns, said | {"remember": "on"})
    assert verdicts(batch) == ["new", "new"]
    assert [row.number for row in rows_of(batch)] == [1, 2]


def test_what_is_no_table_is_refused_in_a_sentence_and_the_paste_stays(desk):
    page = desk.post(reverse(START), {"kind": "stays", "text": pasted()})
    assert page.status_code == 200
    assert "学籍番号\tローマ字" in page.text
    assert page.text.count("errorlist") == 1
    file = SimpleUploadedFile("list.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    page = desk.post(reverse(START), {"kind": "stays", "file": file, "text": ""})
    assert ".xlsx" in page.text
    assert page.text.count("errorlist") == 1
    page = desk.post(reverse(START), {"kind": "stays", "text": "  "})
    assert page.text.count("errorlist") == 1
    assert ImportBatch.objects.count() == 0


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("派遣2018.xlsx", out.getvalue())


def test_of_several_sheets_somebody_chooses(desk):
    file = workbook(派遣=[HEADS, HANA], メモ=[["これは表ではない"]], 受入=[HEADS, TARO])
    page = desk.post(reverse(START), {"kind": "stays", "file": file, "text": ""}, follow=True)
    first, second = ImportBatch.objects.order_by("pk")
    assert (first.source, second.source) == ("派遣2018.xlsx · 派遣", "派遣2018.xlsx · 受入")
    address = page.redirect_chain[-1][0]
    assert "印" in desk.post(address, {}).text or "選んでください" in desk.post(address, {}).text
    page = desk.post(address, {"sheet": str(second.uid)}, follow=True)
    assert page.redirect_chain[-1][0] == page_of(second)
    assert [one.state for one in ImportBatch.objects.order_by("pk")] == ["discarded", "checked"]


def test_an_address_discards_no_table_of_somebody_else(desk, world, sato):
    other = imports.take(STAYS, sheet(HANA), by=world.user("tanaka", role="coordinator"), now=clock.now())
    page = desk.post(f"{reverse('mobility:import_sheets')}?of={other.uid}", {"sheet": str(other.uid)})
    assert page.status_code == 302
    other.refresh_from_db()
    assert other.state == "draft"


# --- Corrected ---------------------------------------------------------------------------------------------------------


def boxes(page):
    """What the page says its boxes hold."""
    text = re.search(r'name="shown" value="([^"]*)"', page.text)[1]
    return json.loads(text.replace("&quot;", '"'))


def test_wrong_cells_are_boxes_and_are_corrected_together(desk, sato):
    batch = checked(sato, with_cell(HANA, "出発", "8/32"), with_cell(TARO, "相手大学", "Irkutsk State Univ"), HANA)
    page = desk.get(page_of(batch), {"only": "wrong"})
    shown = boxes(page)
    assert shown["c-2-starts_on"] == "8/32"
    assert f'value="3|partner|{IRKUTSK}"' in page.text
    sent = shown | {"c-2-starts_on": "8/21", "shown": json.dumps(shown), "answer": f"3|partner|{IRKUTSK}"}
    page = desk.post(page_of(batch), sent, follow=True)
    assert [row.fixes for row in rows_of(batch)] == [{"starts_on": "8/21"}, {"partner": IRKUTSK}, {}]
    assert verdicts(batch)[1] == "new"


def test_a_row_names_its_cells_to_correct_however_far_they_stand(desk, sato):
    batch = checked(sato, with_cell(HANA, "出発", "8/32"), TARO)
    page = desk.get(page_of(batch))
    assert re.findall(r'<a href="#(c-[^"]*)">', page.text) == ["c-2-starts_on"]
    assert 'id="c-2-starts_on"' in page.text
    (cell,) = page.context["preview"].page.rows[0].wrong
    assert page.text.count(cell.faults[0]) == 2


def test_the_columns_to_correct_come_first_where_no_other_rows_are_shown(desk, sato):
    batch = checked(sato, with_cell(HANA, "出発", "8/32"), TARO)
    heads = [desk.get(page_of(batch), {"only": only}).context["preview"].heads for only in ("wrong", "all")]
    assert (heads[0][0], heads[0][1]) == (heads[1][0], "開始日")
    assert heads[1][1] != "開始日"
    assert sorted(heads[0]) == sorted(heads[1])


def test_what_would_be_accepted_as_a_name_reads_as_it_is_typed(desk, sato):
    batch = checked(sato, with_cell(HANA, "ローマ字", "Nguyen Van An"))
    page = desk.get(page_of(batch))
    assert "<bdi>Nguyen, Van An</bdi>" in page.text


def test_a_person_is_chosen_with_what_tells_who_it_is(desk, sato):
    hana = PersonFactory(student_number="99-77", birth_date="1999-04-05", names=[("latin", "Yamada", "Hana", "")])
    batch = checked(sato, HANA)
    page = desk.get(page_of(batch))
    assert "99-77" in page.text
    assert "1999" in page.text
    shown = boxes(page)
    desk.post(page_of(batch), {"shown": json.dumps(shown), "answer": f"2|person|{hana.uid}"})
    assert verdicts(batch) == ["new"]
    assert rows_of(batch)[0].about["person"] == str(hana.uid)
    page = desk.get(page_of(batch))
    desk.post(page_of(batch), {"shown": json.dumps(boxes(page)), "answer": "2|person|"})
    assert verdicts(batch) == ["wrong"]


def test_one_answer_is_enough_for_all_rows_that_are_wrong_alike(desk, sato):
    rows = [with_cell(row, "相手大学", "Irkutsk State Univ") for row in many(3)]
    batch = checked(sato, *rows, with_cell(HANA, "相手大学", "Irkutsk Univ"))
    page = desk.get(page_of(batch))
    assert page.text.count(f'name="answer_all" value="3|partner|{IRKUTSK}"') == 1
    assert f'value="5|partner|{IRKUTSK}"' in page.text
    assert 'name="answer_all" value="5|' not in page.text
    page = desk.post(page_of(batch), {"shown": "{}", "answer_all": f"3|partner|{IRKUTSK}"}, follow=True)
    assert verdicts(batch) == ["new", "new", "new", "wrong"]
    assert "irkutsk-state-university" not in page.text


def test_one_answer_is_counted_and_given_to_rows_beyond_the_page(desk, sato):
    batch = checked(sato, *(with_cell(row, "相手大学", "Irkutsk State Univ") for row in many(60)))
    assert re.search(rf">\s*60行すべて：<bdi>{IRKUTSK}</bdi>\s*<", desk.get(page_of(batch)).text)
    desk.post(page_of(batch), {"shown": "{}", "answer_all": f"3|partner|{IRKUTSK}"})
    assert batch.rows.filter(verdict="new").count() == 60


def test_a_preview_of_several_pages_opens_on_the_rows_to_correct(desk, sato):
    batch = checked(sato, *many(50), with_cell(HANA, "出発", "8/32"))
    page = desk.get(page_of(batch))
    assert re.findall(r'id="row-(\d+)"', page.text) == ["52"]
    assert len(re.findall(r'id="row-', desk.get(page_of(batch), {"only": "all"}).text)) == 50
    desk.post(page_of(batch), boxes(page) | {"c-52-starts_on": "2018/8/20", "shown": json.dumps(boxes(page))})
    assert len(re.findall(r'id="row-', desk.get(page_of(batch)).text)) == 50
    assert 'id="row-2"' in desk.get(page_of(checked(sato, HANA, with_cell(TARO, "出発", "8/32")))).text


def test_a_page_whose_rows_are_all_open_sends_no_more_boxes_than_are_taken(desk, sato, settings):
    heads = [str(column.label) for column in STAYS.columns if not column.is_answer]
    rows = [[str(number)] * len(heads) for number in range(60)]
    batch = checked(sato, *rows, heads=heads)
    page = desk.get(page_of(batch), {"open": "all"})
    sent = boxes(page)
    assert 1000 < len(sent) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS - 100
    assert desk.post(page_of(batch), sent | {"shown": json.dumps(sent)}).status_code == 302


def test_several_people_may_all_be_new_but_not_all_be_one(desk, sato):
    people = [
        PersonFactory(student_number="", names=[("latin", "Yamada", "Hana", "")]),
        PersonFactory(student_number="", names=[("latin", "Ota", "Taro", "")]),
    ]
    batch = checked(sato, HANA, TARO)
    page = desk.get(page_of(batch))
    assert page.text.count('name="answer_all"') == 2
    assert f'name="answer_all" value="2|person|{people[0].uid}"' not in page.text
    desk.post(page_of(batch), {"shown": "{}", "answer_all": "2|person|new"})
    assert verdicts(batch) == ["new", "new"]


def test_two_people_correct_one_import_and_neither_loses_a_cell(desk, world, sato, sign_in):
    batch = checked(sato, with_cell(HANA, "出発", "8/32"), with_cell(TARO, "出発", "8/33"))
    shown = boxes(desk.get(page_of(batch)))
    corrected(batch, {2: {"starts_on": "8/20"}}, by=sato)
    page = desk.post(page_of(batch), shown | {"c-3-starts_on": "8/21", "shown": json.dumps(shown)})
    assert page.status_code == 302
    assert [row.fixes["starts_on"] for row in rows_of(batch)] == ["8/20", "8/21"]
    page = desk.post(page_of(batch), shown | {"c-2-starts_on": "8/25", "shown": json.dumps(shown)})
    assert page.status_code == 409
    assert 'value="8/25"' in page.text
    assert "ここには、ほかの人が「8/20」と入力しました" in page.text
    assert rows_of(batch)[0].fixes["starts_on"] == "8/20"
    shown = boxes(page)
    desk.post(page_of(batch), shown | {"c-2-starts_on": "8/25", "shown": json.dumps(shown)})
    assert rows_of(batch)[0].fixes["starts_on"] == "8/25"


def test_what_nobody_else_has_typed_is_saved_beside_a_cell_with_two_texts(desk, sato):
    batch = checked(sato, with_cell(HANA, "出発", "8/32"), with_cell(TARO, "出発", "8/33"))
    shown = boxes(desk.get(page_of(batch)))
    corrected(batch, {2: {"starts_on": "8/20"}}, by=sato)
    typed = {"c-2-starts_on": "8/25", "c-3-starts_on": "8/21", "shown": json.dumps(shown)}
    page = desk.post(page_of(batch), shown | typed)
    assert page.status_code == 409
    assert [row.fixes["starts_on"] for row in rows_of(batch)] == ["8/20", "8/21"]
    assert (boxes(page)["c-2-starts_on"], 'value="8/25"' in page.text) == ("8/20", True)


def test_a_worker_at_the_rows_keeps_nobody_from_both_texts(desk, sato, monkeypatch):
    monkeypatch.setattr("mobility.services.imports.long.AT_ONCE", 1)
    batch = checked(sato, with_cell(HANA, "出発", "8/32"), with_cell(TARO, "出発", "8/33"))
    shown = boxes(desk.get(page_of(batch)))
    batch.rows.filter(number=2).update(fixes={"starts_on": "8/20"})
    typed = {"c-2-starts_on": "8/25", "c-3-starts_on": "8/21", "shown": json.dumps(shown)}
    page = desk.post(page_of(batch), shown | typed, follow=True)
    assert [row.fixes["starts_on"] for row in rows_of(batch)] == ["8/20", "8/21"]
    assert "確認しています" in page.text
    assert ("「8/20」" in page.text, "「8/25」" in page.text) == (True, True)


def test_a_cell_of_several_lines_keeps_them_when_its_row_is_opened(desk, sato):
    batch = checked(sato, with_cell(HANA, "備考", "One\r\nTwo"))
    page = desk.get(page_of(batch), {"open": "2"})
    sent = dict(re.findall(r'<textarea[^>]*name="(c-[^"]*)"[^>]*>\n([^<]*)</textarea>', page.text))
    assert {name: text.replace("\r\n", "\n") for name, text in sent.items()} == {"c-2-note": "One\nTwo"}
    as_browsers_send = {"c-2-note": "One\r\nTwo", "c-2-name_latin": "Yamada Hanako"}
    desk.post(page_of(batch), as_browsers_send | {"shown": json.dumps(boxes(page))})
    assert rows_of(batch)[0].fixes == {"name_latin": "Yamada Hanako"}


def test_every_note_is_told_once_with_its_mark(desk, sato):
    batch = checked(sato, with_cell(HANA, "出発", "平成30年8月20日"), with_cell(TARO, "出発", "H30.8.20"))
    page = desk.get(page_of(batch))
    sentence = "和暦の年を西暦に直しました。"
    assert page.text.count(sentence) == 1
    number = re.search(rf'id="note-(\d+)"><sup>※\d+</sup> {sentence}', page.text)[1]
    assert page.text.count(f'href="#note-{number}"') == 2
    assert "2018/08/20" in page.text


# --- Registered, taken back --------------------------------------------------------------------------------------------


def test_right_rows_are_registered_and_taken_back(desk, sato):
    batch = checked(sato, HANA, TARO, with_cell(HANA, "出発", "8/32"))
    page = desk.post(page_of(batch), {"act": "register", "shown": "{}"}, follow=True)
    assert "2行を登録しました" in page.text
    assert Mobility.objects.count() == 2
    _hana, taro = Mobility.objects.order_by("pk")
    assert reverse("mobility:mobility_detail", args=[taro.uid]) in page.text
    mobilities.edit(taro, {"note": "By hand"}, by=sato, version=taro.version)
    page = desk.post(reverse("mobility:import_undo", args=[batch.uid]), follow=True)
    assert "1行の登録を取り消しました" in page.text
    assert "その後に変更されています" in page.text or "変更" in page.text
    assert [stay.status for stay in Mobility.objects.order_by("pk")] == ["voided", "returned"]
    assert "この取り込みの1名は記録がなくなりましたが、名簿には残っています。" in page.text


def test_only_the_ticked_rows_are_registered(desk, sato):
    batch = checked(sato, HANA, TARO)
    page = desk.post(page_of(batch), {"act": "register_chosen", "shown": "{}"}, follow=True)
    assert "印を付けます" in page.text
    desk.post(page_of(batch), {"act": "register_chosen", "row": ["3"], "shown": "{}"})
    assert [row.is_written for row in rows_of(batch)] == [False, True]


def test_what_was_typed_is_checked_before_anything_is_registered(desk, sato):
    batch = checked(sato, HANA, with_cell(TARO, "出発", "8/32"))
    shown = boxes(desk.get(page_of(batch)))
    page = desk.post(
        page_of(batch), shown | {"c-3-starts_on": "8/21", "shown": json.dumps(shown), "act": "register"}, follow=True
    )
    assert Mobility.objects.count() == 0
    assert "直したところを見てから" in page.text
    assert verdicts(batch) == ["new", "new"]


def test_what_changed_since_the_check_registers_nothing(desk, sato):
    applied(sato, HANA)
    batch = checked(sato, with_cell(HANA, "備考", "Scholarship"), TARO)
    stay = Mobility.objects.get()
    mobilities.edit(stay, {"note": "By hand"}, by=sato, version=stay.version)
    page = desk.post(page_of(batch), {"act": "register", "shown": "{}"}, follow=True)
    assert Mobility.objects.count() == 1
    assert 'class="notice error"' in page.text


def test_a_discarded_table_leaves_its_line_alone(desk, sato):
    batch = checked(sato, HANA)
    page = desk.post(reverse("mobility:import_discard", args=[batch.uid]), follow=True)
    assert page.redirect_chain[-1][0] == reverse(LIST)
    assert "派遣2018.xlsx" in page.text
    assert rows_of(batch) == []
    assert desk.get(page_of(batch)).status_code == 200


def test_the_rows_that_are_left_go_on_with_their_corrections(desk, sato):
    batch = checked(sato, HANA, with_cell(TARO, "出発", "8/32"), HANA)
    corrected(batch, {3: {"starts_on": "8/33"}}, by=sato)
    desk.post(page_of(batch), {"act": "register_chosen", "row": ["2"], "shown": "{}"})
    page = desk.post(reverse("mobility:import_go_on", args=[batch.uid]), follow=True)
    rest = ImportBatch.objects.latest("pk")
    assert page.redirect_chain[-1][0] == page_of(rest)
    assert [(row.number, row.fixes) for row in rows_of(rest)] == [(3, {"starts_on": "8/33"}), (4, {})]
    assert verdicts(rest) == ["wrong", "same"]
    page = desk.post(reverse("mobility:import_go_on", args=[rest.uid]), follow=True)
    assert ImportBatch.objects.count() == 2


def test_whoever_goes_on_twice_comes_to_the_same_rows_which_stay_those_of_their_sender(desk, sato, kimura):
    batch = checked(kimura, HANA, with_cell(TARO, "出発", "8/32"))
    imports.apply(batch, [2], by=kimura, now=clock.now())
    rest = imports.go_on(batch, by=sato, now=clock.now())
    corrected(rest, {3: {"starts_on": "8/33"}}, by=kimura)
    page = desk.post(reverse("mobility:import_go_on", args=[batch.uid]), follow=True)
    assert (page.redirect_chain[-1][0], rest.owner, ImportBatch.objects.count()) == (page_of(rest), kimura, 2)
    assert imports.go_on(batch, by=kimura, now=clock.now()) == rest
    assert rows_of(rest)[0].fixes == {"starts_on": "8/33"}
    imports.discard(rest, by=kimura, now=clock.now())
    assert imports.go_on(batch, by=kimura, now=clock.now()) != rest


def test_a_table_that_is_registered_already_says_so(desk, sato):
    applied(sato, HANA)
    again = checked(sato, HANA)
    assert "この表は" in desk.get(page_of(again)).text


def test_a_table_that_is_left_stands_among_those_not_taken_back(desk, sato):
    batch = applied(sato, HANA, TARO)
    stay = Mobility.objects.order_by("pk")[0]
    mobilities.edit(stay, {"note": "By hand"}, by=sato, version=stay.version)
    imports.undo(batch, by=sato, now=clock.now())
    page = desk.get(page_of(batch), {"only": "left"})
    assert page.text.count('role="rowheader"') == 1


# --- Out ---------------------------------------------------------------------------------------------------------------


def test_wrong_rows_go_out_with_what_is_wrong_and_come_in_again(desk, sato):
    batch = checked(sato, HANA, with_cell(TARO, "出発", "8/32"))
    answer = desk.get(reverse("mobility:import_wrong_xlsx", args=[batch.uid]))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    heads = next(line for line in lines if "学籍番号" in line)
    row = lines[lines.index(heads) + 1]
    assert heads == [*HEADS, "直すところ"]
    assert row[0] == "1715"
    assert "8月" in row[-1] or "日付" in row[-1]
    text = desk.get(reverse("mobility:import_wrong_csv", args=[batch.uid])).getvalue()
    mended = SimpleUploadedFile("mended.csv", text.decode().replace("8/32", "8/20").encode())
    page = desk.post(reverse(START), {"kind": "stays", "file": mended, "text": ""}, follow=True)
    again = ImportBatch.objects.latest("pk")
    assert page.redirect_chain[-1][0] == page_of(again)
    assert verdicts(again) == ["new"]


def test_more_wrong_rows_than_a_workbook_holds_are_not_begun(desk, sato, monkeypatch):
    monkeypatch.setitem(list_files.MOST_ROWS, "xlsx", 1)
    batch = checked(sato, with_cell(HANA, "出発", "8/32"), with_cell(TARO, "出発", "8/33"))
    page = desk.get(reverse("mobility:import_wrong_xlsx", args=[batch.uid]), follow=True)
    assert page.redirect_chain[-1][0] == page_of(batch)
    assert desk.get(reverse("mobility:import_wrong_csv", args=[batch.uid])).streaming


@pytest.mark.parametrize("count", [1, 3])
def test_wrong_rows_go_out_in_the_same_queries(sato, world, django_assert_num_queries, count):
    batch = checked(sato, *[with_cell(row, "相手大学", "Irkutsk State Univ") for row in many(count)], heads=HEADS)
    with django_assert_num_queries(4):
        told = b"".join(wrong_rows(batch, STAYS, sato).csv()).decode()
    assert told.count("Irkutsk State Univ,") == count


def test_what_a_title_said_goes_out_in_words_and_comes_in_again(desk):
    heads = [head for head in HEADS if head not in ("派遣／受入", "年度")]
    rows = [[text for head, text in zip(HEADS, row, strict=True) if head in heads] for row in (HANA, TARO)]
    rows[1][heads.index("出発")] = "8/32"
    send(desk, pasted(*rows, heads=heads, above="平成30年度 派遣学生一覧\r\n"))
    batch = ImportBatch.objects.get()
    assert verdicts(batch) == ["new", "wrong"]
    text = desk.get(reverse("mobility:import_wrong_csv", args=[batch.uid])).getvalue().decode()
    assert "区分" in text
    assert "派遣" in text
    assert "outbound" not in text
    assert "開始日：" in text
    mended = SimpleUploadedFile("mended.csv", text.replace("8/32", "2018/8/20").encode())
    desk.post(reverse(START), {"kind": "stays", "file": mended, "text": ""}, follow=True)
    assert verdicts(ImportBatch.objects.latest("pk")) == ["new"]


def test_two_columns_of_one_head_are_asked_about_and_named_while_neither_is_read(desk):
    page = send(desk, pasted((*HANA, "x"), heads=(*HEADS, "備考")))
    batch = ImportBatch.objects.get()
    assert page.redirect_chain[-1][0] == reverse("mobility:import_columns", args=[batch.uid])
    chosen = {f"column-{place}": key for key, place in batch.mapping.items()}
    page = desk.post(page.redirect_chain[-1][0], chosen, follow=True)
    assert page.redirect_chain[-1][0] == page_of(batch)
    assert page.context["left_out"] == ["備考", "備考"]


def test_a_table_is_taken_for_one_of_stays_unless_somebody_says_else(desk):
    page = desk.get(reverse(START))
    assert re.search(r'<option value="stays" selected>', page.text)
    assert re.search(r'<option value="institutions">', page.text)


# --- Queries -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_for_three(desk, sato, django_assert_num_queries, count):
    for number in range(count):
        checked(sato, *many(number + 1))
    desk.get(reverse(LIST))
    with django_assert_num_queries(5):
        page = desk.get(reverse(LIST))
    assert page.text.count('role="rowheader"') == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_takes_the_same_queries_for_one_row_and_for_three(desk, sato, django_assert_num_queries, count):
    PersonFactory(student_number="", names=[("latin", "Yamada", "Hana", "")])
    rows = [with_cell(row, "出発", "8/32") for row in many(count)]
    batch = checked(sato, HANA, *rows)
    desk.get(page_of(batch))
    with django_assert_num_queries(15):
        page = desk.get(page_of(batch))
    assert page.text.count('role="rowheader"') == count + 1
