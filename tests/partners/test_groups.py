"""Sets of institutions: the declared number stands beside the registered one, and they are never merged."""

from datetime import date, timedelta
from typing import Any

import pytest

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.refusals import Refused
from partners.models import InstitutionGroup, Office
from partners.queries.groups import group_pages
from partners.queries.institutions import partner_page
from partners.queries.places import partner_map
from partners.services import groups as service
from reports.queries.public import home_office
from tests.factories import InstitutionFactory

START = date(2017, 9, 4)


@pytest.fixture
def ours(world: Any) -> Any:
    world.kanazawa.is_home = True
    world.kanazawa.save()
    return world


def make(by: Any, **fields: Any) -> InstitutionGroup:
    values = {"slug": "partners", "kind": "programme_partners", "name_en": "Partners", "declared_count": 2}
    return service.create({**values, **fields}, by=by)


def join(group: InstitutionGroup, institution: Any, by: Any, **fields: Any) -> Any:
    values = {"institution": institution, "starts_on": START, "ends_on": None, "is_secretariat": False, **fields}
    return service.add_member(group, values, by=by)


def test_the_two_numbers_count_members_abroad_and_a_difference_is_told(ours: Any, sato: Any) -> None:
    group = make(sato)
    join(group, ours.kazan, sato)
    join(group, ours.kanazawa, sato, is_secretariat=True)
    (page,) = group_pages(date(2018, 4, 1))
    assert (page.declared, page.registered, page.differs) == (2, 1, True)
    assert [member.slug for member in page.other_members] == [ours.kanazawa.slug]

    join(group, ours.irkutsk, sato)
    (page,) = group_pages(date(2018, 4, 1))
    assert (page.registered, page.differs) == (2, False)


def test_the_registered_number_is_that_of_the_declared_day(ours: Any, sato: Any) -> None:
    group = make(sato, declared_as_of=date(2018, 3, 31), declared_count=1)
    join(group, ours.kazan, sato, ends_on=date(2018, 3, 31))
    join(group, ours.irkutsk, sato, starts_on=date(2018, 4, 1))
    (page,) = group_pages(date(2020, 1, 1))
    assert (page.counted_on, page.registered, page.differs) == (date(2018, 3, 31), 1, False)
    assert [member.slug for member in page.counted_members] == [ours.irkutsk.slug]


def test_nothing_declared_is_no_difference(ours: Any, sato: Any) -> None:
    make(sato, declared_count=None)
    assert not group_pages()[0].differs


def test_an_unconfirmed_member_counts_and_is_told(ours: Any, sato: Any) -> None:
    group = make(sato, declared_count=1)
    join(group, InstitutionFactory(is_confirmed=False), sato)
    (page,) = group_pages(date(2018, 4, 1))
    assert (page.registered, page.unconfirmed) == (1, 1)


def test_the_public_page_prints_each_set_by_itself(ours: Any, sato: Any, client: Any) -> None:
    join(make(sato, basis_en="Progress sheet", declared_as_of=date(2018, 3, 31)), ours.kazan, sato)
    make(sato, slug="holders", kind="agreement_holders", name_en="Holders", declared_count=12)
    page = client.get("/en/partners/").content.decode()
    assert "The two numbers differ: declared 2, registered 1." in page
    assert "The two numbers differ: declared 12, registered 0." in page
    assert "Progress sheet" in page
    assert "31\u00a0March 2018" in page
    assert ">13<" not in page
    assert ">14<" not in page


def test_one_institution_belongs_once_at_a_time(ours: Any, sato: Any) -> None:
    group = make(sato)
    first = join(group, ours.kazan, sato)
    with pytest.raises(Refused):
        join(group, ours.kazan, sato, starts_on=date(2019, 1, 1))
    values = {"institution": ours.kazan, "starts_on": START, "ends_on": date(2018, 12, 31), "is_secretariat": False}
    service.edit_member(first, values, by=sato, version=1)
    join(group, ours.kazan, sato, starts_on=date(2019, 1, 1))
    with pytest.raises(Refused):
        service.edit_member(first, values | {"ends_on": date(2019, 1, 1)}, by=sato, version=None)


def test_the_groups_take_the_same_number_of_queries_with_one_member_or_three(
    ours: Any, sato: Any, django_assert_num_queries: Any
) -> None:
    group = make(sato)
    join(group, ours.kazan, sato)
    with django_assert_num_queries(3):
        group_pages()
    join(group, ours.irkutsk, sato)
    join(group, InstitutionFactory(), sato)
    with django_assert_num_queries(3):
        group_pages()


@pytest.mark.parametrize("changes", [{"closed_on": date(2017, 1, 1)}, {"located_at": "self"}])
def test_an_office_that_cannot_be_is_refused(world: Any, sato: Any, changes: dict[str, Any]) -> None:
    values = {"name_en": "Kazan Office", "run_by": world.kanazawa, "located_at": world.kazan, "opened_on": START}
    if changes.get("located_at"):
        changes = {"located_at": world.kanazawa}
    with pytest.raises(Refused):
        service.create_office({**values, **changes}, by=sato)
    assert not Office.objects.exists()


def test_an_office_is_open_until_its_last_day_on_the_map_and_on_every_page(ours: Any, sato: Any) -> None:
    values = {"name_en": "Kazan Office", "run_by": ours.kanazawa, "located_at": ours.kazan, "opened_on": START}
    last_day = clock.today() + timedelta(days=30)
    office = service.create_office({**values, "closed_on": last_day}, by=sato)

    def shown() -> list[int]:
        on_map = sum(len(row.offices) for row in partner_map().rows)
        contact = home_office(ours.project, clock.today())
        return [on_map, len(partner_page(ours.kazan.slug).offices), len(contact.offices) if contact else 0]

    assert shown() == [1, 1, 1]
    service.edit_office(office, {**values, "closed_on": clock.today() - timedelta(days=1)}, by=sato, version=1)
    assert shown() == [0, 0, 0]
