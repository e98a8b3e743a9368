"""Fills an empty portal with the demo, through the same services as everything else."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import islice

from kanazawa_exchange.accounts import reference as consent_reference
from kanazawa_exchange.accounts.models import Person, User
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services import people
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from mobility.facts import Confirmed, Facts, FundingValues, Places
from mobility.models import Mobility
from mobility.services import mobilities, moves, stages
from partners import reference as partner_reference
from partners.models import Institution
from programs import reference as program_reference
from programs.models import FundingProject, ProgramRun
from reports import reference as report_reference
from rubric import reference as rubric_reference

from . import (
    activity_reports,
    applicants,
    applications,
    calls,
    cast,
    consents,
    contacts,
    downloads,
    events,
    news,
    nominations,
    pages,
    successor,
    survey,
)
from .names import Names, all_japanese, all_russian
from .stays import JP, Stay, of_the_funded_project, of_the_invented_project


def is_done() -> bool:
    """The demo is there when its people are."""
    return User.objects.filter(email__in=cast.EMAILS).exists()


def is_possible() -> bool:
    """Nobody is registered here: invented people never come among real ones."""
    return not Person.objects.exists() and not User.objects.exists()


def reference() -> FundingProject:
    """Partners, programmes, counting rules, the rubric and its questionnaire, what people are asked to agree to, without people."""
    consent_reference.load(by=None)
    partner_reference.load(by=None)
    project = program_reference.load(by=None)
    report_reference.load(by=None)
    rubric_reference.load(by=None)
    return project


def everything() -> None:
    """Reference data, the cast, the plan, the stays of both projects, the survey, Activity Reports, calls and what follows them."""
    now = clock.now()
    consent_reference.load(by=None, valid_from=cast.SINCE)
    project = reference()
    users = cast.enter()
    cast.seat(users, project)
    office = users["sato"]
    contacts.enter(office)
    program_reference.load_plan(by=office, now=now)
    rubric_reference.put_into_use(rubric_reference.load(), by=office, now=now)
    other = successor.create(office, now)
    cast.seat_where_is_selected(users, other, successor.FIRST_DAY)
    entry = Entry(office, users, now)
    for stay in of_the_funded_project():
        entry.add(stay, project)
    for stay in of_the_invented_project():
        entry.add(stay, other)
    survey.enter(project, other, by=office)
    calls.enter(other, by=office, now=now)
    news.enter(by=office, now=now)
    events.enter(by=office, now=now)
    pages.enter(by=office, now=now)
    downloads.enter(by=office, now=now)
    activity_reports.enter(users, now=now)
    users |= applicants.enter(users)
    applied = applications.enter(users, now=now)
    consents.enter(users)
    nominations.enter(users, applied)


class Entry:
    """Enters stays one after the other and remembers whom it has entered already."""

    def __init__(self, by: User, users: dict[str, User], now: datetime) -> None:
        self.by, self.now = by, now
        self.people: dict[tuple[str, int] | str, Person] = {
            name: user.person for name, user in users.items() if user.person is not None
        }
        self.names: dict[str, list[Names]] = {
            "jp": list(islice(all_japanese(), 500)),
            "ru": list(all_russian()),
        }
        self.institutions = {row.slug: row for row in Institution.objects.select_related("city")}
        self.home = self.institutions["kanazawa-university"]
        self.runs: dict[tuple[int, str, int, str], ProgramRun] = {
            (run.program.project_id, run.program.code, run.fiscal_year, run.direction): run
            for run in ProgramRun.objects.select_related("program")
        }
        self.first_stages: dict[str, Mobility] = {}

    def add(self, stay: Stay, project: FundingProject) -> Mobility:
        """Register one stay and lead it through its moves to the state it shall have."""
        outbound = stay.side == JP
        partner = self.institutions[stay.partner]
        arrived = stay.status not in ("planned", "ready", "cancelled")
        over = stay.status in ("returned", "completed", "closed")
        record = mobilities.register(
            self._person(stay),
            Places(self.home, partner) if outbound else Places(partner, self.home),
            Facts(
                run=self.runs[project.pk, stay.program, stay.year, "outbound" if outbound else "inbound"],
                planned_starts_on=stay.starts,
                planned_ends_on=stay.ends,
                activity=stay.activity,
                mode=stay.mode,
                category=stay.category,
                level=stay.level,
                enrolled_on=stay.enrolled_on,
                leads_to_degree=stay.enrolled_on is not None,
                credits_expected=Decimal(stay.credits) if stay.credits else None,
                residence_status=stay.residence,
                fundings=(FundingValues(stay.funding),) if stay.funding else (),
            ),
            Confirmed(stay.starts if arrived else None, stay.ends if over else None),
            by=self.by,
            now=self.now,
        )
        self._move_to_its_state(record, stay)
        if stay.key:
            self.first_stages[stay.key] = record
        if stay.stage_of:
            stages.link_stages(self.first_stages[stay.stage_of], record, by=self.by)
        return record

    def _move_to_its_state(self, record: Mobility, stay: Stay) -> None:
        today = clock.tokyo_date(self.now)
        reasoned = Step(reason_code=stay.reason, reason="架空の記録です。")
        steps = {
            "ready": {"make_ready": Step(today)},
            "cancelled": {"cancel": replace(reasoned, on=today)},
            "voided": {"void": reasoned},
            "interrupted": {"interrupt": replace(reasoned, on=stay.ends, answers={"counts": stay.counts})},
            "completed": {"complete": Step(stay.ends)},
            "closed": {"complete": Step(stay.ends), "close": Step(stay.ends)},
        }
        for name, step in steps.get(stay.status, {}).items():
            moves.move(record, name, step, by=self.by, now=self.now)

    def _person(self, stay: Stay) -> Person:
        if isinstance(stay.who, tuple) and stay.who not in self.people:
            side, number = stay.who
            newcomer = Newcomer(
                self.names[side][number],
                nationality="JP" if side == JP else "RU",
                student_number=f"{'17' if side == JP else 'R'}{12_040_100 + number}",
            )
            self.people[stay.who] = people.register(newcomer, by=self.by)
        return self.people[stay.who]
