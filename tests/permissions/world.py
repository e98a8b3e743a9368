"""The small world behind the permission table: one person per role, and for each relation a record of one's own and a foreign one."""

from datetime import date, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from kanazawa_exchange.accounts.models import Person, PersonName, Role, RoleGrant, User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.search_key import loose_key, search_key, sort_key
from mobility.models import Mobility
from partners.models import (
    Agreement,
    AgreementParty,
    AgreementStatus,
    AgreementType,
    City,
    Enrolment,
    Institution,
    InstitutionKind,
    Representative,
)
from programs.models import (
    Committee,
    Coordinator,
    Direction,
    FundingProject,
    Level,
    Program,
    ProgramRun,
    ProjectHome,
    Seat,
    TargetCell,
    TargetPlan,
)

SINCE = date(2017, 4, 1)
PASSWORD = "four brown bears over the sea"
GRANTED = {
    "administrator": Role.ADMINISTRATOR,
    "coordinator": Role.COORDINATOR,
    "reviewer": Role.REVIEWER,
    "moderator": Role.MODERATOR,
    "translator": Role.TRANSLATOR,
}
SIGNED_IN = (*GRANTED, "program_coordinator", "student", "partner", "committee", "evaluator", "host")


class World:
    """Attributes: `users` (role → User), `people` (role → Person), and the records named below.

    Own and foreign, as seen by student, partner, programme coordinator and committee member:
    project/other_project, program/other_program, run/other_run, partner/other_partner (institutions), home (institution),
    agreement/other_agreement, committee/external_committee/other_committee, plan/other_plan,
    mobility/other_mobility, person (the student)/other_person (nobody's but the office's), names as student_name/other_name.
    """

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.people: dict[str, Person] = {}
        self._people()
        self._partners()
        self._programs()
        self._authority()
        self._mobilities()

    # --- parts ------------------------------------------------------------------------------------------------------
    def named_person(self, family: str, given: str, script: str = "latin", **fields: Any) -> Person:
        words = f"{family} {given}"
        person = Person.objects.create(
            search_key=search_key(words), loose_key=loose_key(words), sort_key=sort_key(words)[:400], **fields
        )
        PersonName.objects.create(person=person, script=script, family=family, given=given)
        return person

    def _people(self) -> None:
        password = make_password(PASSWORD)  # once: it is slow on purpose
        for role in SIGNED_IN:
            person = self.named_person("MARK" + role.replace("_", "").upper(), role.replace("_", "").capitalize())
            self.people[role] = person
            self.users[role] = User.objects.create(
                email=f"{role.replace('_', '-')}@roles.example.org", person=person, language="en", password=password
            )
            EmailAddress.objects.create(
                user=self.users[role], email=self.users[role].email, verified=True, primary=True
            )
            if role in GRANTED:
                RoleGrant.objects.create(person=person, role=GRANTED[role], starts_on=SINCE)
        self.person = self.people["student"]
        self.student_name = "MARKSTUDENT"
        self.other_name = "MARKFOREIGN"
        self.other_person = self.named_person(self.other_name, "Other", student_number="MARKNUMBER1")

    def institution(self, slug: str, name: str, city: City, **fields: Any) -> Institution:
        return Institution.objects.create(
            slug=slug,
            name_ja=f"{name}大学",
            name_en=f"{name} University",
            name_ru=f"Университет {name}",
            kind=InstitutionKind.UNIVERSITY,
            city=city,
            search_key=search_key(name),
            loose_key=loose_key(name),
            **fields,
        )

    def _partners(self) -> None:
        here = City.objects.create(
            slug="kanazawa-w",
            name_ja="金沢",
            name_en="Kanazawa",
            name_ru="Канадзава",
            country="JP",
            time_zone="Asia/Tokyo",
            latitude="36.56",
            longitude="136.65",
        )
        there = City.objects.create(
            slug="kazan-w",
            name_ja="カザン",
            name_en="Kazan",
            name_ru="Казань",
            country="RU",
            time_zone="Europe/Moscow",
            latitude="55.79",
            longitude="49.11",
        )
        self.city = there
        self.home = self.institution("home-w", "Homeside", here)
        self.partner = self.institution("own-w", "Ownside", there)
        self.other_partner = self.institution("foreign-w", "Foreignside", there)
        self.agreement = self._agreement("MARKOWNAGREEMENT", self.partner)
        self.other_agreement = self._agreement("MARKFOREIGNAGREEMENT", self.other_partner)
        Enrolment.objects.create(person=self.person, institution=self.home, starts_on=SINCE)

    def _agreement(self, title: str, partner: Institution) -> Agreement:
        agreement = Agreement.objects.create(
            title_ja=title,
            title_en=title,
            title_ru=title,
            type=AgreementType.EXCHANGE,
            scope=Agreement.Scope.UNIVERSITY,
            status=AgreementStatus.IN_FORCE,
            signed_on=SINCE,
            effective_on=SINCE,
        )
        for party in (self.home, partner):
            AgreementParty.objects.create(agreement=agreement, institution=party)
        return agreement

    def _project(self, code: str, **fields: Any) -> FundingProject:
        project = FundingProject.objects.create(
            code=code,
            name_ja=f"事業{code}",
            name_en=f"Project {code}",
            name_ru=f"Проект {code}",
            first_fiscal_year=2017,
            last_fiscal_year=2021,
            **fields,
        )
        ProjectHome.objects.create(project=project, institution=self.home, starts_on=SINCE)
        return project

    def _program(self, project: FundingProject, slug: str) -> Program:
        program = Program.objects.create(
            project=project,
            code=slug,
            slug=slug,
            name_ja=f"{slug}課程",
            name_en=f"Programme {slug}",
            name_ru=f"Программа {slug}",
            level=Level.MASTER,
            leads_to=Program.LeadsTo.CREDIT,
        )
        return program

    def _run(self, program: Program) -> ProgramRun:
        return ProgramRun.objects.create(program=program, fiscal_year=2018, direction=Direction.OUTBOUND)

    def _plan(self, project: FundingProject) -> TargetPlan:
        plan = TargetPlan.objects.create(
            project=project,
            number=1,
            title_en=f"Plan {project.code}",
            title_ja=f"計画{project.code}",
            title_ru=f"План {project.code}",
            first_fiscal_year=2017,
            last_fiscal_year=2018,
        )
        for year in (2017, 2018):
            for direction in Direction.values:
                TargetCell.objects.create(plan=plan, fiscal_year=year, direction=direction, value=10)
        return plan

    def _programs(self) -> None:
        self.project = self._project("own-project", is_default=True)
        self.other_project = self._project("foreign-project")
        self.program = self._program(self.project, "own-program")
        self.sister_program = self._program(self.project, "sister-program")
        self.other_program = self._program(self.other_project, "foreign-program")
        self.run, self.other_run = self._run(self.program), self._run(self.other_program)
        self.plan, self.other_plan = self._plan(self.project), self._plan(self.other_project)
        self.committee = self._committee(self.project, Committee.Kind.STEERING, "own-committee")
        self.external_committee = self._committee(self.project, Committee.Kind.EXTERNAL, "own-external")
        self.other_committee = self._committee(self.other_project, Committee.Kind.STEERING, "foreign-committee")

    def _committee(self, project: FundingProject, kind: str, slug: str) -> Committee:
        return Committee.objects.create(
            project=project,
            kind=kind,
            slug=slug,
            name_ja=f"{slug}委員会",
            name_en=f"Committee {slug}",
            name_ru=f"Комитет {slug}",
        )

    def _authority(self) -> None:
        self.coordinator_row = Coordinator.objects.create(
            person=self.people["program_coordinator"], program=self.program, starts_on=SINCE
        )
        self.seat = Seat.objects.create(person=self.people["committee"], committee=self.committee, starts_on=SINCE)
        self.external_seat = Seat.objects.create(
            person=self.people["evaluator"], committee=self.external_committee, starts_on=SINCE
        )
        self.representative = Representative.objects.create(
            person=self.people["partner"], institution=self.partner, starts_on=SINCE
        )

    def _mobilities(self) -> None:
        start = clock.today() - timedelta(days=30)
        common = {"planned_starts_on": start, "planned_ends_on": start + timedelta(days=120), "sending": self.home}
        self.mobility = Mobility.objects.create(person=self.person, receiving=self.partner, run=self.run, **common)
        self.other_mobility = Mobility.objects.create(
            person=self.other_person, receiving=self.other_partner, run=self.other_run, **common
        )
