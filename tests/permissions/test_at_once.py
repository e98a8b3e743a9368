"""A right that has ended refuses the very next request."""

from typing import Any

import pytest
from django.test import Client

from kanazawa_exchange.accounts.models import RoleGrant, User
from kanazawa_exchange.accounts.services import roles
from kanazawa_exchange.lib import clock
from mobility.models import Mobility
from partners.models import Agreement, Representative
from programs.models import Coordinator, Seat
from programs.services import authorities
from tests import factories


@pytest.fixture
def by(admin: User) -> dict[str, Any]:
    return {"by": admin, "now": clock.now(), "on": clock.today()}


def status(client: Client, path: str) -> int:
    return client.get(path).status_code


def test_an_ended_role_is_refused_at_the_next_click(sato: User, by: Any, sign_in: Any) -> None:
    client = sign_in(sato)
    assert status(client, "/en/roles/") == 200

    roles.end(RoleGrant.objects.get(person=sato.person), **by)

    assert status(client, "/en/roles/") == 403


def test_an_ended_seat_closes_the_figures(mori: User, by: Any, sign_in: Any) -> None:
    client = sign_in(mori)
    assert status(client, "/en/target-plans/") == 200

    authorities.end(Seat.objects.get(person=mori.person), **by)

    assert status(client, "/en/target-plans/") == 403


def test_an_ended_external_seat_closes_the_figures(hayashi: User, by: Any, sign_in: Any) -> None:
    client = sign_in(hayashi)
    assert status(client, "/en/target-plans/") == 200

    authorities.end(Seat.objects.get(person=hayashi.person), **by)

    assert status(client, "/en/target-plans/") == 403


def test_a_coordinator_who_has_ended_loses_the_records(
    world: factories.World, kimura: User, by: Any, sign_in: Any
) -> None:
    path = f"/en/mobility-records/{world.sent().uid}/"
    client = sign_in(kimura)
    assert status(client, path) == 200

    authorities.end(Coordinator.objects.get(person=kimura.person), **by)

    assert status(client, path) == 404


@pytest.mark.usefixtures("kazan_may_read")
def test_a_representative_who_has_ended_loses_the_records(
    world: factories.World, petrova: User, by: Any, sign_in: Any
) -> None:
    mobility = world.sent()
    client = sign_in(petrova)
    assert status(client, f"/en/mobility-records/{mobility.uid}/") == 200

    authorities.end(Representative.objects.get(person=petrova.person), **by)

    assert status(client, f"/en/mobility-records/{mobility.uid}/") == 404
    again = User.objects.get(pk=petrova.pk)
    assert not Mobility.objects.visible_to(again).exists()
    assert not Agreement.objects.visible_to(again).exists()


def test_a_right_that_begins_tomorrow_opens_nothing_today(aiko: User, by: Any, sign_in: Any) -> None:
    from datetime import timedelta

    roles.grant(
        aiko.person,
        "coordinator",
        starts_on=clock.today() + timedelta(days=1),
        address=aiko.email,
        by=by["by"],
        now=by["now"],
    )

    assert status(sign_in(aiko), "/en/roles/") == 403
