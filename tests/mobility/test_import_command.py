"""A file is imported from the command line by the same services, and the exit status tells whether a row was wrong."""

import json

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from kanazawa_exchange.lib import clock
from mobility.models import ImportBatch, Mobility
from mobility.services import imports
from mobility.services.import_stays import STAYS

from .tables import HANA, HEADS, TARO, with_cell


@pytest.fixture
def run(tmp_path, capsys, sato):
    """Import this file; returns the exit status and what was printed."""

    def call(file, *options):
        try:
            call_command("import_mobilities", str(file), "--by", "sato@example.org", "--format", "json", *options)
        except SystemExit as end:
            return end.code, json.loads(capsys.readouterr().out)
        return 0, json.loads(capsys.readouterr().out)

    return call


def workbook(tmp_path, *rows, above=(), heads=HEADS):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (*above, heads, *rows):
        sheet.append(list(row))
    path = tmp_path / "派遣2018.xlsx"
    book.save(path)
    return path


def test_a_workbook_is_registered_and_the_second_time_nothing_is(world, run, tmp_path):
    path = workbook(tmp_path, HANA, TARO, above=[("平成30年度 派遣学生一覧",), ()])
    status, told = run(path)
    assert (status, told["state"]) == (0, "applied")
    assert [(row["row"], row["verdict"]) for row in told["rows"]] == [(4, "new"), (5, "new")]
    assert Mobility.objects.count() == 2
    status, told = run(path)
    assert (status, {row["verdict"] for row in told["rows"]}) == (0, {"same"})
    assert Mobility.objects.count() == 2


def test_a_wrong_row_registers_none_unless_the_right_ones_are_asked_for(world, run, tmp_path):
    path = workbook(tmp_path, HANA, with_cell(TARO, "出発", "2018/8/32"))
    status, told = run(path)
    assert (status, told["state"], Mobility.objects.count()) == (1, "discarded", 0)
    assert told["rows"][1]["problems"][0]["column"] == "starts_on"
    assert told["rows"][1]["problems"][0]["sentence"]
    status, _told = run(path, "--right-rows")
    assert (status, Mobility.objects.count()) == (1, 1)


def test_a_dry_run_registers_nothing(world, run, tmp_path):
    status, told = run(workbook(tmp_path, HANA), "--dry-run")
    assert (status, told["state"], Mobility.objects.count()) == (0, "discarded", 0)
    assert ImportBatch.objects.get().rows.count() == 0


def test_the_title_tells_year_and_direction_and_labels_tell_the_direction(world, run, tmp_path):
    heads = ("氏名", "プログラム", "相手大学", "出発", "帰国")
    row = ("山田 花子", "文化交流プログラム", "カザン連邦大学", "2018/8/20", "2018/9/3")
    _status, told = run(workbook(tmp_path, row, above=[("平成30年度 派遣学生一覧",)], heads=heads))
    assert [row["verdict"] for row in told["rows"]] == ["new"]
    assert Mobility.objects.get().run == world.outbound
    guest = ("伊 花子", *row[1:])
    parts = [("派遣",), ("山本 次郎", *row[1:]), ("受入",), guest]
    _status, told = run(workbook(tmp_path, *parts, above=[("平成30年度 学生一覧",)], heads=heads))
    assert [row["verdict"] for row in told["rows"]] == ["new", "new"]
    assert Mobility.objects.latest("pk").run == world.inbound


def test_a_csv_file_of_an_office_is_read(world, run, tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes("\r\n".join(",".join(row) for row in (HEADS, HANA)).encode("cp932"))
    status, told = run(path)
    assert (status, [row["verdict"] for row in told["rows"]]) == (0, ["new"])


def test_the_columns_that_are_not_read_are_named(world, run, tmp_path, capsys):
    """Of two that say the same nothing is taken."""
    path = workbook(tmp_path, (*HANA, "x", "y"), heads=(*HEADS, "備考", "電話"))
    _status, told = run(path, "--dry-run")
    assert told["unread"] == ["備考", "備考", "電話"]
    call_command("import_mobilities", str(path), "--by", "sato@example.org", "--lang", "en")
    assert capsys.readouterr().out.startswith("Columns that are not read: 備考, 備考, 電話\n")
    assert Mobility.objects.get().note == ""
    _status, told = run(workbook(tmp_path, HANA))
    assert told["unread"] == []


def test_a_formula_is_never_worked_out(world, run, tmp_path):
    status, told = run(workbook(tmp_path, with_cell(HANA, "備考", "=1+1")))
    assert status == 1
    assert [problem["code"] for problem in told["rows"][0]["problems"]] == ["cell.formula"]


def test_who_may_not_import_and_what_is_no_table_is_refused(world, tmp_path, stranger, sato):
    path = workbook(tmp_path, HANA)
    with pytest.raises(CommandError):
        call_command("import_mobilities", str(path), "--by", "stranger@example.org")
    with pytest.raises(CommandError):
        call_command("import_mobilities", str(path), "--by", "nobody@example.org")
    with pytest.raises(CommandError):
        call_command("import_mobilities", str(tmp_path / "none.xlsx"), "--by", "sato@example.org")
    (tmp_path / "empty.csv").write_bytes(b"")
    with pytest.raises(CommandError):
        call_command("import_mobilities", str(tmp_path / "empty.csv"), "--by", "sato@example.org")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ja", "課程: 「課長」は、この列の選択肢にありません。近い値：学士課程、修士課程"),
        ("en", "Level: “課長” is no choice of this column. Nearest: Bachelor's level, Master's level"),
        ("ru", "Уровень: «課長» нет среди вариантов этого столбца. Ближайшее: Бакалавриат, Магистратура"),
    ],
)
def test_the_text_names_the_column_and_the_words_that_it_takes(world, sato, tmp_path, capsys, language, told):
    path = workbook(tmp_path, (*HANA, "課長"), heads=(*HEADS, "課程"))
    with pytest.raises(SystemExit):
        call_command("import_mobilities", str(path), "--by", "sato@example.org", "--dry-run", "--lang", language)
    assert told in capsys.readouterr().out


def test_a_mapping_with_a_name_reads_heads_that_nobody_knows(world, sato, run, tmp_path):
    heads = ("番号", "なまえ", *HEADS[2:])
    path = workbook(tmp_path, HANA, heads=heads)
    status, _told = run(path, "--dry-run")
    assert status == 1
    with pytest.raises(CommandError, match="office"):
        run(path, "--mapping", "office")
    other = (*heads, "電話")
    positions = imports.understood(STAYS, other, by=sato).positions | {"student_number": 0, "name_latin": 1}
    imports.remember(STAYS, other, positions, name="office", by=sato, now=clock.now())
    status, told = run(path, "--mapping", "office")
    assert (status, told["state"]) == (0, "applied")
    assert Mobility.objects.get().person.student_number == "1712"
