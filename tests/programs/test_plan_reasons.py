"""A number that was in force changes only with its reason, whichever button was used, and the reason is printed as ※."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.refusals import Refused
from programs.models import Committee, TargetCell, TargetPlan, TargetRevision
from programs.queries.plan_changes import unexplained
from programs.queries.targets import Plan, missing_cells, plan_of
from programs.services import adoptions, targets
from programs.services.successions import CellsRefused, Reasons
from tests import factories
from tests.markup import compact

from .promised import promised

NOW = datetime(2020, 6, 1, tzinfo=UTC)
DAY = date(2018, 5, 1)
OUT = (2018, "outbound", None)
BASE = {(2017, "outbound", None): 20, (2017, "inbound", None): 5, OUT: 12, (2018, "inbound", None): 17}


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def steering(world: factories.World) -> Committee:
    return Committee.objects.create(project=world.project, kind="steering", slug="steering", name_en="Committee")


@pytest.fixture
def office(sato: User, sign_in: Any) -> Client:
    client: Client = sign_in(sato)
    return client


def adopt(plan: TargetPlan, committee: Committee, by: User, on: date) -> TargetPlan:
    return adoptions.adopt(plan, committee=committee, adopted_on=on, basis={"basis_en": "Meeting"}, by=by, now=NOW)


@pytest.fixture
def second(world: Any, sato: User, steering: Committee) -> TargetPlan:
    """The draft of version 2; in version 1, which is in force, 12 stand for the dispatch of FY2018."""
    plan = targets.create_plan(world.project, {"first_fiscal_year": 2017, "last_fiscal_year": 2018}, by=sato)
    adopt(targets.set_cells(plan, BASE, by=sato), steering, sato, date(2017, 10, 2))
    return adoptions.new_version(world.project, by=sato)


def why(words: str = "More places") -> Reasons:
    return Reasons({OUT: {"note_en": words}}, DAY)


def cell(plan: TargetPlan) -> tuple[int, int, tuple[int, ...]]:
    found = plan_of(plan).cell(*OUT)
    assert found is not None
    return found.base, found.total, found.footnotes


def cells_page(plan: TargetPlan) -> str:
    with override("en"):
        return reverse("programs:plan_cells", kwargs={"uid": plan.uid})


def sent(plan: TargetPlan, **boxes: str) -> dict[str, Any]:
    plan.refresh_from_db()
    numbers = {f"cell-{year}-{way}": str(number) for (year, way, _), number in BASE.items()}
    return {"version": plan.version, "decided_on": "2018-05-01", "kind": "budget", **numbers, **boxes}


# --- The grid --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["18", "0", "11"])
def test_a_number_in_force_that_changes_in_the_grid_is_asked_why_at_its_cell(
    second: TargetPlan, office: Client, number: str
) -> None:
    page = cells_page(second)
    assert 'data-in-force="12"' in office.get(page).content.decode()

    answer = office.post(page, sent(second, **{"cell-2018-outbound": number}))

    assert list(answer.context["form"].errors) == ["why-2018-outbound"]
    html = compact(answer.content.decode())
    assert "12 is in force. Say why it changes" in html
    assert re.search(rf'name="cell-2018-outbound" value="{number}"', html)
    assert cell(second) == (12, 12, ())


def test_with_its_reason_it_is_written_and_the_reason_is_printed(second: TargetPlan, office: Client) -> None:
    boxes = {"cell-2018-outbound": "18", "why-2018-outbound": "Two more places in Kazan"}

    answer = office.post(cells_page(second), sent(second, **boxes), follow=True)

    assert cell(second) == (12, 18, (1,))
    html = compact(answer.content.decode())
    assert "<b>18</b>" in html
    assert "※1" in html
    assert "Two more places in Kazan" in html


def test_a_reason_without_the_day_of_the_decision_is_told_at_the_cell(second: TargetPlan, office: Client) -> None:
    boxes = {"cell-2018-outbound": "18", "why-2018-outbound": "More places", "decided_on": ""}
    answer = office.post(cells_page(second), sent(second, **boxes))
    assert "Say below on which day the change was decided." in answer.content.decode()
    assert not second.revisions.exists()


def test_a_reason_without_its_kind_is_told_at_the_cell(second: TargetPlan, office: Client) -> None:
    boxes = {"cell-2018-outbound": "18", "why-2018-outbound": "More places", "kind": ""}
    answer = office.post(cells_page(second), sent(second, **boxes))
    assert "Say below which kind of reason it is." in answer.content.decode()
    assert not second.revisions.exists()


def test_the_kind_that_was_chosen_is_kept(second: TargetPlan, office: Client) -> None:
    boxes = {"cell-2018-outbound": "18", "why-2018-outbound": "Less money", "kind": "budget"}
    office.post(cells_page(second), sent(second, **boxes))
    assert [revision.reason for revision in second.revisions.all()] == ["budget"]


def test_nothing_is_said_to_have_been_decided_before_somebody_says_so(second: TargetPlan, office: Client) -> None:
    form = office.get(cells_page(second)).context["form"]
    assert form["decided_on"].value() is None
    assert form["kind"].value() in (None, "")


def test_every_number_in_force_has_the_box_of_its_reason_beside_it(second: TargetPlan, office: Client) -> None:
    """A script folds those away whose number is unchanged; without it they are there."""
    html = compact(office.get(cells_page(second)).content.decode())
    beside = re.findall(r'data-reason-of="id_cell-([^"]+)"\s+data-in-force="(\d+)"', html)
    assert dict(beside) == {f"{year}-{way}": str(number) for (year, way, _program), number in BASE.items()}
    assert "js/reasons.js" in html


def test_a_number_in_force_cannot_be_emptied(second: TargetPlan, office: Client) -> None:
    answer = office.post(cells_page(second), sent(second, **{"cell-2018-outbound": ""}))
    assert "This number is in force. Enter 0 and say why" in answer.content.decode()
    assert cell(second) == (12, 12, ())


def test_the_note_stands_as_long_as_it_is_true(second: TargetPlan, sato: User) -> None:
    targets.set_cells(second, {OUT: 18}, reasons=why(), by=sato)
    targets.set_cells(second, {OUT: 16}, reasons=why(), by=sato)
    assert [(note.delta, note.note.text) for note in plan_of(second).footnotes] == [(4, "More places")]
    targets.set_cells(second, {OUT: 15}, reasons=why("Fewer places after all"), by=sato)
    assert [note.delta for note in plan_of(second).footnotes] == [4, -1]

    targets.set_cells(second, {OUT: 12}, by=sato)

    assert cell(second) == (12, 12, ())
    assert not second.revisions.exists()


def test_a_year_that_is_new_asks_for_no_reason(second: TargetPlan, sato: User) -> None:
    targets.edit_plan(second, {"last_fiscal_year": 2019}, by=sato, version=None)
    targets.set_cells(second, {(2019, "outbound", None): 30}, by=sato)
    assert promised(plan_of(second), 2019, "outbound") == 30


def test_programmes_are_asked_each_for_itself(world: Any, sato: User, steering: Committee) -> None:
    plan = targets.create_plan(
        world.project, {"first_fiscal_year": 2018, "last_fiscal_year": 2018, "by_program": True}, by=sato
    )
    keys = missing_cells(plan)
    adopt(targets.set_cells(plan, dict.fromkeys(keys, 3), by=sato), steering, sato, date(2018, 4, 1))
    draft = adoptions.new_version(world.project, by=sato)
    changed = {(2018, "outbound", world.cultural.pk): 2, (2018, "outbound", world.basic.pk): 4}

    with pytest.raises(CellsRefused) as refusal:
        targets.set_cells(draft, changed, by=sato)

    assert set(refusal.value.cells) == set(changed)  # though their sum is what it was


# --- Other buttons ---------------------------------------------------------------------------------------------------


def test_an_empty_draft_is_asked_like_a_copy(second: TargetPlan, sato: User, steering: Committee) -> None:
    targets.discard(second, by=sato, version=None)
    draft = targets.create_plan(second.project, {"first_fiscal_year": 2017, "last_fiscal_year": 2018}, by=sato)

    with pytest.raises(CellsRefused):
        targets.set_cells(draft, {**BASE, OUT: 18}, by=sato)
    targets.set_cells(draft, {**BASE, OUT: 18}, reasons=why(), by=sato)

    assert cell(draft) == (12, 18, (1,))
    assert adopt(draft, steering, sato, date(2018, 6, 1)).status == "adopted"


def test_a_revision_in_force_is_neither_edited_nor_removed(second: TargetPlan, sato: User, steering: Committee) -> None:
    targets.set_cells(second, {OUT: 18}, reasons=why(), by=sato)
    adopt(second, steering, sato, date(2018, 6, 1))
    third = adoptions.new_version(second.project, by=sato)
    revision = third.revisions.get()
    for act in (
        lambda: targets.edit_revision(revision, {"delta": 7}, by=sato, version=None),
        lambda: targets.remove_revision(revision, by=sato, version=None),
    ):
        with pytest.raises(Refused, match="This revision is in force and stays"):
            act()

    targets.set_cells(third, {OUT: 12}, reasons=why("Back to the first number"), by=sato)

    assert [note.delta for note in plan_of(third).footnotes] == [6, -6]
    assert cell(third)[:2] == (12, 12)


def stored(plan: TargetPlan, value: int) -> TargetCell:
    """Past the services, as a draft of earlier days may hold it."""
    found = TargetCell.objects.get(plan=plan, fiscal_year=2018, direction="outbound")
    found.value = value
    found.save()
    return found


@pytest.mark.parametrize("value", [18, 11])
def test_a_draft_with_an_unexplained_number_is_not_adopted(
    second: TargetPlan, sato: User, steering: Committee, value: int
) -> None:
    stored(second, value)
    with override("en"), pytest.raises(Refused, match="no revision says why: FY2018, outbound"):
        adopt(second, steering, sato, date(2018, 6, 1))


def test_promised_years_are_not_left_out(second: TargetPlan, sato: User, steering: Committee) -> None:
    targets.discard(second, by=sato, version=None)
    draft = targets.create_plan(second.project, {"first_fiscal_year": 2018, "last_fiscal_year": 2018}, by=sato)
    targets.set_cells(draft, {OUT: 12, (2018, "inbound", None): 17}, by=sato)
    with override("en"), pytest.raises(Refused, match="the draft has none: FY2017, outbound"):
        adopt(draft, steering, sato, date(2018, 6, 1))


def test_a_plan_by_programme_is_compared_by_its_sums(second: TargetPlan, world: Any) -> None:
    before = plan_of(TargetPlan.objects.get(number=1))

    def after(outbound: int) -> Plan:
        fine = factories.PlanFactory(project=factories.ProjectFactory(), by_program=True)
        for (year, way, _), number in {**BASE, OUT: outbound}.items():
            shares = ((world.cultural, number - 1), (world.basic, 1))
            for program, share in shares:
                fine.cells.create(fiscal_year=year, direction=way, program=program, value=share)
        return plan_of(fine)

    assert unexplained(before, after(12)) == ()
    assert [change.key for change in unexplained(before, after(18))] == [OUT]


# --- Adoption shows what it settles ----------------------------------------------------------------------------------


def test_the_numbers_and_what_changes_stand_above_the_button_of_the_adoption(
    second: TargetPlan, sato: User, office: Client
) -> None:
    targets.set_cells(second, {OUT: 18}, reasons=why("Two more places"), by=sato)
    with override("en"):
        html = compact(office.get(reverse("programs:plan_adopt", kwargs={"uid": second.uid})).content.decode())

    shown = html[: html.index('<form class="form wide"')]
    assert "What changes against version 1, which is in force" in shown
    assert re.search(r'<td class="n">12</td><td class="n">18</td><td class="n">\+6</td>', shown)
    assert "Two more places" in shown
    assert "<b>17</b>" in shown


def test_numbers_are_entered_first(second: TargetPlan, office: Client) -> None:
    with override("en"):
        html = compact(office.get(reverse("programs:plan_detail", kwargs={"uid": second.uid})).content.decode())
    buttons = re.findall(r'<a class="(btn[^"]*)"[^>]*>([^<]+)</a>', html)
    assert buttons[0] == ("btn", "Enter numbers")
    assert [words for look, words in buttons if look == "btn"] == ["Enter numbers"]


# --- The database ----------------------------------------------------------------------------------------------------

WAYS = {
    "a base number in force": lambda plan: stored(plan, 18),
    "a cell in force": lambda plan: stored(plan, 12).delete(),
    "below zero": lambda plan: factories.revision(plan, -56),
}


def set_in_force(plan: TargetPlan) -> None:
    first = TargetPlan.objects.get(number=1)
    first.status, first.superseded_on = "superseded", DAY
    first.save()
    plan.status, plan.adopted_on = "adopted", DAY
    plan.save()


@pytest.mark.parametrize("change", WAYS.values(), ids=WAYS)
def test_the_database_refuses_what_no_service_would_adopt(second: TargetPlan, change: Any) -> None:
    change(second)
    with pytest.raises(IntegrityError, match=r"target_plan_(reasons|not_negative)"), transaction.atomic():
        set_in_force(second)


def test_the_database_refuses_a_lost_revision(second: TargetPlan, sato: User, steering: Committee) -> None:
    targets.set_cells(second, {OUT: 18}, reasons=why(), by=sato)
    adopt(second, steering, sato, DAY)
    third = adoptions.new_version(second.project, by=sato)
    TargetRevision.objects.get(plan=third).delete()
    second.refresh_from_db()
    second.status, second.superseded_on = "superseded", DAY
    second.save()
    third.status, third.adopted_on = "adopted", DAY
    with pytest.raises(IntegrityError, match="target_plan_reasons"), transaction.atomic():
        third.save()


@pytest.mark.parametrize("change", WAYS.values(), ids=WAYS)
def test_without_the_guards_it_would_be_in_force(second: TargetPlan, change: Any) -> None:
    with connection.cursor() as cursor:
        for name in ("target_plan_reasons", "target_plan_not_negative"):
            on = " ON programs_targetplan" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")
    change(second)
    set_in_force(second)
    assert TargetPlan.objects.get(status="adopted") == second


# --- Below zero ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delta", [-56, -13])
def test_a_revision_below_zero_is_refused_at_its_box(second: TargetPlan, sato: User, delta: int) -> None:
    values = {"fiscal_year": 2018, "direction": "outbound", "reason": "budget", "decided_on": DAY, "note_en": "Cut"}
    with override("en"), pytest.raises(Refused, match=f"would be −{-delta - 12}") as refusal:
        targets.add_revision(second, {**values, "delta": delta}, by=sato)
    assert list(refusal.value.errors) == ["delta"]
    assert cell(second) == (12, 12, ())


def test_a_base_number_below_its_revisions_is_refused_at_its_cell(world: Any, sato: User) -> None:
    plan = factories.PlanFactory(project=world.project)
    factories.revision(plan, -5)
    with pytest.raises(CellsRefused) as refusal:
        targets.set_cells(plan, {OUT: 4}, by=sato)
    assert list(refusal.value.cells) == [OUT]


def test_a_revision_that_holds_another_up_is_not_removed(world: Any, sato: User) -> None:
    plan = factories.PlanFactory(project=world.project)
    targets.set_cells(plan, {OUT: 4}, by=sato)
    up, _down = factories.revision(plan, 10), factories.revision(plan, -12)
    with pytest.raises(Refused, match="below zero"):
        targets.remove_revision(up, by=sato, version=None)
    assert plan.revisions.count() == 2


# --- The page of the adoption ----------------------------------------------------------------------------------------


def test_an_empty_form_of_the_adoption_names_everything_that_is_missing(
    second: TargetPlan, office: Client, steering: Committee
) -> None:
    with override("en"):
        page = reverse("programs:plan_adopt", kwargs={"uid": second.uid})
    errors = office.post(page, {"version": second.version}).context["form"].errors
    assert sorted(errors) == ["adopted_on", "basis_en", "committee"]


def test_the_page_of_the_adoption_says_what_stands_and_what_comes(
    second: TargetPlan, office: Client, sato: User
) -> None:
    targets.set_cells(second, {OUT: 14}, reasons=why("Two more places"), by=sato)
    with override("en"):
        html = compact(office.get(reverse("programs:plan_adopt", kwargs={"uid": second.uid})).content.decode())
    heads = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', html[html.index("What changes against") :])
    assert [head.strip() for head in heads[:5]] == [
        "Item",
        "Number in force",
        "After the revision",
        "Increase or decrease",
        "Why",
    ]
    assert html[html.index("What changes against") :].count("+2") == 1  # the reason does not say it again


def test_a_plan_prints_its_own_years_and_names_the_others(second: TargetPlan, office: Client) -> None:
    with override("en"):
        html = compact(office.get(reverse("programs:plan_detail", kwargs={"uid": second.uid})).content.decode())
    assert "This version does not cover FY2019–FY2021." in html
    assert ">FY2019<" not in html
