"""A list of people pasted on the page of a run: the run says what the rows do not, and the rows go before it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from kanazawa_exchange.lib import clock, tables
from mobility import bare_lists
from mobility.models import ImportBatch, Mobility
from mobility.services import group_lists, imports
from mobility.services.group_lists import CannotTakeGroup, OfAll
from mobility.services.import_stays import STAYS
from programs.models import ProgramPartner
from tests.factories import RunFactory

from .tables import problems, rows_of, verdicts

DAYS = {"starts_on": date(2018, 8, 20), "ends_on": date(2018, 9, 3)}
HEADED = "学籍番号\t氏名\n1712\t山田 花子（ヤマダ ハナコ）\n\tOTA Taro\n"
LABELS = {"fiscal_year": 2, "direction": 3}  # columns for what labels among the rows say
BARE = "山田 花子\t1712\t2018/8/21\nOTA Taro\t\t\n"


def pasted(run, text, by, **of_all):
    options = {**DAYS, **of_all}
    table = tables.table(text, "")
    return group_lists.take(run, table, OfAll(**options), source="Pasted list", by=by, now=clock.now())


def checked(run, text, by, **of_all):
    return imports.check(pasted(run, text, by, **of_all), by=by, now=clock.now())


PEOPLE = """山田 花子
大田 太郎
小林 美咲
ヤマモト ケンジ
Ivanova Anna
Smith John
Müller Greta
Tanaka Yuki
Иванов Пётр Сергеевич
Кузнецова Мария
Сафин Тимур
Орлова Дарья
Nguyen Thi
佐藤 健
鈴木 一郎"""


def test_fifteen_people_are_ready_to_register_in_one_paste(world, sato):
    batch = checked(world.outbound, PEOPLE, sato, partner=world.kazan)
    assert verdicts(batch) == ["new"] * 15
    imports.apply(batch, by=sato, now=clock.now())
    stays = list(Mobility.objects.all())
    assert {(stay.run, stay.sending, stay.receiving, stay.level) for stay in stays} == {
        (world.outbound, world.kanazawa, world.kazan, world.cultural.level)
    }
    assert {(stay.actual_starts_on, stay.actual_ends_on) for stay in stays} == {tuple(DAYS.values())}
    assert {stay.person.student_number for stay in stays} == {""}


def test_a_list_with_heads_is_read_by_them(world, sato):
    batch = checked(world.outbound, HEADED, sato, partner=world.kazan)
    assert (verdicts(batch), batch.mapping) == (["new", "new"], {"student_number": 0, "name": 1, **LABELS})
    assert rows_of(batch)[0].notes["partner"] == "title"


def test_a_list_without_heads_is_read_by_its_cells_and_shows_which_column_is_which(world, sato):
    batch = checked(world.outbound, BARE, sato, partner=world.kazan)
    assert batch.heads == ["", "", ""]
    assert batch.mapping == {"name": 0, "student_number": 1, "starts_on": 2}
    assert verdicts(batch) == ["new", "new"]
    assert [row.said["starts_on"] for row in rows_of(batch)] == [{"date": "2018-08-21"}, {"date": "2018-08-20"}]


def test_what_the_row_says_goes_before_the_run(world, sato):
    text = f"氏名\tプログラム\t相手大学\nOta Taro\t\t{world.irkutsk.name_ja}\nYamada Hana\t{world.basic.name_ja}\t\n"
    imports.apply(checked(world.outbound, text, sato, partner=world.kazan), by=sato, now=clock.now())
    runs = {stay.person.names.get().family: (stay.run, stay.receiving) for stay in Mobility.objects.all()}
    assert runs["Ota"] == (world.outbound, world.irkutsk)
    assert runs["Yamada"] == (world.basic_outbound, world.kazan)


def test_the_run_is_the_one_of_the_page_where_a_programme_has_several(world, sato):
    other = RunFactory(program=world.cultural, direction="outbound")
    for run in (world.outbound, other):
        batch = checked(run, "Ota Taro" if run == other else "Ivanova Anna", sato, partner=world.kazan)
        imports.apply(batch, by=sato, now=clock.now())
        assert Mobility.objects.latest("pk").run == run


def test_days_without_a_year_are_of_the_fiscal_year_of_the_run(world, sato):
    batch = checked(world.outbound, "氏名\t出発\t帰国\nOta Taro\t8/20\t9/3", sato, partner=world.kazan, starts_on=None)
    assert rows_of(batch)[0].said["starts_on"] == {"date": "2018-08-20"}


def test_what_the_run_leaves_open_and_nobody_says_is_asked_for(world, sato):
    batch = checked(world.outbound, "Ota Taro", sato)
    assert problems(batch) == {1: [("receiving", "institution.missing")]}


@pytest.mark.parametrize("title", ["平成29年度", "2018年度 受入学生"])
def test_a_title_that_speaks_of_another_run_refuses_the_list(world, sato, title):
    with pytest.raises(CannotTakeGroup):
        pasted(world.outbound, f"{title}\n学籍番号\t氏名\n1712\t山田 花子", sato)


def test_all_that_a_title_says_otherwise_is_told_at_once(world, sato):
    with pytest.raises(CannotTakeGroup) as refused:
        pasted(world.outbound, "2016年度 受入学生名簿\n学籍番号\t氏名\n1712\t山田 花子", sato)
    assert ("2016" in str(refused.value), "受入" in str(refused.value)) == (True, True)


def test_only_who_keeps_the_programme_takes_its_list(world, kimura, aiko):
    assert pasted(world.outbound, "Ota Taro", kimura).owner == kimura
    for run, user in ((world.basic_outbound, kimura), (world.outbound, aiko)):
        with pytest.raises(PermissionDenied):
            pasted(run, "Ota Taro", user)


def test_a_run_of_another_programme_cannot_be_named(world, sato, kimura):
    batch = pasted(world.outbound, "Ota Taro", kimura, partner=world.kazan)
    given = batch.given | {"run": str(world.basic_outbound.uid)}
    imports.rearrange(batch, batch.mapping, given, by=kimura, now=clock.now())
    assert problems(batch) == {1: [("program", "run.not_yours")]}


# --- The page ------------------------------------------------------------------------------------------------------------


def path(run):
    return f"/en/mobility-records/groups/{run.uid}/list/"


def test_the_page_of_a_run_takes_a_list_and_shows_it(world, sato, sign_in):
    ProgramPartner(program=world.cultural, institution=world.kazan).save()
    browser = sign_in(sato)
    form = browser.get(path(world.outbound)).context["form"]
    sent = {name: form[name].value() or "" for name in ("partner", "starts_on", "ends_on")}
    assert str(sent["partner"]) == str(world.kazan.uid)
    answer = browser.post(
        path(world.outbound),
        {**sent, "people": "".join(f"\t{line}\n" for line in BARE.splitlines()), "starts_on": "2018/8/20"},
        follow=True,
    )
    batch = ImportBatch.objects.get()
    assert "The list has no headings" in answer.text
    assert answer.request["PATH_INFO"].endswith("/columns/")
    assert batch.mapping == {"name": 1, "student_number": 2, "starts_on": 3}
    assert Mobility.objects.count() == 0
    in_russian = browser.get(answer.request["PATH_INFO"].replace("/en/", "/ru/")).context["given"]
    assert [field.value() for field in in_russian] == [batch.given.get(key) for key in STAYS.screen.for_all]
    assert f'<option value="{world.kazan.name_en}" selected>' in str(in_russian[3])


@pytest.mark.parametrize("text", ["", " \n\t\n", "平成29年度\n学籍番号\t氏名\n1712\t山田 花子"])
def test_a_list_that_cannot_be_taken_is_shown_again(world, sato, sign_in, text):
    answer = sign_in(sato).post(path(world.outbound), {"people": text})
    assert (answer.status_code, ImportBatch.objects.count()) == (200, 0)
    assert 'class="errors' in answer.text or "error" in answer.text


def test_the_pages_of_a_run_lead_to_its_list(world, sato, sign_in):
    browser = sign_in(sato)
    for address in (
        f"/en/office/program-runs/{world.outbound.uid}/edit/",
        f"/en/mobility-records/register/?run={world.outbound.uid}",
    ):
        assert path(world.outbound) in browser.get(address).text
    world.outbound.is_closed = True
    world.outbound.save()
    assert browser.get(path(world.outbound)).status_code == 404


# --- Which column is which -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["山田花子"], ["大田 太郎"]], {"name_kanji": 0}),
        ([["山田 花子", "ヤマダ ハナコ"], ["大田 太郎", "オオタ タロウ"]], {"name_kanji": 0, "name_kana": 1}),
        ([["Иванова Анна"], ["Петров Иван Сергеевич"]], {"name_cyrillic": 0}),
        ([["山田 花子"], ["Ivanova Anna"]], {"name": 0}),
        ([[1, "Ota Taro", "2171-001"], [2, "Yamada Hana", "2171-002"]], {"name_latin": 1, "student_number": 2}),
        ([["1", "Ota Taro", "学部"], ["2", "Yamada Hana", "修士"]], {"name_latin": 1, "level": 2}),
        ([["Ota Taro", "カザン連邦大学"], ["Yamada Hana", "カザン連邦大学"]], {"name_latin": 0, "partner": 1}),
        ([["Ota Taro", "2018/8/20", "2018/9/3"]], {"name_latin": 0, "starts_on": 1, "ends_on": 2}),
        ([["Ota Taro", "8/20", "9/3"]], {"name_latin": 0, "starts_on": 1, "ends_on": 2}),
        ([["Ota Taro", "H10.4.2", "2018/8/20"]], {"name_latin": 0, "birth_date": 1, "starts_on": 2}),
        ([["A B", "2018/8/20"], ["C D", "2018/8/32"], ["E F", "2018/8/21"]], {"name_latin": 0, "starts_on": 1}),
        ([["Ota Taro", "2018/9/3", "2018/8/20"]], {"name_latin": 0}),
        ([["Ota Taro", "日本"], ["Ivanova Anna", "ロシア"]], {"name_latin": 0, "nationality": 1}),
        ([["Ota Taro", ""], ["Yamada Hana", None]], {"name_latin": 0}),
        ([["!", "?"]], {}),
    ],
)
def test_the_cells_show_what_a_column_is(rows, expected):
    assert bare_lists.places(rows, {"fiscal_year": "2018"}) == expected


def test_days_of_a_list_of_no_known_year_are_not_told_apart():
    assert bare_lists.places([["Ota Taro", "2018/8/20", "2018/9/3"]], {}) == {"name_latin": 0}
