"""Every service of programmes asks for itself who acts: nobody but the office writes, from whatever door."""

from datetime import date
from typing import Any

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from programs.models import CallPlace, Criterion, Download, News, ProjectHome, Seat, TargetRevision
from programs.services import (
    adoptions,
    authorities,
    call_parts,
    calls,
    downloads,
    fiscal_years,
    programs,
    projects,
    publications,
    targets,
)
from tests import factories, permits

SERVICES = (
    adoptions,
    authorities,
    call_parts,
    calls,
    downloads,
    fiscal_years,
    programs,
    projects,
    publications,
    targets,
)
DAY = date(2018, 4, 1)


def acts(world: factories.World) -> dict[permits.Act, tuple[Any, ...]]:
    """Every service that writes, with the things it is called with."""
    plan = factories.PlanFactory(project=world.project)
    revision = TargetRevision.objects.create(
        plan=plan, fiscal_year=2017, direction="outbound", delta=1, reason="budget", decided_on=DAY, note_ja="変更"
    )
    home = ProjectHome.objects.get(project=world.project)
    committee = world.project.committees.get()
    seat = Seat(person=factories.PersonFactory(), committee=committee, starts_on=DAY)
    call = factories.CallFactory(run=world.basic_outbound, draft=True)
    place = CallPlace.objects.create(call=call, institution=world.kazan, places=1)
    item = factories.NewsFactory(draft=True)
    return {
        call_parts.add_part: (call, Criterion(), {"name_ja": "面接"}),
        call_parts.add_usual_parts: (call,),
        call_parts.edit_part: (place, {}),
        call_parts.remove_part: (place,),
        call_parts.shift_part: (place, 1),
        calls.copy_call: (call, world.basic_outbound, {}),
        calls.create_call: (world.basic_outbound, {}),
        calls.discard: (call,),
        calls.edit_call: (call, {}),
        calls.move: (call, "announce", Step()),
        publications.write_draft: (News(), {}),
        publications.edit: (item, {}),
        downloads.write_draft: (Download(), {}, None),
        downloads.edit: (Download(), {}, None),
        downloads.discard: (Download(),),
        publications.discard: (item,),
        publications.move: (item, "publish", Step()),
        adoptions.adopt: (plan,),
        adoptions.new_version: (world.project,),
        authorities.give: (seat,),
        authorities.change: (seat, {}),
        authorities.end: (seat,),
        fiscal_years.open_year: (world.project, 2019),
        programs.create_program: (world.project, {}),
        programs.edit_program: (world.cultural, {}),
        programs.create_run: (world.cultural, {}),
        programs.edit_run: (world.outbound, {}),
        projects.create_project: ({},),
        projects.edit_project: (world.project, {}),
        projects.add_home: (world.project, world.kazan),
        projects.edit_home: (home,),
        projects.create_committee: (world.project, {}),
        projects.edit_committee: (committee, {}),
        targets.create_plan: (world.project, {}),
        targets.edit_plan: (plan, {}),
        targets.set_cells: (plan, {}),
        targets.discard: (plan,),
        targets.add_revision: (plan, {}),
        targets.edit_revision: (revision, {}),
        targets.remove_revision: (revision,),
    }


def test_whoever_is_not_of_the_office_writes_nothing(world: Any, stranger: User, kimura: User, mori: User) -> None:
    calls = acts(world)
    assert set(calls) == permits.writers(SERVICES)
    permits.refuse(
        calls, [stranger, kimura, mori], committee=None, adopted_on=DAY, basis={}, now=clock.now(), version=1, on=DAY,
        runs=[], partners=[], starts_on=DAY, ends_on=None,
    )  # fmt: skip
