"""The world behind the permission table: everybody in the places of all tests, and of each record one's own and a foreign one."""

from datetime import timedelta
from typing import Any

from kanazawa_exchange.accounts.models import Person, Role, User
from kanazawa_exchange.lib import clock
from mobility.models import Mobility
from partners.models import Agreement, AgreementParty, Enrolment, Institution, Representative
from programs.models import Committee, Coordinator, Direction, FundingProject, Seat, TargetCell, TargetPlan
from tests import factories
from tests.factories import LONG_AGO

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
        self.places = factories.World.build()
        self.users: dict[str, User] = {role: self._user(role) for role in SIGNED_IN}
        self.people: dict[str, Person] = {role: user.person for role, user in self.users.items() if user.person}
        self.person, self.student_name = self.people["student"], "MARKSTUDENT"
        self.other_name = "MARKFOREIGN"
        self.other_person = self.named_person(self.other_name, "Other", student_number="MARKNUMBER1")
        self._partners()
        self._programs()
        self._authority()
        self._mobilities()

    def named_person(self, family: str, given: str, script: str = "latin", **fields: Any) -> Person:
        return factories.PersonFactory(names=[(script, family, given, "")], **fields)

    def _user(self, role: str) -> User:
        name = role.replace("_", "")
        person = self.named_person("MARK" + name.upper(), name.capitalize())
        if role in GRANTED:
            factories.RoleGrantFactory(person=person, role=GRANTED[role])
        email = f"{role.replace('_', '-')}@roles.example.org"
        return factories.UserFactory(email=email, person=person, language="en")

    def _partners(self) -> None:
        self.home, self.partner, self.other_partner = self.places.kanazawa, self.places.kazan, self.places.irkutsk
        self.city = self.partner.city
        self.agreement = self._agreement("MARKOWNAGREEMENT", self.partner)
        self.other_agreement = self._agreement("MARKFOREIGNAGREEMENT", self.other_partner)
        Enrolment.objects.create(person=self.person, institution=self.home, starts_on=LONG_AGO)

    def _agreement(self, title: str, partner: Institution) -> Agreement:
        dates = {"signed_on": LONG_AGO, "effective_on": LONG_AGO}
        agreement = Agreement.objects.create(
            **_in_each_language("title", title), type="exchange", scope="university", status="in_force", **dates
        )
        for party in (self.home, partner):
            AgreementParty.objects.create(agreement=agreement, institution=party)
        return agreement

    def _programs(self) -> None:
        self.project, self.other_project = self.places.project, factories.ProjectFactory(code="foreign-project")
        factories.ProjectHomeFactory(project=self.other_project, institution=self.home)
        self.program, self.sister_program = self.places.cultural, self.places.basic
        self.other_program = factories.ProgramFactory(project=self.other_project)
        self.run, self.other_run = self.places.outbound, factories.RunFactory(program=self.other_program)
        self.plan, self.other_plan = self._plan(self.project), self._plan(self.other_project)
        self.committee = self._committee(self.project, Committee.Kind.STEERING, "own-committee")
        self.external_committee = self._committee(self.project, Committee.Kind.EXTERNAL, "own-external")
        self.other_committee = self._committee(self.other_project, Committee.Kind.STEERING, "foreign-committee")

    def _plan(self, project: FundingProject) -> TargetPlan:
        plan = factories.PlanFactory(project=project, **_in_each_language("title", f"Plan {project.code}"))
        for year in (2017, 2018):
            for direction in Direction.values:
                TargetCell.objects.create(plan=plan, fiscal_year=year, direction=direction, value=10)
        return plan

    def _committee(self, project: FundingProject, kind: str, slug: str) -> Committee:
        names = _in_each_language("name", f"Committee {slug}")
        return Committee.objects.create(project=project, kind=kind, slug=slug, **names)

    def _authority(self) -> None:
        self.coordinator_row = Coordinator.objects.create(
            person=self.people["program_coordinator"], program=self.program, starts_on=LONG_AGO
        )
        self.seat = Seat.objects.create(person=self.people["committee"], committee=self.committee, starts_on=LONG_AGO)
        self.external_seat = Seat.objects.create(
            person=self.people["evaluator"], committee=self.external_committee, starts_on=LONG_AGO
        )
        self.representative = Representative.objects.create(
            person=self.people["partner"], institution=self.partner, starts_on=LONG_AGO
        )

    def _mobilities(self) -> None:
        start = clock.today() - timedelta(days=30)
        planned = {"planned_starts_on": start, "planned_ends_on": start + timedelta(days=120), "status": "planned"}
        fields = {**planned, "actual_starts_on": None, "actual_ends_on": None}
        self.mobility: Mobility = self.places.sent(person=self.person, **fields)
        self.other_mobility: Mobility = self.places.sent(
            person=self.other_person, receiving=self.other_partner, run=self.other_run, **fields
        )


def _in_each_language(field: str, text: str) -> dict[str, str]:
    return {f"{field}_{language}": text for language in ("ja", "en", "ru")}
