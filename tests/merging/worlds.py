"""Two entries of one person with records in every app, drawn at random, and everything stored or counted as it stands."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from django.apps import apps

from kanazawa_exchange.accounts.models import FormerName, Letter, Person, RoleGrant, User
from kanazawa_exchange.accounts.services.people_words import write_words
from mobility.models import Mobility, StageLink
from partners.models import Enrolment, Representative
from programs.models import Coordinator
from reports.figures import By, Filters, PlanActual
from reports.models import CountingRule
from reports.queries.plan_actual import table
from reports.queries.scope import scope_of
from rubric.models import Response, SurveyWave
from tests.factories import PersonFactory, UserFactory, World

FIRST = date(2017, 4, 1)
AS_OF = (date(2018, 9, 1), date(2020, 3, 31))
NAMES = [
    [("latin", "SAKURAI", "MISAKI", "")],
    [("latin", "Misaki", "Sakurai", ""), ("kanji", "櫻井", "美咲", "")],
    [("kanji", "桜井", "美咲", ""), ("kana", "サクライ", "ミサキ", "")],
]
COMPUTED = {"version", "updated_at"}
UNCOUNTED = {"PersonMerge", "AuditEvent"}
"""Of an act and its undoing there is a trace: versions, histories, the act itself, and the log of security."""


@dataclass
class Entries:
    one: Person
    other: Person
    bystander: Person


def entries(world: World, chance: Random, waves: list[SurveyWave]) -> Entries:
    made = [PersonFactory(names=chance.choice(NAMES), student_number=number) for number in ("A-1", "A-2", "B-1")]
    for person in made:
        person.birth_date = chance.choice([None, date(1998, 5, 4)])
        person.save()
        stays(world, chance, person, waves)
        rights(world, chance, person)
    if chance.random() < 0.5:
        FormerName.objects.create(person=made[1], script="latin", family="Before", given="Misaki")
        write_words(made[1])
    if chance.random() < 0.7:
        UserFactory(person=chance.choice(made[:2]), email="misaki@example.org")
    return Entries(*made)


def stays(world: World, chance: Random, person: Person, waves: list[SurveyWave]) -> None:
    """Up to four stays, each in a season of its own, so that two entries clash only now and then; some are linked."""
    before: Mobility | None = None
    for season in sorted(chance.sample(range(8), chance.randint(0, 4))):
        starts = FIRST + timedelta(days=90 * season + chance.randint(0, 40))
        fields = {
            "person": person,
            "actual_starts_on": starts,
            "actual_ends_on": starts + timedelta(days=chance.randint(0, 40)),
            "category": chance.choice(["student", "student", "teacher"]),
            "mode": chance.choice(["in_person", "in_person", "online"]),
            "level": chance.choice(["bachelor", "master", ""]),
        }
        stay = world.sent(**fields) if chance.random() < 0.5 else world.received(**fields)
        if before is not None and before.run == stay.run and chance.random() < 0.5:
            StageLink.objects.create(first=before, second=stay)
        before = stay
        for wave in waves:
            if wave.run_id == stay.run_id and chance.random() < 0.6:
                now = datetime(2018, 9, 1, tzinfo=UTC)
                times = {"begun_at": now, "saved_at": now, "sent_at": chance.choice([None, now])}
                Response.objects.create(wave=wave, mobility=stay, language="en", answers={}, **times)


def rights(world: World, chance: Random, person: Person) -> None:
    starts = {"person": person, "starts_on": FIRST + timedelta(days=chance.randint(0, 700))}
    ended = starts | {"ends_on": starts["starts_on"] + timedelta(days=60)}
    if chance.random() < 0.3:
        RoleGrant.objects.create(role="reviewer", **ended)
    if chance.random() < 0.3:
        Representative.objects.create(institution=world.kazan, **ended)
    if chance.random() < 0.3:
        Coordinator.objects.create(program=world.cultural, **ended)
    if chance.random() < 0.5:
        Enrolment.objects.create(institution=world.kanazawa, **starts)
    if chance.random() < 0.5:
        Letter.objects.create(
            kind="invitation", ref=f"{person.uid}", person=person, address="misaki@example.org", language="en",
            subject="s", message_id=f"<{person.uid}@example.org>", not_before=datetime(2018, 1, 1, tzinfo=UTC),
            written_at=datetime(2018, 1, 1, tzinfo=UTC),
        )  # fmt: skip


# --- Everything as it stands -----------------------------------------------------------------------------------------


def stored() -> dict[str, list[str]]:
    """Every row of every table of ours, without what tells that something was done and undone."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if hasattr(model, "instance_type") or model.__name__ in UNCOUNTED or model._meta.app_label == "sessions":
            continue
        skip = COMPUTED | ({"id"} if model.__name__ == "PersonWord" else set())
        columns = [field.attname for field in model._meta.concrete_fields if field.name not in skip]
        found[model._meta.label] = sorted(repr(row) for row in model._base_manager.values_list(*columns))
    return found


def rules() -> list[CountingRule]:
    """The rule of the ministry, and further ones that count in other ways."""
    mext = CountingRule.objects.get(code="mext")
    others = [{"basis": "enrolment"}, {"categories": ["student", "teacher"]}, {"modes": ["in_person"]}]
    return [mext, *(changed(mext, **values) for values in others)]


def changed(rule: CountingRule, **values: Any) -> CountingRule:
    copy = CountingRule.objects.get(pk=rule.pk)
    for name, value in values.items():
        setattr(copy, name, value)
    return copy


def tables(world: World) -> list[PlanActual]:
    """Every rule at several dates, split in every way."""
    asked = [Filters(by=by) for by in By if by != By.DIRECTION]
    return [table(world.project, rule, day, filters) for rule in rules() for day in AS_OF for filters in asked]


def without_heads(found: PlanActual) -> PlanActual:
    """The same with every head count left out: what remains is counted per participation."""

    def bare(figure: Any) -> Any:
        parts = {"parts": tuple(bare(part) for part in figure.parts)} if hasattr(figure, "parts") else {}
        judged = {"judged": bare(figure.judged)} if getattr(figure, "judged", None) else {}
        return replace(figure, persons=None, **parts, **judged)

    years = tuple(replace(year, rows=tuple(map(bare, year.rows)), total=bare(year.total)) for year in found.years)
    totals = {way: bare(figure) for way, figure in found.totals.items()}
    return replace(found, years=years, totals=totals, total=bare(found.total))


def people_counted(world: World) -> list[tuple[frozenset[int], int]]:
    """Per rule and date: who stands behind the whole figure, and how many heads the table prints."""
    counted = []
    for rule in rules():
        for day in AS_OF:
            behind = scope_of(world.project, rule, day, Filters()).behind()
            heads = table(world.project, rule, day).total.persons or 0
            counted.append((frozenset(behind.values_list("person_id", flat=True)), heads))
    return counted


def accounts() -> dict[str, int | None]:
    return dict(User.objects.values_list("email", "person_id"))
