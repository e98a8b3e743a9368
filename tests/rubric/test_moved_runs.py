"""A run that is moved after its year was published changes nothing that a member of a committee reads: else what differs is its people."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from kanazawa_exchange.accounts.models import User
from programs.models import ProgramRun
from programs.services import programs
from rubric.models import RubricVersion
from rubric.queries import cohort_readers
from rubric.scoring.tables import JointTable
from tests.rubric import public_reader, seat_reader, versions
from tests.rubric.public_worlds import FEW, brought_out

pytestmark = pytest.mark.django_db
WHOLE = ("russia-2018", "", "")


@pytest.fixture
def version(world: Any, sato: User) -> RubricVersion:
    found = versions.first(sato)
    brought_out(world, found, FEW)
    return found


def moved(by: User, **where: Any) -> None:
    """The run of the three people whose group is withheld gets another fiscal year."""
    run = ProgramRun.objects.get(fiscal_year=2018, direction="outbound", program__code="basic")
    programs.edit_run(run, where, by=by, version=run.version)


@pytest.mark.parametrize("year", [2017, 2019])
def test_the_figures_stay_those_that_are_public(
    version: RubricVersion, sato: User, mori: User, sign_in: Any, year: int
) -> None:
    seat = sign_in(mori)
    before = seat_reader.everything(seat)
    assert before.figures[WHOLE][0].n == sum(FEW.values())

    moved(sato, fiscal_year=year)

    after = seat_reader.everything(seat)
    assert after.figures == before.figures
    public = public_reader.everything(Client(), ("en",))
    assert after.figures == {where: public.figures[where] for where in after.figures}


def test_control_added_up_from_what_was_counted_the_difference_is_three_people(
    version: RubricVersion, sato: User, mori: User, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(both: JointTable, participants: int, counted: JointTable) -> JointTable:
        return replace(counted, mapped=0)

    monkeypatch.setattr(cohort_readers, "_told", told)
    moved(sato, fiscal_year=2017)
    client = sign_in(mori)
    rows = seat_reader.csv_rows(client, f"{seat_reader.AT}csv/", fy="2018")
    ability = rows[0]["ability"]
    shown = sum(int(row["people"]) for row in rows if row["ability"] == ability)
    public = public_reader.everything(Client(), ("en",)).figures[WHOLE][0]
    assert public.n - shown == FEW["outbound", "basic"] == 3
