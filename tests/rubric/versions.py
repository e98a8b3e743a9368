"""Versions of the rubric as tests need them, made by the services of the portal."""

from datetime import UTC, date, datetime

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.states import Step
from rubric import reference
from rubric.models import RubricVersion
from rubric.services import versions
from tests.replayed import replayed

NOW = datetime(2020, 6, 1, tzinfo=UTC)
FROM, LATER = date(2018, 4, 1), date(2019, 4, 1)


def adopted(draft: RubricVersion, by: User, on: date = FROM) -> RubricVersion:
    return versions.move(draft, "adopt", Step(on=on), by=by, now=NOW)


@replayed
def first(by: User) -> RubricVersion:
    """The version of the reference data, in use, its texts unconfirmed."""
    return adopted(reference.load().versions.get(), by)


def following(by: User) -> tuple[RubricVersion, RubricVersion]:
    """The version in use, and the draft that follows it."""
    used = first(by)
    return used, versions.new_version(used.rubric, by=by)
