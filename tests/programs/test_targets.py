"""Plans are versions: base plus revisions, complete when adopted, and never changed afterwards."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from modeltranslation.translator import translator

from kanazawa_exchange.accounts.models import StoredFile, Transition, User
from kanazawa_exchange.accounts.queries.history import timeline
from kanazawa_exchange.accounts.services import files, moves
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.lib.formats import long_date, table_date
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import MoveRefused, Step
from programs.models import Committee, FundingProject, PlanStatus, TargetCell, TargetPlan, TargetRevision
from programs.moves import PLAN_MOVES
from programs.queries.plan_changes import changes
from programs.queries.targets import missing_cells, plan_in_force, plan_of
from programs.services import adoptions, targets
from programs.services.successions import Reasons
from tests import factories

from .promised import promised

NOW = datetime(2020, 6, 1, tzinfo=UTC)
FIGURES = {(2017, "outbound"): 20, (2017, "inbound"): 5, (2018, "outbound"): 35, (2018, "inbound"): 17}


@pytest.fixture
def steering(world: factories.World) -> Committee:
    return Committee.objects.create(
        project=world.project, kind="steering", slug="steering", name_ja="運営委員会", name_ru="Комитет"
    )


def draft(project: FundingProject, by: User, **fields: Any) -> TargetPlan:
    return targets.create_plan(project, {"first_fiscal_year": 2017, "last_fiscal_year": 2018, **fields}, by=by)


def filled(project: FundingProject, by: User) -> TargetPlan:
    plan = draft(project, by)
    return targets.set_cells(plan, {(year, way, None): n for (year, way), n in FIGURES.items()}, by=by)


def adopted(
    plan: TargetPlan, committee: Committee, by: User, on: date = date(2017, 10, 2), **further: Any
) -> TargetPlan:
    return adoptions.adopt(
        plan, committee=committee, adopted_on=on, basis={"basis_ja": "第1回運営委員会"}, by=by, now=NOW, **further
    )


def revise(plan: TargetPlan, by: User, delta: int, **fields: Any) -> TargetRevision:
    words = {"fiscal_year": 2018, "direction": "outbound", "reason": "budget", "decided_on": date(2017, 10, 1)}
    return targets.add_revision(plan, {**words, "delta": delta, "note_ja": "予算の変更", **fields}, by=by)


# --- Base and revisions ------------------------------------------------------------------------------------------------


def test_a_shown_number_is_base_plus_revisions_and_both_stay_separable(world: Any, sato: User) -> None:
    plan = filled(world.project, sato)
    revise(plan, sato, 5, reason="partner_added", institution=world.irkutsk)
    revise(plan, sato, -2)

    cell = plan_of(plan).cell(2018, "outbound")

    assert cell is not None
    assert (cell.base, cell.delta, cell.total, cell.added) == (35, 3, 38, 3)
    assert cell.footnotes == (2, 3)  # 1 is the note on the heading


def test_years_outside_the_plan_have_no_number(world: Any, sato: User, steering: Committee) -> None:
    adopted(filled(world.project, sato), steering, sato)

    plan = plan_in_force(world.project, date(2020, 1, 1))

    assert plan is not None
    assert (promised(plan, 2018, "outbound"), promised(plan, 2019, "outbound")) == (35, None)


def test_a_plan_by_programme_shows_its_programmes_and_their_sum(world: Any, sato: User) -> None:
    plan = draft(world.project, sato, by_program=True)
    numbers = {(2017, "outbound", world.cultural.pk): 12, (2017, "outbound", world.basic.pk): 8}
    targets.set_cells(plan, numbers, by=sato)

    shown = plan_of(plan)

    assert promised(shown, 2017, "outbound") == 20
    assert promised(shown, 2017, "outbound", world.basic.pk) == 8
    assert promised(shown, 2017, "inbound", world.basic.pk) is None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    deltas=st.lists(
        st.tuples(st.sampled_from(sorted(FIGURES)), st.integers(-50, 50).filter(bool)), min_size=0, max_size=6
    )
)
def test_any_sequence_of_revisions_sums_to_the_shown_plan(
    world: Any, sato: User, deltas: list[tuple[tuple[int, str], int]]
) -> None:
    with transaction.atomic():
        plan = filled(world.project, sato)
        expected = dict(FIGURES)
        for (year, direction), delta in deltas:
            if expected[year, direction] + delta < 0:
                with pytest.raises(Refused) as refusal:
                    revise(plan, sato, delta, fiscal_year=year, direction=direction)
                assert list(refusal.value.errors) == ["delta"]
            else:
                revise(plan, sato, delta, fiscal_year=year, direction=direction)
                expected[year, direction] += delta

        shown = plan_of(plan)

        assert {key: promised(shown, *key) for key in FIGURES} == expected
        transaction.set_rollback(True)


def test_a_revision_for_a_cell_the_plan_does_not_have_is_refused(world: Any, sato: User) -> None:
    plan = filled(world.project, sato)
    for elsewhere in ({"fiscal_year": 2019}, {"program": world.cultural}):
        with pytest.raises(Refused) as refusal:
            revise(plan, sato, 1, **elsewhere)
        assert list(refusal.value.errors) == ["fiscal_year"]
    assert not plan.revisions.exists()


def test_a_partner_added_needs_the_partner(world: Any, sato: User) -> None:
    plan = filled(world.project, sato)
    with pytest.raises(Refused) as refusal:
        revise(plan, sato, 1, reason="partner_added")
    assert list(refusal.value.errors) == ["institution"]


# --- What holds on a day ---------------------------------------------------------------------------------------------


def test_an_as_of_query_returns_the_old_figure(world: Any, sato: User, steering: Committee) -> None:
    adopted(filled(world.project, sato), steering, sato, on=date(2017, 10, 2))
    second = adoptions.new_version(world.project, by=sato)
    revise(second, sato, 5)
    adopted(second, steering, sato, on=date(2018, 6, 1))

    def outbound(day: date) -> int | None:
        plan = plan_in_force(world.project, day)
        return promised(plan, 2018, "outbound") if plan else None

    assert outbound(date(2017, 10, 1)) is None
    assert outbound(date(2018, 5, 31)) == 35
    assert outbound(date(2018, 6, 1)) == 40


def test_a_draft_promises_nothing(world: Any, sato: User) -> None:
    filled(world.project, sato)
    assert plan_in_force(world.project, date(2030, 1, 1)) is None


@pytest.mark.parametrize("programs", [1, 3])
def test_the_plan_in_force_costs_two_queries(
    world: Any, sato: User, steering: Committee, django_assert_num_queries: Any, programs: int
) -> None:
    for extra in range(programs - 1):
        factories.ProgramFactory(project=world.project, code=f"extra-{extra}")
    plan = draft(world.project, sato, by_program=True)
    targets.set_cells(plan, dict.fromkeys(missing_cells(plan), 3), by=sato)
    for program in world.project.programs.all():
        revise(plan, sato, 2, program=program, reason="partner_added", institution=world.irkutsk)
    adopted(plan, steering, sato)

    with django_assert_num_queries(2):
        found = plan_in_force(world.project, date(2018, 1, 1))
        assert found is not None
        assert [note.institution.text for note in found.footnotes if note.institution]


# --- Adoption ----------------------------------------------------------------------------------------------------------


def test_adoption_records_the_committee_the_basis_and_the_move(world: Any, sato: User, steering: Committee) -> None:
    plan = adopted(filled(world.project, sato), steering, sato)

    assert (plan.status, plan.adopted_by_ja, plan.adopted_by_ru, plan.basis_ja) == (
        PlanStatus.ADOPTED, "運営委員会", "Комитет", "第1回運営委員会",
    )  # fmt: skip
    move = Transition.objects.get(record_type="targetplan", record_id=plan.pk)
    assert (move.move, move.source, move.target, move.actor, move.effective_on) == (
        "adopt", "draft", "adopted", sato, date(2017, 10, 2),
    )  # fmt: skip


def test_a_plan_with_empty_cells_is_not_adopted_and_the_sentence_names_them(
    world: Any, sato: User, steering: Committee
) -> None:
    plan = draft(world.project, sato)
    targets.set_cells(plan, {(2017, "outbound", None): 20, (2017, "inbound", None): 5}, by=sato)

    with pytest.raises(Refused, match="2018") as refusal:
        adopted(plan, steering, sato)

    assert "2017" not in str(refusal.value)
    assert TargetPlan.objects.get().status == PlanStatus.DRAFT


def test_only_the_projects_own_steering_committee_adopts(world: Any, sato: User, steering: Committee) -> None:
    plan = filled(world.project, sato)
    external = Committee.objects.create(project=world.project, kind="external", slug="external", name_ja="外部")
    elsewhere = Committee.objects.create(
        project=factories.ProjectFactory(), kind="steering", slug="elsewhere", name_ja="別"
    )
    for committee in (external, elsewhere):
        with pytest.raises(Refused) as refusal:
            adopted(plan, committee, sato)
        assert list(refusal.value.errors) == ["committee"]


def test_adoption_needs_a_basis_and_a_day_that_has_come(world: Any, sato: User, steering: Committee) -> None:
    plan = filled(world.project, sato)
    with pytest.raises(Refused) as refusal:
        adoptions.adopt(
            plan, committee=steering, adopted_on=date(2018, 1, 1), basis={"basis_ja": " "}, by=sato, now=NOW
        )
    assert list(refusal.value.errors) == ["basis_ja"]
    with pytest.raises(Refused) as refusal:
        adopted(plan, steering, sato, on=date(2020, 6, 2))
    assert list(refusal.value.errors) == ["adopted_on"]


def test_the_next_version_cannot_be_older_than_the_plan_in_force(world: Any, sato: User, steering: Committee) -> None:
    adopted(filled(world.project, sato), steering, sato, on=date(2017, 10, 2))
    second = adoptions.new_version(world.project, by=sato)
    with pytest.raises(Refused) as refusal:
        adopted(second, steering, sato, on=date(2017, 10, 1))
    assert list(refusal.value.errors) == ["adopted_on"]
    assert TargetPlan.objects.get(number=1).status == PlanStatus.ADOPTED


@pytest.mark.parametrize(
    ("decided_on", "accepted"),
    [
        pytest.param(date(2018, 9, 1), False, id="T04: decided after the adoption"),
        pytest.param(date(2018, 4, 2), False, id="decided on the next day"),
        pytest.param(date(2018, 4, 1), True, id="decided on the day of adoption"),
        pytest.param(date(2018, 3, 31), True, id="decided on the day before"),
    ],
)
def test_a_revision_decided_after_the_adoption_belongs_to_a_new_version(
    world: Any, sato: User, steering: Committee, decided_on: date, accepted: bool
) -> None:
    plan = filled(world.project, sato)
    revise(plan, sato, 5, decided_on=decided_on)

    if accepted:
        assert adopted(plan, steering, sato, on=date(2018, 4, 1)).status == PlanStatus.ADOPTED
    else:
        with pytest.raises(Refused, match=table_date(decided_on)) as refusal:
            adopted(plan, steering, sato, on=date(2018, 4, 1))
        assert list(refusal.value.errors) == ["adopted_on"]
        plan.refresh_from_db()
        assert (plan.status, Transition.objects.count()) == (PlanStatus.DRAFT, 0)


def test_the_figure_before_a_later_revision_stays_as_it_was_adopted(
    world: Any, sato: User, steering: Committee
) -> None:
    """T04: 30 as of 2018-06-01, though the next version revises it by 5 from 2018-09-01 on."""
    plan = draft(world.project, sato)
    targets.set_cells(plan, {**dict.fromkeys(missing_cells(plan), 0), (2018, "outbound", None): 30}, by=sato)
    plan = adopted(plan, steering, sato, on=date(2018, 4, 1))
    with pytest.raises(targets.PlanIsSettled):
        revise(plan, sato, 5, decided_on=date(2018, 9, 1))
    second = adoptions.new_version(world.project, by=sato)
    revise(second, sato, 5, decided_on=date(2018, 9, 1))
    adopted(second, steering, sato, on=date(2018, 9, 1))

    def outbound(day: date) -> int | None:
        plan = plan_in_force(world.project, day)
        return promised(plan, 2018, "outbound") if plan else None

    assert (outbound(date(2018, 6, 1)), outbound(date(2018, 8, 31)), outbound(date(2018, 9, 1))) == (30, 30, 35)


def test_numbers_below_zero_are_not_adopted(world: Any, sato: User, steering: Committee) -> None:
    """Stored as it was before a draft refused it."""
    plan = filled(world.project, sato)
    factories.revision(plan, -36)
    with pytest.raises(Refused, match="2018"):
        adopted(plan, steering, sato)


def test_adopting_the_next_version_supersedes_the_one_before(world: Any, sato: User, steering: Committee) -> None:
    first = adopted(filled(world.project, sato), steering, sato)
    second = adopted(adoptions.new_version(world.project, by=sato), steering, sato, on=date(2018, 6, 1))
    first.refresh_from_db()
    assert (first.status, first.superseded_on) == (PlanStatus.SUPERSEDED, date(2018, 6, 1))
    assert (second.status, second.number) == (PlanStatus.ADOPTED, 2)


def test_a_new_version_begins_with_the_numbers_and_revisions_of_the_one_in_force(
    world: Any, sato: User, steering: Committee
) -> None:
    plan = filled(world.project, sato)
    revise(plan, sato, 5)
    first = adopted(plan, steering, sato)

    second = adoptions.new_version(world.project, by=sato)

    assert [(c.fiscal_year, c.direction, c.base, c.delta) for c in plan_of(second).cells] == [
        (c.fiscal_year, c.direction, c.base, c.delta) for c in plan_of(first).cells
    ]
    assert changes(plan_of(first), plan_of(second), []) == ()
    with pytest.raises(Refused, match=str(targets.DRAFT_EXISTS)):
        adoptions.new_version(world.project, by=sato)


def test_a_comparison_names_what_changed_and_why(world: Any, sato: User, steering: Committee) -> None:
    first = adopted(filled(world.project, sato), steering, sato)
    second = adoptions.new_version(world.project, by=sato)
    revise(second, sato, 5, note_ja="追加")
    key = (2017, "inbound", None)
    why = Reasons({key: {"note_ja": "希望者の増加"}}, date(2017, 12, 1))
    targets.set_cells(second, {key: 6}, reasons=why, by=sato)

    found = changes(plan_of(first), plan_of(second), [])

    assert [(c.fiscal_year, c.direction, c.difference, c.base_difference) for c in found] == [
        (2017, "inbound", 1, 0),
        (2018, "outbound", 5, 0),
    ]
    assert [[note.note.text for note in change.reasons] for change in found] == [["希望者の増加"], ["追加"]]


# --- The document of the decision --------------------------------------------------------------------------------------


@pytest.fixture
def minutes() -> SimpleUploadedFile:
    return SimpleUploadedFile("minutes.pdf", b"%PDF-1.7\n" + b"x" * 100 + b"\n%%EOF\n")


def test_the_document_is_kept_with_the_adoption_in_one_call(
    world: Any, sato: User, steering: Committee, minutes: SimpleUploadedFile
) -> None:
    plan = adopted(filled(world.project, sato), steering, sato, upload=minutes)
    assert plan.basis_file is not None
    assert (plan.basis_file.original_name, plan.basis_file.stored_by) == ("minutes.pdf", sato)
    assert files.path_of(plan.basis_file.file.name).is_file()


def test_of_an_adoption_that_is_refused_no_document_remains(
    world: Any, sato: User, steering: Committee, minutes: SimpleUploadedFile
) -> None:
    with pytest.raises(Refused, match="2020"):
        adopted(draft(world.project, sato, last_fiscal_year=2020), steering, sato, upload=minutes)
    assert StoredFile.objects.count() == 0


def test_nothing_is_written_for_who_may_not_adopt_or_for_a_plan_that_changed_meanwhile(
    world: Any, sato: User, stranger: User, steering: Committee, minutes: SimpleUploadedFile, monkeypatch: Any
) -> None:
    plan = filled(world.project, sato)
    monkeypatch.setattr(files, "store", lambda *_args, **_named: pytest.fail("a file was written"))
    with pytest.raises(PermissionDenied):
        adopted(plan, steering, stranger, upload=minutes)
    with pytest.raises(StaleEdit):
        adopted(plan, steering, sato, upload=minutes, version=1)


# --- What was adopted never changes ------------------------------------------------------------------------------------


def test_no_service_changes_an_adopted_plan(world: Any, sato: User, steering: Committee) -> None:
    plan = filled(world.project, sato)
    revision = revise(plan, sato, 5)
    plan = adopted(plan, steering, sato)
    key = (2017, "outbound", None)
    for act in (
        lambda: targets.set_cells(plan, {key: 99}, by=sato),
        lambda: targets.edit_plan(plan, {"title_ja": "別"}, by=sato, version=plan.version),
        lambda: revise(plan, sato, 1),
        lambda: targets.edit_revision(revision, {"delta": 9}, by=sato, version=revision.version),
        lambda: targets.remove_revision(revision, by=sato, version=revision.version),
        lambda: targets.discard(plan, by=sato, version=plan.version),
        lambda: adopted(plan, steering, sato),
    ):
        with pytest.raises(targets.PlanIsSettled):
            act()


WRITES = (
    lambda plan: TargetCell.objects.filter(plan=plan)[0].delete(),
    lambda plan: _save(TargetCell.objects.filter(plan=plan)[0], value=999),
    lambda plan: TargetCell.objects.create(plan=plan, fiscal_year=2019, direction="outbound", value=1),
    lambda plan: _save(plan, adopted_on=date(2016, 1, 1)),
    lambda plan: _save(plan, status="draft"),
    lambda plan: _save(plan, note_policy="when_added"),
)


def _save(row: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


@pytest.mark.parametrize("write", WRITES)
def test_the_database_refuses_to_change_an_adopted_plan(
    world: Any, sato: User, steering: Committee, write: Any
) -> None:
    plan = adopted(filled(world.project, sato), steering, sato)
    with pytest.raises(IntegrityError), transaction.atomic():
        write(TargetPlan.objects.get(pk=plan.pk))


MOVING = {"status", "superseded_on"}
"""What a move may still change; the guard knows of the state by itself."""
OF_EVERY_RECORD = {"id", "uid", "version", "created_at", "updated_at"}
GUARD = {
    "sqlite": "SELECT sql FROM sqlite_master WHERE name = 'target_plan_immutable'",
    "postgresql": "SELECT prosrc FROM pg_proc WHERE proname = 'target_plan_immutable_refuse'",
}


def test_the_guard_of_adopted_plans_names_every_column_in_every_language(db: None) -> None:
    """A further field or language wants a migration that puts a new guard in the place of this one."""
    with connection.cursor() as cursor:
        cursor.execute(GUARD[connection.vendor])
        guarded = set(re.findall(r"NEW\.(\w+) IS (?:NOT|DISTINCT)", cursor.fetchone()[0]))
    translated = set(translator.get_options_for_model(TargetPlan).all_fields)  # kept by their columns in each language
    stored = {field.column for field in TargetPlan._meta.concrete_fields}
    assert guarded == stored - translated - MOVING - OF_EVERY_RECORD


@pytest.fixture
def without_guards() -> None:
    """The control: the triggers are gone until the test's transaction is rolled back."""
    with connection.cursor() as cursor:
        for table, name in (
            ("programs_targetplan", "target_plan_immutable"),
            ("programs_targetcell", "targetcell_insert"),
            ("programs_targetcell", "targetcell_update"),
            ("programs_targetcell", "targetcell_delete"),
        ):
            cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


@pytest.mark.parametrize("write", WRITES)
def test_without_the_guards_the_same_writes_would_go_through(
    world: Any, sato: User, steering: Committee, without_guards: None, write: Any
) -> None:
    plan = adopted(filled(world.project, sato), steering, sato)
    write(TargetPlan.objects.get(pk=plan.pk))


def test_every_move_of_a_plan_is_a_row_that_the_office_alone_makes(
    world: Any, sato: User, mori: User, stranger: User
) -> None:
    plan = filled(world.project, sato)
    assert [row.name for row in PLAN_MOVES.offered(plan, sato)] == ["adopt"]
    for user in (mori, stranger):
        assert PLAN_MOVES.offered(plan, user) == ()
        with pytest.raises(PermissionDenied):
            moves.move(adoptions.PLANS, plan, "adopt", Step(on=date(2018, 1, 1)), by=user, now=NOW)
    with pytest.raises(MoveRefused):
        moves.move(adoptions.PLANS, plan, "supersede", Step(on=date(2018, 1, 1)), by=sato, now=NOW)


def test_the_history_of_a_plan_tells_its_moves_in_words(world: Any, sato: User, steering: Committee) -> None:
    plan = adopted(filled(world.project, sato), steering, sato)
    with override("en"):
        entries = timeline(plan, moves=PLAN_MOVES)
        assert f"Adoption recorded, effective {long_date(date(2017, 10, 2))}" in [entry.what for entry in entries]
    assert {entry.reason for entry in entries} == {""}


# --- Two people, one draft -------------------------------------------------------------------------------------------


def test_the_second_of_two_editors_is_told(world: Any, sato: User) -> None:
    plan = draft(world.project, sato)
    targets.set_cells(plan, {(2017, "outbound", None): 20}, by=sato, version=1)
    with pytest.raises(StaleEdit):
        targets.set_cells(plan, {(2017, "outbound", None): 21}, by=sato, version=1)
    assert plan.cells.get().value == 20


def test_a_draft_keeps_to_the_years_of_its_project_and_of_its_numbers(world: Any, sato: User) -> None:
    with pytest.raises(Refused) as beyond:
        draft(world.project, sato, last_fiscal_year=2022)
    plan = filled(world.project, sato)
    with pytest.raises(Refused) as filled_year:
        targets.edit_plan(plan, {"last_fiscal_year": 2017}, by=sato, version=plan.version)
    assert list(beyond.value.errors) == list(filled_year.value.errors) == ["last_fiscal_year"]


def test_a_discarded_draft_leaves_its_history(world: Any, sato: User) -> None:
    plan = filled(world.project, sato)
    targets.discard(plan, by=sato, version=plan.version)
    assert not TargetPlan.objects.exists()
    last = TargetPlan.history.order_by("-history_id").first()
    assert (last.history_type, last.history_user) == ("-", sato)
