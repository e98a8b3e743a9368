"""Portal-wide roles are given, changed and ended."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Max

from kanazawa_exchange.accounts.models import AuditEvent, RoleGrant, User
from kanazawa_exchange.accounts.permissions import is_administrator, is_staff, may_invite, roles_of
from kanazawa_exchange.accounts.services import roles
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.lib import clock
from tests import factories


def yesterday() -> date:
    return clock.today() - timedelta(days=1)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_a_role_holds_from_its_first_to_its_last_day(admin: User, aiko: User) -> None:
    roles.grant(
        aiko.person,
        "coordinator",
        starts_on=clock.today(),
        ends_on=clock.today(),
        address=aiko.email,
        by=admin,
        now=clock.now(),
    )

    assert roles_of(fresh(aiko)) == {"coordinator"}
    assert RoleGrant.objects.on(clock.today() + timedelta(days=1)).filter(person=aiko.person).count() == 0
    assert RoleGrant.objects.on(yesterday()).filter(person=aiko.person).count() == 0


def test_giving_a_role_is_in_the_history_and_in_the_audit_log(admin: User, aiko: User) -> None:
    grant = roles.grant(
        aiko.person, "translator", starts_on=clock.today(), address=aiko.email, by=admin, now=clock.now()
    )

    assert grant.history.get().history_user == admin
    assert AuditEvent.objects.filter(event="role_granted", actor=admin, record_uid=grant.uid).count() == 1


def test_the_same_role_cannot_be_held_twice_at_once(admin: User, sato: User) -> None:
    with pytest.raises(roles.CannotHold) as refusal:
        roles.grant(sato.person, "coordinator", starts_on=clock.today(), by=admin, now=clock.now())

    assert set(refusal.value.errors) == {"starts_on"}
    assert RoleGrant.objects.filter(person=sato.person).count() == 1


def test_a_term_that_follows_another_one_is_fine(admin: User, sato: User) -> None:
    grant = RoleGrant.objects.get(person=sato.person)
    roles.change_term(
        grant, version=1, starts_on=grant.starts_on, ends_on=clock.today(), by=admin, now=clock.now(), on=clock.today()
    )

    roles.grant(sato.person, "coordinator", starts_on=clock.today() + timedelta(days=1), by=admin, now=clock.now())

    assert RoleGrant.objects.filter(person=sato.person, role="coordinator").count() == 2


def test_a_term_cannot_end_before_it_begins(admin: User, aiko: User) -> None:
    with pytest.raises(roles.CannotHold):
        roles.grant(
            aiko.person,
            "reviewer",
            starts_on=clock.today(),
            ends_on=yesterday(),
            address=aiko.email,
            by=admin,
            now=clock.now(),
        )


def test_a_role_that_ended_counts_no_longer_at_the_next_request(admin: User, sato: User) -> None:
    roles.end(RoleGrant.objects.get(person=sato.person), on=clock.today(), by=admin, now=clock.now())

    assert roles_of(fresh(sato)) == frozenset()
    assert RoleGrant.objects.get(person=sato.person).ends_on == yesterday()


def test_a_role_that_began_today_is_taken_back_with_a_line_of_history(admin: User, aiko: User) -> None:
    grant = roles.grant(
        aiko.person, "coordinator", starts_on=clock.today(), address=aiko.email, by=admin, now=clock.now()
    )

    roles.end(grant, on=clock.today(), by=admin, now=clock.now())

    assert roles_of(fresh(aiko)) == frozenset()
    assert [line.history_type for line in RoleGrant.history.filter(id=grant.pk).order_by("history_id")] == ["+", "-"]


def test_ending_twice_changes_nothing(admin: User, sato: User) -> None:
    grant = RoleGrant.objects.get(person=sato.person)
    roles.end(grant, on=clock.today(), by=admin, now=clock.now())
    before = RoleGrant.history.aggregate(last=Max("history_id"))

    roles.end(grant, on=clock.today(), by=admin, now=clock.now())

    assert RoleGrant.history.aggregate(last=Max("history_id")) == before


def test_a_stale_change_is_refused(admin: User, sato: User) -> None:
    grant = RoleGrant.objects.get(person=sato.person)
    change: dict[str, Any] = {"starts_on": grant.starts_on, "by": admin, "now": clock.now(), "on": clock.today()}
    roles.change_term(grant, version=1, ends_on=clock.today(), **change)

    with pytest.raises(StaleEdit):
        roles.change_term(grant, version=1, ends_on=None, **change)


def test_the_last_administrator_stays(admin: User) -> None:
    grant = RoleGrant.objects.get(person=admin.person)

    with pytest.raises(roles.LastAdministrator):
        roles.end(grant, on=clock.today(), by=admin, now=clock.now())
    with pytest.raises(roles.LastAdministrator):
        roles.change_term(
            grant,
            version=1,
            starts_on=grant.starts_on,
            ends_on=clock.today(),
            by=admin,
            now=clock.now(),
            on=clock.today(),
        )

    assert is_administrator(fresh(admin))


@pytest.mark.parametrize("second", ["without an account", "closed", "only for a while"])
def test_a_second_administrator_who_cannot_stay_does_not_count(admin: User, aiko: User, second: str) -> None:
    person = factories.PersonFactory() if second == "without an account" else aiko.person
    ends = clock.today() + timedelta(days=9) if second == "only for a while" else None
    term = {"starts_on": yesterday(), "ends_on": ends}
    roles.grant(person, "administrator", **term, address=aiko.email, by=admin, now=clock.now())
    if second == "closed":
        User.objects.filter(pk=aiko.pk).update(is_active=False)

    with pytest.raises(roles.LastAdministrator):
        roles.end(RoleGrant.objects.get(person=admin.person), on=clock.today(), by=admin, now=clock.now())


def test_with_a_second_administrator_the_first_may_go(admin: User, aiko: User) -> None:
    roles.grant(aiko.person, "administrator", starts_on=yesterday(), address=aiko.email, by=admin, now=clock.now())

    roles.end(RoleGrant.objects.get(person=admin.person), on=clock.today(), by=admin, now=clock.now())

    assert not is_administrator(fresh(admin))


def test_staff_are_roles_and_programme_coordinators(
    sato: User, suzuki: User, kimura: User, mori: User, ivan: User
) -> None:
    assert [is_staff(user) for user in (sato, suzuki, kimura, mori, ivan)] == [True, True, True, False, False]


def test_a_coordinator_does_not_invite_whoever_holds_a_role(admin: User, sato: User, world: factories.World) -> None:
    holder = factories.RoleGrantFactory(role="administrator").person

    assert may_invite(admin, holder)
    assert not may_invite(sato, holder)
    assert may_invite(sato, factories.PersonFactory())
