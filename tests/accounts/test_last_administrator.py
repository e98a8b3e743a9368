"""The portal keeps an administrator, also when two of them are closed or ended at the same moment."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kanazawa_exchange.accounts.models import RoleGrant, User
from kanazawa_exchange.accounts.services import roles, users
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.refusals import Refused

Act = Callable[[], object]


@pytest.fixture
def two(transactional_db: None, request: pytest.FixtureRequest) -> tuple[User, User]:
    """Two administrators, and no third one."""
    world = request.getfixturevalue("world")
    return world.user("admin", role="administrator"), world.user("deputy", role="administrator")


def lasting() -> list[str]:
    grants = RoleGrant.objects.on(clock.today()).filter(role="administrator", person__user__is_active=True)
    return list(grants.values_list("person__user__email", flat=True))


def closing(user: User, by: User) -> Act:
    return lambda: users.disable(user, by=by, now=clock.now(), on=clock.today())


def ending(user: User, by: User) -> Act:
    grant = RoleGrant.objects.get(person=user.person)
    return lambda: roles.end(grant, by=by, now=clock.now(), on=clock.today())


def at_once(monkeypatch: pytest.MonkeyPatch, first: Act, second: Act) -> list[Refused]:
    """Run both, the second while the first has written and not yet committed; what was refused."""
    written, refusals = threading.Event(), []
    end_sessions = users.end_sessions

    def slowly(*args: Any, **kwargs: Any) -> int:
        written.set()
        time.sleep(0.5)
        return end_sessions(*args, **kwargs)

    def run(act: Act) -> None:
        try:
            act()
        except Refused as refusal:
            refusals.append(refusal)
        finally:
            connection.close()

    monkeypatch.setattr(users, "end_sessions", slowly)
    threads = [threading.Thread(target=run, args=(act,)) for act in (first, second)]
    threads[0].start()
    assert written.wait(120)
    threads[1].start()
    for thread in threads:
        thread.join(300)
    return refusals


def test_two_administrators_who_close_each_other_leave_one(
    two: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    admin, deputy = two
    refusals = at_once(monkeypatch, closing(deputy, by=admin), closing(admin, by=deputy))

    assert [type(refusal) for refusal in refusals] == [users.CannotDisable]
    assert lasting() == [admin.email]


def test_no_role_is_ended_beside_an_account_that_is_being_closed(
    two: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    admin, deputy = two
    refusals = at_once(monkeypatch, closing(deputy, by=admin), ending(admin, by=deputy))

    assert [type(refusal) for refusal in refusals] == [roles.LastAdministrator]
    assert lasting() == [admin.email]


def test_the_grants_are_read_and_locked_before_any_account(admin: User, aiko: User) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        users.disable(aiko, by=admin, now=clock.now(), on=clock.today())

    read = [query["sql"] for query in queries if query["sql"].startswith("SELECT") and "ORDER BY" in query["sql"]]
    tables = [sql.split(" FROM ")[1].split()[0].strip('"') for sql in read]
    assert tables[:2] == ["accounts_rolegrant", "accounts_user"]
    if connection.vendor == "postgresql":
        assert [sql.rpartition(" FOR ")[2] for sql in read[:2]] == [
            'UPDATE OF "accounts_rolegrant"',
            'NO KEY UPDATE OF "accounts_user"',
        ]
