"""A table becomes records only as a whole and only as it was shown; what was written can be taken back."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kanazawa_exchange.accounts.models import Person, Transition
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from mobility.models import ImportBatch, ImportRow, Mobility
from mobility.queries.integrity import findings
from mobility.services import imports, mobilities, moves
from mobility.services.import_people import PEOPLE
from mobility.services.import_stays import STAYS
from mobility.services.imports import CannotApply, CannotCheck, CannotDiscard, CannotTake, CannotUndo
from tests.factories import PersonFactory, ProgramFactory, RunFactory
from tests.import_kinds import Office, corrected

from .paths import registered
from .tables import HANA, HEADS, TARO, applied, checked, many, problems, rows_of, sheet, verdicts, with_cell

CHECK_QUERIES = {"sqlite": 16, "postgresql": 20}
"""Of the check of new people: roles and scopes, the import, the atlas, who they are, what is known of their stays, the rows, counted."""


def digest_of_everything() -> str:
    """Of every row in the database but those of imports."""
    told = hashlib.sha256()
    for model in apps.get_models():
        if model not in (ImportBatch, ImportRow) and model._meta.managed:
            for row in model._base_manager.order_by("pk").values_list():
                told.update(repr((model._meta.label, row)).encode())
    return told.hexdigest()


def test_a_preview_and_a_refused_apply_write_nothing_but_their_import(world, sato):
    before = digest_of_everything()
    batch = checked(sato, HANA, with_cell(TARO, "出発", "2018/8/32"))
    assert verdicts(batch) == ["new", "wrong"]
    with pytest.raises(CannotApply) as refusal:
        imports.apply(batch, [2, 3], by=sato, now=clock.now())
    assert refusal.value.numbers == (3,)
    corrected(batch, {3: {"starts_on": "2018-08-20"}}, by=sato)
    assert digest_of_everything() == before


def test_new_rows_become_records_with_the_log_and_history_of_the_form(world, sato):
    batch = applied(sato, HANA, TARO)
    stays = list(Mobility.objects.order_by("pk"))
    assert [(stay.sending, stay.receiving, stay.run, stay.status) for stay in stays] == [
        (world.kanazawa, world.kazan, world.outbound, "returned"),
        (world.kanazawa, world.irkutsk, world.outbound, "returned"),
    ]
    assert [stay.person.student_number for stay in stays] == ["1712", "1715"]
    assert [row.record_id for row in rows_of(batch)] == [stay.pk for stay in stays]
    assert [stay.history.get().history_user for stay in stays] == [sato, sato]
    assert Transition.objects.filter(record_type="mobility").count() == 4
    assert findings() == ()


def test_the_same_table_once_more_changes_nothing(world, sato):
    applied(sato, HANA, TARO)
    before = digest_of_everything()
    batch = checked(sato, TARO, HANA)
    assert verdicts(batch) == ["same", "same"]
    with pytest.raises(CannotApply):
        imports.apply(batch, by=sato, now=clock.now())
    assert digest_of_everything() == before


@pytest.mark.parametrize("count", [3, 300])
def test_three_and_three_hundred_rows_cost_the_same_queries(world, sato, count):
    batch = imports.take(STAYS, sheet(*many(count)), by=sato, now=clock.now())
    with CaptureQueriesContext(connection) as queries:
        imports.check(batch, by=sato, now=clock.now())
    assert verdicts(batch) == ["new"] * count
    assert len(queries) == CHECK_QUERIES[connection.vendor], [query["sql"][:110] for query in queries]


def test_the_right_rows_are_applied_without_the_wrong_ones(world, sato):
    batch = checked(sato, HANA, with_cell(TARO, "出発", "8/32"))
    imports.apply(batch, by=sato, now=clock.now())
    assert [stay.person.student_number for stay in Mobility.objects.all()] == ["1712"]
    assert [row.is_written for row in rows_of(batch)] == [True, False]


def test_a_corrected_cell_makes_the_row_right(world, sato):
    batch = checked(sato, with_cell(HANA, "出発", "8/32"))
    assert problems(batch) == {2: [("starts_on", "date.impossible")]}
    corrected(batch, {2: {"starts_on": "8/20"}}, by=sato)
    assert verdicts(batch) == ["new"]
    with pytest.raises(CannotCheck):
        corrected(batch, {2: {"moon": "full"}}, by=sato)


def test_what_the_form_refuses_is_refused_in_every_language(world, sato):
    batch = checked(sato, HANA, with_cell(HANA, "出発", "2018/8/25"))
    assert problems(batch) == {3: [("starts_on", "rule")]}
    assert set(rows_of(batch)[1].problems[0]["words"]) == {"ja", "en", "ru"}


def test_a_known_record_is_changed_cell_by_cell(world, sato):
    first = applied(sato, HANA)
    batch = checked(sato, with_cell(HANA, "備考", "Scholarship"))
    assert [row.changes for row in rows_of(batch)] == [[{"column": "note", "old": "", "new": "Scholarship"}]]
    imports.apply(batch, by=sato, now=clock.now())
    stay = Mobility.objects.get()
    assert (stay.note, stay.version, stay.pk) == ("Scholarship", 2, rows_of(first)[0].record_id)


def test_what_changed_since_the_check_refuses_all(world, sato):
    applied(sato, HANA)
    batch = checked(sato, with_cell(HANA, "備考", "Scholarship"), TARO)
    stay = Mobility.objects.get()
    mobilities.edit(stay, {"note": "By hand"}, by=sato, version=stay.version)
    with pytest.raises(CannotApply) as refusal:
        imports.apply(batch, by=sato, now=clock.now())
    assert refusal.value.numbers == (2,)
    assert Mobility.objects.get().note == "By hand"


def test_a_hand_edit_since_the_last_import_is_kept_and_shown(world, sato):
    applied(sato, with_cell(HANA, "備考", "From the table"))
    stay = Mobility.objects.get()
    mobilities.edit(stay, {"note": "By hand"}, by=sato, version=stay.version)
    batch = checked(sato, with_cell(HANA, "備考", "From the table"))
    assert (verdicts(batch), rows_of(batch)[0].notes["note"]) == (["same"], "kept")
    batch = checked(sato, with_cell(HANA, "備考", "A third one"))
    assert problems(batch) == {2: [("note", "edited_since")]}


def test_undo_takes_back_what_was_written_and_leaves_what_was_edited(world, sato):
    batch = applied(sato, HANA, TARO)
    _hana, taro = Mobility.objects.order_by("pk")
    mobilities.edit(taro, {"note": "By hand"}, by=sato, version=taro.version)
    undone = imports.undo(batch, by=sato, now=clock.now())
    assert (undone.taken_back, set(undone.left)) == (1, {3})
    assert [stay.status for stay in Mobility.objects.order_by("pk")] == ["voided", "returned"]
    assert findings() == ()
    with pytest.raises(CannotUndo):
        imports.undo(batch, by=sato, now=clock.now())
    assert verdicts(checked(sato, HANA, TARO))[1] == "same"


def test_days_that_passed_since_the_check_are_not_confirmed_unseen(world, sato):
    friday, monday = (datetime(2018, 9, day, 3, tzinfo=UTC) for day in (2, 5))
    batch = imports.take(STAYS, sheet(HANA), by=sato, now=friday)
    batch = imports.check(batch, by=sato, now=friday)
    assert rows_of(batch)[0].notes["starts_on"].endswith("days_ahead")
    with pytest.raises(CannotApply):
        imports.apply(batch, by=sato, now=monday)
    assert not Mobility.objects.exists()


NAMELESS = with_cell(HANA, "学籍番号", "")
"""A row whose person is known by the name alone."""


def test_who_is_left_of_an_undone_import_is_taken_up_again(world, sato):
    imports.undo(applied(sato, NAMELESS), by=sato, now=clock.now())
    batch = applied(sato, with_cell(NAMELESS, "出発", "2018/8/21"))
    (row,) = rows_of(batch)
    assert (row.verdict, row.notes["name_latin"].split("+")[-1]) == ("new", "left_of_undone")
    assert [stay.status for stay in Mobility.objects.order_by("pk")] == ["voided", "returned"]
    assert Person.objects.filter(mobilities__isnull=False).distinct().count() == 1


def test_who_is_left_is_asked_where_two_rows_may_be_the_same(world, sato):
    imports.undo(applied(sato, NAMELESS), by=sato, now=clock.now())
    batch = checked(sato, NAMELESS, with_cell(NAMELESS, "出発", "2018/8/22"))
    assert all(("person", "person.may_be_known") in found for found in problems(batch).values())
    assert len(problems(batch)) == 2


def test_whose_stay_was_voided_by_hand_is_asked(world, sato):
    applied(sato, NAMELESS)
    stay = Mobility.objects.get()
    moves.move(stay, "void", Step(reason_code="mistake", reason="Twice"), by=sato, now=clock.now())
    assert problems(checked(sato, NAMELESS)) == {2: [("person", "person.may_be_known")]}


def test_undo_gives_back_the_values_that_were_changed(world, sato):
    applied(sato, HANA)
    imports.undo(applied(sato, with_cell(HANA, "備考", "Scholarship")), by=sato, now=clock.now())
    stay = Mobility.objects.get()
    assert (stay.note, stay.version, stay.status) == ("", 3, "returned")


def test_a_discarded_import_keeps_no_rows(world, sato):
    batch = checked(sato, HANA)
    imports.discard(batch, by=sato, now=clock.now())
    assert (batch.rows.count(), ImportBatch.objects.get().state) == (0, "discarded")
    with pytest.raises(CannotCheck):
        imports.check(batch, by=sato, now=clock.now())
    with pytest.raises(CannotDiscard):
        imports.discard(applied(sato, HANA), by=sato, now=clock.now())


def test_tables_of_more_than_a_year_ago_go_and_their_records_stay(world, sato):
    applied(sato, HANA)
    assert imports.forget_old(now=clock.now() + timedelta(days=364)) == 0
    assert imports.forget_old(now=clock.now() + timedelta(days=366)) == 1
    assert (ImportRow.objects.count(), Mobility.objects.count()) == (0, 1)


def test_a_table_without_rows_is_refused(world, sato):
    with pytest.raises(CannotTake):
        imports.take(STAYS, sheet(("", None, "")), by=sato, now=clock.now())


def test_columns_are_found_by_their_heads_and_put_right_by_hand(world, sato):
    heads = ("No.", *HEADS[1:])
    batch = checked(sato, HANA, heads=heads)
    assert "student_number" not in batch.mapping
    batch = imports.rearrange(batch, {**batch.mapping, "student_number": 0}, {}, by=sato, now=clock.now())
    assert rows_of(batch)[0].said["student_number"] == "1712"
    with pytest.raises(CannotCheck):
        imports.rearrange(batch, {"student_number": 0, "note": 0}, {}, by=sato, now=clock.now())


def test_what_the_title_says_holds_for_every_row(world, sato):
    heads = ("氏名", "出発", "帰国", "機関")
    row = ("山田 花子", "8/20", "8/31", "カザン連邦大学")
    given = {"fiscal_year": "平成30年度", "program": "文化交流プログラム", "direction": "派遣"}
    batch = checked(sato, row, heads=heads, given=given)
    assert problems(batch) == {}
    assert rows_of(batch)[0].said["starts_on"] == {"date": "2018-08-20"}
    assert rows_of(batch)[0].notes["program"] == "title"


# --- People ------------------------------------------------------------------------------------------------------------


def test_number_and_name_together_are_a_known_person(world, sato):
    hana = PersonFactory(student_number="1712", names=[("latin", "Yamada", "Hana", "")])
    applied(sato, HANA)
    assert Mobility.objects.get().person == hana


def test_a_name_alone_is_asked_about_and_never_merged(world, sato):
    hana = PersonFactory(student_number="", names=[("latin", "Yamada", "Hana", "")])
    batch = checked(sato, HANA)
    assert problems(batch) == {2: [("person", "person.may_be_known")]}
    assert rows_of(batch)[0].problems[0]["nearest"] == [str(hana.uid), "new"]
    corrected(batch, {2: {"person": str(hana.uid)}}, by=sato)
    assert (rows_of(batch)[0].about["person"], rows_of(batch)[0].about["new"]) == (str(hana.uid), False)
    corrected(batch, {2: {"person": "new"}}, by=sato)
    imports.apply(batch, by=sato, now=clock.now())
    assert Mobility.objects.get().person != hana


def test_without_a_number_the_registered_stay_tells_who_it_is(world, sato):
    applied(sato, with_cell(HANA, "学籍番号", ""))
    assert verdicts(checked(sato, with_cell(HANA, "学籍番号", ""))) == ["same"]


def test_a_coordinator_is_not_told_of_people_of_other_programmes(world, sato, kimura):
    stay = registered(world, sato, run=world.basic_outbound)
    PersonFactory.create()
    name = stay.person.names.get()
    row = with_cell(with_cell(HANA, "ローマ字", f"{name.family}, {name.given}"), "学籍番号", "")
    batch = checked(kimura, row)
    (problem,) = rows_of(batch)[0].problems
    assert (problem["code"], problem["nearest"]) == ("person.may_be_known", ["new"])
    other = checked(kimura, with_cell(row, "プログラム", "基礎科学プログラム"))
    assert ("program", "program.not_yours") in problems(other)[2]
    unknown = checked(kimura, with_cell(row, "プログラム", "基礎の基礎プログラム"))
    assert ("program", "program.unknown") in problems(unknown)[2]


def test_a_programme_without_any_run_is_known_and_has_none(world, sato):
    ProgramFactory(project=world.project, name_en="New Program")
    assert ("program", "run.unknown") in problems(checked(sato, with_cell(HANA, "プログラム", "New Program")))[2]


def test_stays_of_people_whom_a_coordinator_brought_by_a_table_are_theirs(world, kimura):
    """No second entry for those whom she has entered herself."""
    people = Office(PEOPLE, kimura, ("学籍番号", "ローマ字")).applied(HANA[:2])
    batch = applied(kimura, HANA)
    assert Mobility.objects.get().person_id == people.rows.get().record_id
    assert verdicts(checked(kimura, HANA)) == ["same"]
    assert rows_of(batch)[0].notes["name_latin"] == "family_first+known_person"


def test_initials_are_enough_to_know_a_traveller_again(world, sato):
    applied(sato, HANA)
    assert verdicts(checked(sato, with_cell(HANA, "ローマ字", "Yamada H."))) == ["same"]
    without = with_cell(HANA, "学籍番号", "1799")
    assert problems(checked(sato, with_cell(without, "ローマ字", "Ivanova A."))) == {
        2: [("name_latin", "name.initials")]
    }


def test_a_number_without_its_zeros_is_asked_about_and_never_a_second_person(world, sato):
    applied(sato, with_cell(HANA, "学籍番号", "001712"))
    assert verdicts(checked(sato, with_cell(HANA, "学籍番号", 1712))) == ["same"]  # the very stay
    other = with_cell(with_cell(HANA, "学籍番号", 1712), "ローマ字", "Yamada, Hannah")
    batch = checked(sato, with_cell(other, "出発", "2018/8/21"))
    assert problems(batch) == {2: [("person", "person.zeros")]}


def test_two_rows_of_one_name_are_asked_about(world, sato):
    later = with_cell(with_cell(HANA, "出発", "2018/9/10"), "帰国", "2018/9/20")
    first, second = (with_cell(row, "学籍番号", "") for row in (HANA, later))
    batch = checked(sato, first, second)
    assert problems(batch) == {3: [("person", "person.same_name")]}
    corrected(batch, {3: {"person": "2"}}, by=sato)
    imports.apply(batch, by=sato, now=clock.now())
    assert [stay.person_id for stay in Mobility.objects.all()] == [Person.objects.latest("pk").pk] * 2


def test_two_stays_of_one_new_number_are_of_one_person(world, sato):
    later = with_cell(with_cell(HANA, "出発", "2018/9/10"), "帰国", "2018/9/20")
    applied(sato, HANA, later)
    assert len({stay.person_id for stay in Mobility.objects.all()}) == 1
    assert verdicts(checked(sato, HANA, later)) == ["same", "same"]


def test_a_name_in_one_cell_is_every_spelling_in_it(world, sato):
    heads = ("学籍番号", "氏名", "年度", "プログラム", "派遣／受入", "相手大学", "出発", "帰国")
    applied(sato, ("1712", "山田 花子（ヤマダ ハナコ）", *HANA[2:8]), heads=heads)
    names = Mobility.objects.get().person.names.order_by("script").values_list("script", "family", "given")
    assert list(names) == [("kana", "ヤマダ", "ハナコ"), ("kanji", "山田", "花子")]
    batch = checked(sato, ("1712", "YAMADA Hanako", *HANA[2:8]), heads=heads)
    assert verdicts(batch) == ["same"]


# --- Places and runs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["カザン連邦大学", "Kazan Federal University", "Казанский федеральный университет", "ｶｻﾞﾝ連邦大学", "KFU"]
)
def test_an_institution_is_found_by_any_of_its_names(world, sato, name):
    world.kazan.aliases = "KFU"
    world.kazan.save()
    applied(sato, with_cell(HANA, "相手大学", name))
    assert Mobility.objects.get().receiving == world.kazan


@pytest.mark.parametrize(
    "name",
    ["文化交流", "Cultural Exchange", "cultural exchange programme", "Культурного обмена", "«Культурного обмена»"],
)
def test_a_programme_is_known_without_the_word_that_all_have(world, sato, name):
    batch = checked(sato, with_cell(HANA, "プログラム", name))
    assert (verdicts(batch), rows_of(batch)[0].notes["program"]) == (["new"], "called")


def test_a_short_name_of_two_programmes_is_asked(world, sato):
    other = ProgramFactory(
        project=world.project, name_ja="文化交流（プログラム）", name_en="", name_ru="", slug="other"
    )
    RunFactory(program=other, fiscal_year=2018, direction="outbound")
    batch = checked(sato, with_cell(HANA, "プログラム", "文化交流"))
    assert problems(batch) == {2: [("program", "program.ambiguous")]}


@pytest.mark.parametrize(
    ("head", "value", "problem"),
    [
        ("相手大学", "Kazan Federal Univercity", ("partner", "institution.unknown")),
        ("プログラム", "文化", ("program", "program.unknown")),
        ("年度", "2016", ("program", "run.unknown")),
        ("派遣／受入", "", ("direction", "direction.missing")),
        ("ローマ字", "Yamada", ("name_latin", "name.single")),
        ("帰国", "2018/8/1", ("ends_on", "rule")),
    ],
)
def test_what_is_wrong_is_told_at_its_cell(world, sato, head, value, problem):
    assert problems(checked(sato, with_cell(HANA, head, value))) == {2: [problem]}


def test_the_nearest_names_are_proposed(world, sato):
    batch = checked(sato, with_cell(HANA, "相手大学", "Kazan Federal Univercity"))
    assert rows_of(batch)[0].problems[0]["nearest"][0] == world.kazan.slug


def test_a_closed_run_takes_no_new_record_but_knows_its_own(world, sato):
    applied(sato, HANA)
    world.outbound.is_closed = True
    world.outbound.save()
    batch = checked(sato, HANA, TARO)
    assert verdicts(batch) == ["same", "wrong"]
    assert problems(batch) == {3: [("program", "rule")]}


def test_two_runs_of_one_year_are_not_chosen_between(world, sato):
    RunFactory(program=world.cultural, direction="outbound")
    assert problems(checked(sato, HANA)) == {2: [("program", "run.ambiguous")]}


def test_days_ahead_are_planned_and_change_as_facts(world, sato):
    start = clock.today() + timedelta(days=30)
    year = start.year if start.month >= 4 else start.year - 1
    RunFactory(program=world.cultural, direction="outbound", fiscal_year=year)
    row = with_cell(with_cell(with_cell(HANA, "年度", str(year)), "出発", start), "帰国", start + timedelta(days=9))
    applied(sato, row)
    moved = with_cell(row, "帰国", start + timedelta(days=10))
    batch = applied(sato, moved)
    assert [one["column"] for one in rows_of(batch)[0].changes] == ["ends_on"]
    stay = Mobility.objects.get()
    assert (stay.status, stay.planned_ends_on) == ("planned", start + timedelta(days=10))
    imports.undo(batch, by=sato, now=clock.now())
    assert Mobility.objects.get().planned_ends_on == start + timedelta(days=9)


def test_confirmed_days_and_places_do_not_change_by_import(world, sato):
    applied(sato, HANA)
    later = with_cell(HANA, "帰国", "2018/9/4")
    assert problems(checked(sato, later)) == {2: [("ends_on", "edited_since")]} or problems(checked(sato, later)) == {
        2: [("ends_on", "days.by_move")]
    }
    assert problems(checked(sato, with_cell(HANA, "相手大学", "国立イルクーツク大学"))) == {
        2: [("partner", "place.fixed")]
    }
    assert Mobility.objects.get().actual_ends_on == date(2018, 9, 3)


# --- Who may -----------------------------------------------------------------------------------------------------------


def test_only_those_who_register_may_import_and_others_see_nothing_of_it(world, sato, kimura, petrova, stranger):
    for user in (petrova, stranger):
        with pytest.raises(PermissionDenied):
            imports.take(STAYS, sheet(HANA), by=user, now=clock.now())
    batch = checked(kimura, HANA)
    assert list(ImportBatch.objects.visible_to(kimura)) == list(ImportBatch.objects.visible_to(sato)) == [batch]
    assert not ImportBatch.objects.visible_to(petrova).exists()
    other = checked(sato, TARO)
    with pytest.raises(PermissionDenied):
        imports.apply(other, by=kimura, now=clock.now())


def test_what_the_office_checks_for_a_coordinator_tells_her_nothing_of_other_programmes(world, sato, kimura, sign_in):
    elsewhere = with_cell(with_cell(HANA, "プログラム", "基礎科学プログラム"), "備考", "Kept")
    applied(sato, elsewhere)
    batch = checked(kimura, with_cell(elsewhere, "備考", "guessed"))
    before = problems(batch)
    batch = imports.check(batch, by=sato, now=clock.now())
    assert problems(batch) == before
    assert rows_of(batch)[0].changes == []
    page = sign_in(kimura).get(reverse("mobility:import_preview", args=[batch.uid]))
    assert "Kept" not in page.text


def test_the_office_registers_what_a_coordinator_may(world, sato, kimura):
    batch = imports.apply(checked(kimura, HANA), by=sato, now=clock.now())
    assert batch.counts["written"] == 1
