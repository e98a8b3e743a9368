"""Lists as files that are imported again, for the test of all kinds: how each is filled at random, and where its list stands."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random

from django.test import Client

from kanazawa_exchange.accounts.models import Person, User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.imports import Kind
from kanazawa_exchange.lib.tables import Table, tables
from mobility.models import Activity, Funding, ImportBatch, Mobility, Mode, ResidenceStatus, Status
from mobility.services import imports
from mobility.services.imports.tables import sheet_of
from partners.models import (
    Agreement,
    AgreementParty,
    AgreementStatus,
    AgreementType,
    DatePrecision,
    Institution,
    InstitutionKind,
)
from programs.models import Level, ProgramRun, TargetCell, TargetPlan
from programs.services import adoptions
from tests.factories import (
    CityFactory,
    InstitutionFactory,
    PersonFactory,
    PlanFactory,
    RunFactory,
    World,
    revision,
)
from tests.list_files import content_of


@dataclass(frozen=True)
class Listed:
    """`address`: of the list, below the language; `fill` makes its records at random and says how many rows the list has."""

    address: Callable[[], str]
    fill: Callable[[World, Random], int]


def table_of(browser: Client, address: str, file: str) -> Table:
    """The one table of the file of a list, as an import reads it."""
    (table,) = tables(BytesIO(content_of(browser.get(address))), f"list.{file}")
    return table


def checked(kind: Kind, table: Table, by: User) -> ImportBatch:
    batch = imports.take(kind, sheet_of(table, kind, "list"), by=by, now=clock.now())
    return imports.check(batch, by=by, now=clock.now())


# --- Stays -------------------------------------------------------------------------------------------------------------

FAMILIES = (
    [("kanji", "山田", "花子", ""), ("kana", "ヤマダ", "ハナコ", ""), ("latin", "Yamada", "Hanako", "")],
    [("kanji", "髙橋", "", "")],
    [("kanji", "葛\U000e0100城", "𠮷", ""), ("latin", "KATSURAGI", "Yoshi", "")],
    [("latin", "de la Cruz", "Ana María", "")],
    [("latin", "", "Suharto", "")],
    [("latin", "O'Brien", "Jean-Luc", ""), ("kana", "オブライエン", "ジャン リュック", "")],
    [("cyrillic", "Иванова", "Анна", "Петровна"), ("latin", "Ivanova", "Anna", "")],
    [("cyrillic", "Хәйруллина", "Гүзәл", "")],
    [("cyrillic", "Мария", "Анна", "Сергеевна Младшая")],
    [("latin", "=1+1", "-cmd", "")],
    [("cyrillic", "Иванов", "А.", "В."), ("latin", "Ivanov", "A.", "")],
    [("cyrillic", "Петров", "А.В.", "")],
)
NUMBERS = ("", "0012{}", "000{}", "17120{}", "A-{}", "-{}", "=7{}")
NOTES = (
    "",
    "一行目\n二行目",
    "'quoted'",
    "=SUM(A1)",
    "+81 76",
    "00123",
    "_x0041_",
    '"a", b; c\td'.replace("\t", " "),
    "１２",
    "2018",
)
OPEN = ("planned", "ready", "on_site")
LONG_AGO = date(2018, 4, 2)


def stays(world: World, random: Random) -> int:
    """Stays in every state and both directions, of people with names in every script, some without a number."""
    agreements(world, random)
    former = InstitutionFactory(name_en="Far University", aliases="Old Far Institute\nKazan University of Old")
    twins = [InstitutionFactory(name_ja="同名大学", name_en="Same University", name_ru="Тот же вуз") for _ in range(2)]
    partners = (world.kazan, world.irkutsk, former, *twins)
    runs = [
        *(world.outbound, world.inbound, world.basic_outbound),
        *(RunFactory(program=world.cultural, direction="outbound", term=term) for term in ("spring", "autumn")),
        RunFactory(program=world.basic, fiscal_year=2017, direction="inbound"),
    ]
    count = 0
    for number, status in enumerate(Status.values * 3):
        names = FAMILIES[number % len(FAMILIES)]
        person = PersonFactory(
            names=[(script, f"{family}{_letters(number, script)}", *rest) for script, family, *rest in names],
            student_number=random.choice(NUMBERS).format(f"{number:02}"),
            birth_date=random.choice([None, date(1997, 2, 28)]),
        )
        for turn in range(1 if status in OPEN else random.choice([1, 1, 2])):
            _stay(world, random, person, status, random.choice(runs), random.choice(partners), turn)
            count += 1
    return count


def _letters(number: int, script: str) -> str:
    """So that no two people have one name."""
    ten, one = divmod(number, 10)
    alphabet = {
        "latin": "abcdefghij",
        "cyrillic": "абвгдежзик",
        "kanji": "一二三四五六七八九十",
        "kana": "アイウエオカキクケコ",
    }[script]
    return alphabet[ten] + alphabet[one]


def _stay(
    world: World, random: Random, person: object, status: str, run: ProgramRun, partner: Institution, turn: int
) -> Mobility:
    first = LONG_AGO + timedelta(days=100 * turn + random.randrange(20))
    last = random.choice([first + timedelta(days=random.randrange(1, 70))])
    facts = {
        "status": status,
        "level": random.choice(["", *Level.values]),
        "activity": random.choice(Activity.values),
        "mode": random.choice(Mode.values),
        "category": random.choice(["student", "physician", "researcher"]),
        "credits_expected": random.choice([None, Decimal("7.5"), Decimal("12")]),
        "credits_recognised": random.choice([None, Decimal("0.5")]),
        "leads_to_degree": random.random() < 0.3,
        "enrolled_on": random.choice([None, date(2017, 10, 1)]),
        "residence_status": random.choice(["", *ResidenceStatus.values]),
        "note": random.choice(NOTES),
        **_days(random, status, first, last),
    }
    send = world.sent if run.direction == "outbound" else world.received
    side = "receiving" if run.direction == "outbound" else "sending"
    under = Agreement.objects.filter(institutions=partner.pk) if random.random() < 0.5 else Agreement.objects.none()
    stay = send(person=person, run=run, **{side: partner}, agreement=under.order_by("?").first(), **facts)
    for source in random.sample(Funding.Source.values, random.choice([0, 0, 1, 2])):
        Funding.objects.create(mobility=stay, source=source, monthly_yen=random.choice([None, 0, 80_000, 1_234_567]))
    return stay


def _days(random: Random, status: str, first: date, last: date) -> dict[str, object]:
    """The days that a stay of this state has; those that were planned may have been others."""
    planned = {"planned_starts_on": first, "planned_ends_on": random.choice([None, last])}
    none = {"actual_starts_on": None, "actual_ends_on": None}
    if status in ("planned", "ready", "cancelled"):
        return {**planned, **none}
    if status == "on_site":
        known = random.choice([{}, {**planned, "planned_starts_on": first - timedelta(days=2)}])
        return {**known, "actual_starts_on": first, "actual_ends_on": None}
    days: dict[str, object] = {"actual_starts_on": first, "actual_ends_on": last}
    if status == "voided":
        return {**random.choice([days, {**planned, **none}]), "uncounted_from": first}
    if status == "interrupted":
        return {**days, "interruption_counts": True}
    return {**random.choice([{}, planned]), **days}


# --- People ------------------------------------------------------------------------------------------------------------


def people(world: World, random: Random) -> int:
    """People with names in every script, some without a number or a birth date."""
    for number in range(30):
        PersonFactory(
            names=[
                (script, f"{family}{_letters(number, script)}", *rest)
                for script, family, *rest in FAMILIES[number % len(FAMILIES)]
            ],
            student_number=random.choice(NUMBERS).format(f"{number:02}"),
            birth_date=random.choice([None, date(1997, 2, 28)]),
            nationality=random.choice(["", "JP", "RU", "KZ"]),
        )
    return Person.objects.standing().count()


# --- Institutions --------------------------------------------------------------------------------------------------------


def institutions(world: World, random: Random) -> int:
    """Institutions with names in some languages, some of one name, and with every value that the record has."""
    city = CityFactory(name_ja="金沢", name_en="Kanazawa", name_ru="", country="JP")  # a second one of this name
    for number, kind in enumerate(InstitutionKind.values * 2):
        InstitutionFactory(
            kind=kind,
            name_ja=random.choice(["同名大学", "", f"大学{number}"]),
            name_en=random.choice(["Same University", f"University; {number}"]),
            name_ru=random.choice(["", f"Вуз №{number}"]),
            short_name_en=random.choice(["", "KU", "=1+1"]),
            aliases=random.choice(["", "KU\n金大", "一行目"]),
            description_ja=random.choice(["", "一行目\n二行目"]),
            city=random.choice([city, world.kazan.city]),
            website=random.choice(["", "https://example.org/ru/"]),
            jasso_code=random.choice(["", "012345"]),
            latitude=Decimal("56.46970") if number % 2 else None,
            longitude=Decimal("-84.9") if number % 2 else None,
            **{name: random.random() < 0.5 for name in ("is_hub", "is_confirmed", "awards_degrees", "is_home")},
        )
    return Institution.objects.count()


# --- Agreements ----------------------------------------------------------------------------------------------------------


def agreements(world: World, random: Random) -> int:
    """Agreements in every state, several of one title, with days known to the day, the month or the year."""
    twins = [InstitutionFactory(name_ja="同名大学", name_en="Same University", name_ru="Тот же вуз") for _ in range(2)]
    day = date(2012, 1, 1)
    for number, status in enumerate(AgreementStatus.values * 2):
        signed = None if status in ("draft", "negotiating") else day + timedelta(days=400 * number)
        precision = random.choice(DatePrecision.values)
        if signed and precision != DatePrecision.DAY:
            signed = signed.replace(day=1, month=1 if precision == DatePrecision.YEAR else signed.month)
        effective = None if signed is None else signed + timedelta(days=random.randrange(40))
        ended = effective if status in ("expired", "renewed", "terminated") else None
        agreement = Agreement.objects.create(
            title_ja=random.choice(["学生交流協定", f"覚書{number}"]),
            title_en=random.choice(["", f"Memorandum; {number}"]),
            type=random.choice(AgreementType.values),
            scope=random.choice(["university", "faculty"]),
            status=status,
            signed_on=signed,
            signed_precision=precision if signed else DatePrecision.DAY,
            effective_on=effective,
            expires_on=random.choice([None, effective and effective + timedelta(days=900)]),
            ended_on=ended,
            date_basis_ja=random.choice(["", "大学広報"]),
            date_basis_en=random.choice(["", "=1+1"]),
            field_limits_ru=random.choice(["", "Физика\nХимия"]),
            fee_waiver=random.random() < 0.5,
        )
        partners = random.sample([world.kazan, world.irkutsk, *twins], random.choice([1, 2]))
        for institution in (world.kanazawa, *partners):
            AgreementParty.objects.create(agreement=agreement, institution=institution)
    return len(AgreementStatus.values) * 2


# --- Plan numbers --------------------------------------------------------------------------------------------------------


def targets(world: World, random: Random) -> int:
    """A first draft, a plan in force, or a draft that follows one; together or by programme, some numbers with their revisions."""
    by_program = random.random() < 0.5
    programs = [world.cultural.pk, world.basic.pk] if by_program else [None]
    plan = PlanFactory(project=world.project, first_fiscal_year=2017, last_fiscal_year=2019, by_program=by_program)
    for year in (2017, 2018, 2019):
        for program in programs:
            for direction in ("outbound", "inbound"):
                cell = {"fiscal_year": year, "direction": direction, "program_id": program}
                TargetCell.objects.create(plan=plan, value=random.choice([0, 7, 1200]), **cell)
                if random.random() < 0.5:
                    reason = random.choice(["partner_added", "budget", "correction", "other"])
                    partner = world.kazan if reason == "partner_added" else None
                    revision(plan, random.choice([1, 5]), reason=reason, institution=partner, note_ja="追加", **cell)
    state = random.choice(["first", "in force", "next"])
    if state != "first":
        plan.status, plan.adopted_on = "adopted", date(2017, 10, 1)
        plan.save()
    if state == "next":
        adoptions.new_version(world.project, by=None)
    return 6 * len(programs)


def _newest_plan() -> str:
    return f"target-plans/{TargetPlan.objects.latest('number').uid}"


LISTS = {
    "stays": Listed(lambda: "mobility-records", stays),
    "people": Listed(lambda: "people", people),
    "institutions": Listed(lambda: "office/partners/institutions", institutions),
    "agreements": Listed(lambda: "agreements", agreements),
    "targets": Listed(_newest_plan, targets),
}
"""Kind → its list. Answers on paper have none: what somebody has answered leaves the portal as research data only."""
