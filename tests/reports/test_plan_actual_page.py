"""Plan against actual on the screen: the finding, the figures, the links behind them, and who gets which."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.copy import insert_rows
from kanazawa_exchange.lib.named import named
from mobility.models import Mode
from programs.models import Level, TargetPlan, TargetRevision
from reports.figures import By
from tests.factories import PersonFactory, PlanFactory, ProjectFactory, StageLinkFactory, World, revision
from tests.markup import compact

from .conftest import Tabulate

SignIn = Callable[[User], Client]
AS_OF = "as_of=2019-03-31"
PAGE_QUERIES, PEOPLE_QUERIES = 17, 18


def address(name: str, language: str = "en", query: str = "") -> str:
    with translation.override(language):
        return reverse(f"reports:{name}") + (f"?{query}" if query else "")


def body(client: Client, name: str = "plan_actual", language: str = "en", query: str = AS_OF, status: int = 200) -> str:
    response = client.get(address(name, language, query))
    assert response.status_code == status, response.content.decode()[:500]
    return compact(response.content.decode())


def days(first: date, last: date | None) -> dict[str, Any]:
    return {"actual_starts_on": first, "actual_ends_on": last}


def figures(html: str) -> list[str]:
    """The actual figures of the chart, in their order."""
    cells = re.findall(r'<td role="cell" class="act"[^>]*>(.*?)</td>', html)
    return [re.sub(r"<[^>]+>", "", cell) for cell in cells]


def links(html: str) -> list[str]:
    return [found.replace("&amp;", "&") for found in re.findall(r'class="act"[^>]*><a href="([^"]+)"', html)]


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("ja", "派遣も受入も、2年続けて計画を上回りました"),
        ("en", "Both dispatch and acceptance were above plan two years running"),
        ("ru", "План по\xa0направлению и\xa0приёму студентов превышался два года подряд"),
    ],
)
def test_the_page_opens_with_its_finding(
    published: World, mori: User, sign_in: SignIn, language: str, title: str
) -> None:
    html = body(sign_in(mori), language=language)

    heading = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    assert heading is not None
    assert re.sub(r"<[^>]+>", "", heading[1]) == title
    assert figures(html) == ["38", "6", "65", "37"]


def test_a_figure_is_the_same_for_everyone_who_may_see_the_page(
    published: World, sign_in: SignIn, admin: User, sato: User, kimura: User, mori: User, hayashi: User
) -> None:
    shown = {user.email: figures(body(sign_in(user))) for user in (admin, sato, kimura, mori, hayashi)}

    assert set(map(tuple, shown.values())) == {("38", "6", "65", "37")}


def test_an_external_evaluator_sees_figures_without_links(published: World, hayashi: User, sign_in: SignIn) -> None:
    client = sign_in(hayashi)

    html = body(client)

    assert figures(html) == ["38", "6", "65", "37"]
    assert links(html) == []
    body(client, "plan_actual_people", query=f"fy=2018&direction=inbound&{AS_OF}", status=403)


def test_who_only_evaluates_this_project_finds_no_people_through_a_seat_in_another(
    published: World, hayashi: User, sign_in: SignIn
) -> None:
    from tests.factories import Committee, Seat

    other = Committee.objects.create(project=ProjectFactory(), kind="steering", slug="elsewhere", name_en="Elsewhere")
    Seat.objects.create(committee=other, person=hayashi.person, starts_on=date(2010, 4, 1))

    body(sign_in(hayashi), "plan_actual_people", query=f"project=russia&{AS_OF}", status=403)


@pytest.mark.parametrize("by", ["", *(found.value for found in By if found != By.DIRECTION)])
def test_the_list_behind_each_figure_is_as_long_as_the_figure(
    published: World, sato: User, sign_in: SignIn, by: str
) -> None:
    client = sign_in(sato)
    html = body(client, query=f"{AS_OF}&by={by}")
    behind = links(html)

    assert len(behind) == len(figures(html))
    for figure, href in zip(figures(html), behind, strict=True):
        people = compact(client.get(href).content.decode())
        assert len(re.findall(r'<tr[^>]*><th scope="row"', people)) == int(figure), unquote(href)
        assert f"The figure is {figure} participation" in people


@pytest.fixture
def every_kind(world: World, rule: Any) -> World:
    """Stays of every mode, length and level, without a level and without an end, by themselves and linked."""
    for level in (*Level.values, "", ""):
        world.sent(level=level)
    for mode in Mode.values:
        world.received(mode=mode, level="")
    world.sent(run=world.basic_outbound, level="", **days(date(2018, 5, 1), date(2018, 12, 1)))
    world.received(status="on_site", planned_ends_on=None, **days(date(2018, 6, 1), None))
    person = PersonFactory()
    first = world.sent(person=person, level="", mode="online", **days(date(2018, 5, 1), date(2018, 6, 1)))
    second = world.sent(person=person, level="doctor", **days(date(2018, 6, 2), date(2018, 9, 1)))
    StageLinkFactory(first=first, second=second)
    return world


@pytest.mark.parametrize("by", list(By))
def test_every_part_of_a_breakdown_opens_as_many_people_as_it_says(
    every_kind: World, sato: User, sign_in: SignIn, by: By
) -> None:
    client = sign_in(sato)
    html = body(client, query=f"{AS_OF}&fy=2018&by={by.value if by != By.DIRECTION else ''}")

    assert by == By.DIRECTION or len(figures(html)) > 4  # the two figures, and parts of both
    for figure, href in zip(figures(html), links(html), strict=True):
        people = compact(client.get(href).content.decode())
        assert (unquote(href), len(re.findall(r'<tr[^>]*><th scope="row"', people))) == (unquote(href), int(figure))
        assert f"The figure is {figure} participation" in people


def test_the_people_without_a_level_have_an_address_and_a_key(every_kind: World, sato: User, sign_in: SignIn) -> None:
    client = sign_in(sato)

    people = body(client, "plan_actual_people", query=f"{AS_OF}&fy=2018&direction=outbound&level=none")
    machine = client.get(address("plan_actual_csv", query=f"{AS_OF}&fy=2018&by=level")).content.decode()

    assert "The figure is 4 participations" in people
    assert "Level not recorded" in people
    assert ",none," in machine


def test_a_committee_member_sees_names_institutions_and_dates_only(
    world: World, rule: Any, mori: User, sign_in: SignIn
) -> None:
    person = PersonFactory(
        names=[("latin", "Ivanova", "Anna", "")],
        student_number="R-404040",
        birth_date=date(1998, 5, 4),
        nationality="KZ",
    )
    stay = world.received(person=person, note="SECRETNOTE")

    html = body(sign_in(mori), "plan_actual_people", query=f"fy=2018&direction=inbound&{AS_OF}")

    assert "IVANOVA Anna" in html
    assert "Kazan Federal University" in html
    assert "2018-08-01" in html
    printed = re.sub(r"<[^>]*>", " ", html)  # two letters may stand in the mark of a form by chance
    for hidden in ("R-404040", "1998", "KZ", "SECRETNOTE"):
        assert hidden not in printed
    assert str(stay.uid) not in html


def test_a_program_coordinator_is_told_how_many_he_may_not_see(
    world: World, rule: Any, kimura: User, sign_in: SignIn
) -> None:
    world.sent()
    world.sent(run=world.basic_outbound)

    html = body(sign_in(kimura), "plan_actual_people", query=f"fy=2018&direction=outbound&{AS_OF}")

    assert "The figure is 2 participations." in html
    assert "You may see 1 of them." in html
    assert len(re.findall(r'<tr[^>]*><th scope="row"', html)) == 1


def test_a_long_list_has_pages_that_lose_nobody(
    world: World, rule: Any, sato: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.queries.people.LONG_PAGE_SIZE", 2)
    for _ in range(5):
        world.sent()
    client, href = sign_in(sato), address("plan_actual_people", query=f"fy=2018&direction=outbound&{AS_OF}")

    seen: list[str] = []
    for _ in range(3):
        html = client.get(href).content.decode()
        seen += re.findall(r"mobility-records/([0-9a-f-]{36})", html)
        following = re.search(r'rel="next" href="([^"]+)"', html)
        href = address("plan_actual_people") + following[1].replace("&amp;", "&") if following else ""

    assert len(seen) == len(set(seen)) == 5
    assert not href


def test_a_wrong_place_shows_the_beginning_of_the_people(world: World, rule: Any, sato: User, sign_in: SignIn) -> None:
    world.sent()
    html = body(sign_in(sato), "plan_actual_people", query=f"fy=2018&direction=outbound&after=2018-08-01_1&{AS_OF}")
    assert "The address names no place in this list." in html
    assert len(re.findall(r"mobility-records/([0-9a-f-]{36})", html)) == 1


# --- Filters ------------------------------------------------------------------------------------------------------------


def test_filters_stand_in_the_address(world: World, rule: Any, sato: User, sign_in: SignIn) -> None:
    world.sent(mode="online", level="master")
    world.sent(receiving=world.irkutsk, run=world.basic_outbound)
    world.received(actual_ends_on=date(2018, 12, 1))
    client = sign_in(sato)

    def shown(query: str) -> list[str]:
        return [figure for figure in figures(body(client, query=f"{AS_OF}&fy=2018&{query}")) if figure != "0"]

    assert shown("") == ["2", "1"]
    assert shown("direction=inbound") == ["1"]
    assert shown("program=basic") == ["1"]
    assert shown("partner=irkutsk-state-university") == ["1"]
    assert shown("partner=kazan-federal-university") == ["1", "1"]
    assert shown("level=master") == ["1"]
    assert shown("mode=online") == ["1"]
    assert shown("band=from_3") == ["1"]
    assert shown("mode=hybrid") == []


def test_the_main_host_is_the_partner_of_a_stay_with_several(world: World, tabulate: Tabulate) -> None:
    from tests.factories import LegFactory

    stay = world.sent()
    LegFactory(mobility=stay, host=world.irkutsk, is_main=True)
    kazan, irkutsk = named([world.kazan, world.irkutsk])

    assert tabulate(partner=kazan).total.actual == 0
    assert tabulate(partner=irkutsk).total.actual == 1


def test_no_plan_is_shown_beside_a_selection_it_does_not_know(published: World, tabulate: Tabulate) -> None:
    found = tabulate(level="bachelor")

    assert found.total.actual == 146
    assert found.total.plan is None


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("as_of=2019-02-30", "There is no day 30 in month 2 of 2019."),
        ("as_of=nonsense", "Enter a date, for example"),
        ("from=2018&to=2017", "The last year lies before the first one."),
        ("fy=1_000", "Select a valid choice"),
        ("direction=sideways", "Select a valid choice"),
        ("program=%F0%9F%90%BB", "Select a valid choice"),
        ("mode=in_person%27--", "Select a valid choice"),
        ("as_of=" + "9" * 5000, "Enter a date"),
    ],
)
def test_a_wrong_filter_is_told_at_its_field(
    world: World, rule: Any, sato: User, sign_in: SignIn, query: str, sentence: str
) -> None:
    html = body(sign_in(sato), query=query)

    assert html.count(sentence) >= 2  # in the summary and at the field
    assert 'class="pva"' not in html


def test_a_download_with_a_wrong_filter_is_a_bad_request(world: World, rule: Any, sato: User, sign_in: SignIn) -> None:
    client = sign_in(sato)

    for kind in ("csv", "xlsx", "pdf"):
        answer = client.get(f"/en/reports/plan-actual/{kind}/?as_of=2019-02-30")
        assert answer.status_code == 400
        assert "There is no day 30 in month 2 of 2019." in answer.content.decode()


def test_a_promised_year_in_which_nobody_was_counted_is_not_left_out(published: World, tabulate: Tabulate) -> None:
    found = tabulate(mode="online")

    assert [year.fiscal_year for year in found.years] == [2017, 2018]
    assert found.total.actual == 0
    assert {2017, 2018}.isdisjoint(found.silent_years)


def test_a_project_of_others_does_not_exist(world: World, rule: Any, mori: User, sato: User, sign_in: SignIn) -> None:
    ProjectFactory(code="elsewhere")

    body(sign_in(mori), query="project=elsewhere", status=404)
    body(sign_in(mori), query="project=no-such-project", status=404)
    body(sign_in(sato), query="project=elsewhere")


# --- The plan --------------------------------------------------------------------------------------------------------------


def test_the_plan_in_force_on_the_date_is_shown(world: World, tabulate: Tabulate) -> None:
    first = PlanFactory.adopted(world.project, {(2018, "outbound"): 10, (2018, "inbound"): 5}, on=date(2018, 5, 1))
    first.status, first.superseded_on = "superseded", date(2018, 9, 1)
    first.save()
    second = PlanFactory(project=world.project, number=2, first_fiscal_year=2018, last_fiscal_year=2018)
    for direction, value in (("outbound", 10), ("inbound", 5)):
        second.cells.create(fiscal_year=2018, direction=direction, value=value)
        revision(second, value // 5, direction=direction, decided_on=date(2018, 8, 1))
    second.status, second.adopted_on = "adopted", date(2018, 9, 1)
    second.save()

    def plans(as_of: date) -> list[int | None]:
        return [row.plan for row in tabulate(as_of, first_year=2018).rows]

    assert plans(date(2018, 4, 30)) == [None, None]
    assert plans(date(2018, 8, 31)) == [10, 5]
    assert plans(date(2018, 9, 1)) == [12, 6]


def with_increase(world: World) -> TargetPlan:
    plan = PlanFactory(project=world.project, first_fiscal_year=2018, last_fiscal_year=2018)
    for direction in ("outbound", "inbound"):
        plan.cells.create(fiscal_year=2018, direction=direction, value=10)
    TargetRevision.objects.create(
        plan=plan,
        fiscal_year=2018,
        direction="outbound",
        delta=4,
        reason="partner_added",
        institution=world.irkutsk,
        decided_on=date(2018, 6, 1),
        note_en="Agreement signed.",
        note_ja="協定を締結。",
        note_ru="Соглашение подписано.",
    )
    plan.status, plan.adopted_on = "adopted", date(2018, 7, 1)
    plan.save()
    return plan


def test_an_increase_is_part_of_the_plan_and_explained_below(
    world: World, tabulate: Tabulate, mori: User, sign_in: SignIn
) -> None:
    with_increase(world)
    world.sent()

    row = tabulate(first_year=2018).rows[0]
    html = body(sign_in(mori), query=f"{AS_OF}&fy=2018")

    assert (row.plan_base, row.plan_increase, row.plan) == (10, 4, 14)
    assert "※1" in html
    assert "The plan includes the increase from partners added after approval." in html
    assert "FY2018, dispatched: +4, Irkutsk State University" in html
    assert "Agreement signed." in html


def test_a_year_without_plan_prints_a_dash(world: World, rule: Any, mori: User, sign_in: SignIn) -> None:
    world.sent()

    html = body(sign_in(mori), query=f"{AS_OF}&fy=2018")

    assert re.search(r'class="pl"[^>]*>\s*—\s*<', html)
    assert re.search(r'class="ra"[^>]*>—<', html)


def test_a_breakdown_by_programme_shows_what_was_promised_to_nobody(world: World, tabulate: Tabulate) -> None:
    plan = PlanFactory(project=world.project, first_fiscal_year=2018, last_fiscal_year=2018, by_program=True)
    for program in (world.cultural, world.basic):
        for direction in ("outbound", "inbound"):
            plan.cells.create(fiscal_year=2018, direction=direction, program=program, value=3)
    plan.status, plan.adopted_on = "adopted", date(2018, 4, 1)
    plan.save()
    world.sent()

    row = tabulate(by=By.PROGRAM, first_year=2018, direction="outbound").rows[0]

    assert (row.plan, row.actual) == (6, 1)
    assert [(part.key, part.plan, part.actual) for part in row.parts] == [("cultural", 3, 1), ("basic", 3, 0)]


# --- Cost --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [found.value for found in By])
@pytest.mark.parametrize("number", [1, 3, 1000])
def test_a_table_costs_five_queries_however_many_stays(
    world: World, tabulate: Tabulate, django_assert_num_queries: Any, by: str, number: int
) -> None:
    fill(world, number)

    with django_assert_num_queries(5):
        found = tabulate(by=By(by))

    assert found.total.actual == number


@pytest.mark.parametrize("number", [1, 3, 1000])
def test_the_page_costs_the_same_for_every_number_of_stays(
    world: World, rule: Any, mori: User, sign_in: SignIn, django_assert_num_queries: Any, number: int
) -> None:
    client = reading(world, mori, sign_in, number)

    with django_assert_num_queries(PAGE_QUERIES):
        html = body(client)

    assert f">{number:,}</a>" in html


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_every_number_of_people(
    world: World, rule: Any, mori: User, sign_in: SignIn, django_assert_num_queries: Any, number: int
) -> None:
    client, query = reading(world, mori, sign_in, number), f"fy=2018&direction=outbound&{AS_OF}"
    body(client, "plan_actual_people", query=query)  # how a list was left is kept once

    with django_assert_num_queries(PEOPLE_QUERIES):
        body(client, "plan_actual_people", query=query)


def reading(world: World, reader: User, sign_in: SignIn, number: int) -> Client:
    """The browser of a reader who has just seen the page of so many stays."""
    fill(world, number)
    client = sign_in(reader)
    client.get(address("plan_actual"))
    return client


def fill(world: World, number: int) -> None:
    """A plan and so many stays; their records are copies of one, written at once."""
    from uuid import uuid4

    from django.utils import timezone

    PlanFactory.adopted(world.project, {(2018, "outbound"): 10, (2018, "inbound"): 10})
    stay = world.sent()
    now = timezone.now()
    person = {"version": 1, "created_at": now, "updated_at": now, "student_number": "", "nationality": "JP"}
    person |= {"sort_ja": "", "sort_ru": "", "sort_en": ""}
    ids = range(1_000_000, 1_000_000 + number - 1)
    insert_rows("accounts_person", ["id", "uid", *person], ([pk, uuid4(), *person.values()] for pk in ids))
    copied = {
        field.column: getattr(stay, field.attname)
        for field in stay._meta.concrete_fields
        if not getattr(field, "generated", False) and field.column not in ("id", "uid", "person_id")
    }
    rows = ([uuid4(), pk, *copied.values()] for pk in ids)
    insert_rows("mobility_mobility", ["uid", "person_id", *copied], rows)
