"""Every service of applications asks for itself who acts, from whatever door."""

from typing import Any

from mobility.services.applications import machine
from tests import permits

from .paths import NOW, in_state, step_of


def test_whoever_has_nothing_to_do_with_an_application_writes_none(world, aiko, ivan, mori, petrova):
    application = in_state(world, aiko, "submitted")
    calls: dict[permits.Act, tuple[Any, ...]] = {
        machine.move: (application, "review", step_of(application, "review", "offer")),
    }
    assert set(calls) == permits.writers([machine])
    permits.refuse(calls, [aiko, ivan, mori, petrova], now=NOW, version=application.version)
