"""A table of plan numbers: into the draft, never into what was adopted; a number in force changes with its reason only."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from programs.models import PlanStatus, TargetCell, TargetPlan, TargetRevision
from programs.queries.targets import plan_of
from programs.services import targets
from programs.services.import_targets import TARGETS
from tests.factories import PlanFactory, revision
from tests.import_kinds import Office, changes, digest_of_everything, problems, rows_of

HEADS = ("年度", "派遣／受入", "プログラム", "計画人数", "変更理由", "決定日")
OUT = ("平成30年度", "派遣", "", "20人", "", "")
IN = ("2018", "Inbound", "", "１５", "", "")
WHY = ("FY2018", "派遣", "", 30, "Partner added", "2018-05-01")


@pytest.fixture
def office(world, sato):
    return Office(TARGETS, sato, HEADS)


def numbers(plan):
    return {(cell.fiscal_year, cell.direction): cell.total for cell in plan_of(plan).cells}


def test_the_first_plan_of_a_project_begins_as_a_draft(office, world):
    batch = office.applied(OUT, IN)
    plan = TargetPlan.objects.get()
    assert (plan.project, plan.status, plan.number, plan.by_program) == (world.project, PlanStatus.DRAFT, 1, False)
    assert numbers(plan) == {(2018, "outbound"): 20, (2018, "inbound"): 15}
    assert rows_of(batch)[0].notes["project"] == "main_project"
    assert TargetCell.objects.first().history.get().history_user == office.by


def test_the_same_table_once_more_changes_nothing(office):
    office.applied(OUT, IN)
    before = digest_of_everything()
    assert office.verdicts(OUT, IN) == ["same", "same"]
    assert digest_of_everything() == before


def test_what_was_adopted_never_changes_and_a_next_version_is_begun(office, world):
    adopted = PlanFactory.adopted(world.project, {(2018, "outbound"): 20, (2018, "inbound"): 15})
    batch = office.applied(WHY, IN)
    assert changes(batch) == [("number", 20, 30)]
    draft = TargetPlan.objects.get(number=2)
    assert (numbers(adopted), numbers(draft)) == (
        {(2018, "outbound"): 20, (2018, "inbound"): 15},
        {(2018, "outbound"): 30, (2018, "inbound"): 15},
    )
    revision = TargetRevision.objects.get(plan=draft)
    assert (revision.delta, revision.note_en, revision.decided_on) == (10, "Partner added", date(2018, 5, 1))
    assert office.verdicts(WHY, IN) == ["same", "same"]
    assert office.undone(batch).left == {}
    assert list(TargetPlan.objects.all()) == [adopted]


def test_a_number_in_force_changes_with_its_reason_only(office, world):
    PlanFactory.adopted(world.project, {(2018, "outbound"): 20, (2018, "inbound"): 15})
    assert office.problems(office.with_cell(OUT, "計画人数", "25")) == {
        2: [("note", "note.missing"), ("decided_on", "decided.missing")]
    }
    assert office.verdicts(OUT) == ["same"]


def test_a_new_number_has_not_the_reason_of_the_one_before(office, world):
    """A file of the plan tells why its numbers are what they are; whoever corrects one says why it changes now."""
    plan = PlanFactory(project=world.project)
    TargetCell.objects.create(plan=plan, fiscal_year=2018, direction="outbound", value=20)
    revision(plan, 5, note_en="Partner added")
    plan.status, plan.adopted_on = PlanStatus.ADOPTED, date(2018, 4, 1)
    plan.save()
    assert office.problems((*WHY[:3], 31, "Partner added", "2018-05-01")) == {2: [("note", "note.of_before")]}
    assert office.verdicts((*WHY[:3], 25, "Partner added", "2018-05-01")) == ["same"]
    assert office.verdicts((*WHY[:3], 31, "Another partner", "2018-05-01")) == ["changed"]


def test_undo_gives_the_numbers_back_and_leaves_what_was_edited_since(office, world):
    office.applied(OUT)
    plan = TargetPlan.objects.get()
    batch = office.applied(office.with_cell(OUT, "計画人数", "22"), IN)
    targets.set_cells(plan, {(2018, "inbound", None): 16}, by=office.by)
    undone = office.undone(batch)
    assert {number: why.code for number, why in undone.left.items()} == {3: "undo.edited"}
    assert numbers(plan) == {(2018, "outbound"): 20, (2018, "inbound"): 16}


def test_undo_takes_a_change_of_a_number_in_force_back_with_its_reason(office, world):
    PlanFactory.adopted(world.project, {(2018, "outbound"): 20, (2018, "inbound"): 15})
    first = office.applied(WHY)
    draft = TargetPlan.objects.get(number=2)
    second = office.applied((*WHY[:3], 35, "Budget", "2018-06-01"))
    assert numbers(draft)[2018, "outbound"] == 35
    assert office.undone(second).left == {}
    assert (numbers(draft)[2018, "outbound"], TargetRevision.objects.get(plan=draft).note_en) == (30, "Partner added")
    assert office.undone(first).left == {}
    assert (numbers(draft)[2018, "outbound"], TargetRevision.objects.filter(plan=draft).exists()) == (20, False)


def test_what_was_adopted_since_stays(office, world):
    batch = office.applied(OUT, IN)
    plan = TargetPlan.objects.get()
    plan.status, plan.adopted_on = PlanStatus.ADOPTED, date(2018, 4, 1)
    plan.save()
    assert {why.code for why in office.undone(batch).left.values()} == {"undo.settled"}


def test_numbers_by_programme(office, world):
    rows = [office.with_cell(OUT, "プログラム", name) for name in ("文化交流プログラム", "Basic Science Program")]
    office.applied(*rows)
    plan = TargetPlan.objects.get()
    assert plan.by_program
    assert set(plan.cells.values_list("program_id", flat=True)) == {world.cultural.pk, world.basic.pk}
    assert office.problems(IN) == {2: [("program", "program.missing")]}


def test_two_rows_and_many_cost_the_same_queries(office, world):
    rows = [(year, way, "", 10, "", "") for year in range(2017, 2022) for way in ("派遣", "受入")]
    assert office.queries_of_check(*rows[:2]) == office.queries_of_check(*rows)


@pytest.mark.parametrize(
    ("head", "value", "problem"),
    [
        ("年度", "", ("fiscal_year", "year.missing")),
        ("年度", "2016", ("fiscal_year", "year.outside")),
        ("派遣／受入", "", ("direction", "direction.missing")),
        ("計画人数", "", ("number", "number.missing")),
        ("プログラム", "Atlantis", ("program", "program.unknown")),
    ],
)
def test_what_is_wrong_is_told_at_its_cell(office, head, value, problem):
    assert office.problems(office.with_cell(OUT, head, value), IN)[2][0] == problem


def test_one_cell_stands_in_one_row(office):
    assert office.problems(OUT, OUT) == {3: [("", "row.twice_record")]}


def test_what_the_title_says_holds_for_every_row(world, sato):
    office = Office(TARGETS, sato, ("派遣／受入", "計画数"))
    batch = office.checked(("派遣", "20"), given=TARGETS.of_title("平成30年度 計画"))
    assert (problems(batch), rows_of(batch)[0].said["fiscal_year"]) == ({}, 2018)


def test_the_office_alone_imports_plan_numbers(world, kimura, mori):
    for user in (kimura, mori):
        with pytest.raises(PermissionDenied):
            Office(TARGETS, user, HEADS).checked(OUT)
