"""Figures are for the office and those with a seat or a programme in the project; the people behind them for fewer."""

from datetime import date
from typing import Any

from mobility.models import Mobility, Status
from reports import reference
from tests.permission_rows import OFFICE, Row, everyone, only

COUNTED = "MARKCOUNTED"
READERS = (*OFFICE, "program_coordinator", "committee", "evaluator")
PEOPLE = (*OFFICE, "program_coordinator", "committee")


def build(world: Any) -> None:
    reference.load()
    Mobility.objects.create(
        person=world.named_person(COUNTED, "Somebody"),
        sending=world.home,
        receiving=world.partner,
        run=world.run,
        status=Status.RETURNED,
        actual_starts_on=date(2018, 8, 1),
        actual_ends_on=date(2018, 8, 14),
    )


def _own(name: str, *roles: Any, marker: Any = None, sees: Any = None) -> Row:
    return Row(
        f"reports:{name}",
        "GET",
        only(*roles),
        query="?project=russia",
        relation="own",
        marker=marker,
        sees=sees,
        note="a figure is the same for all its readers",
    )


def _foreign(name: str, *others: str) -> Row:
    outcome = {**only(OFFICE), **only(*others, status=404)}
    return Row(f"reports:{name}", "GET", outcome, query="?project=foreign-project", relation="foreign")


PAGES = ("plan_actual", "plan_actual_csv", "plan_actual_xlsx", "plan_actual_pdf")
FEW = ("program_coordinator", "committee", "evaluator")
ROWS = [
    *(_own(name, READERS) for name in PAGES),
    *(_foreign(name, *FEW) for name in PAGES),
    _own("plan_actual_people", PEOPLE, marker=lambda w: COUNTED, sees=PEOPLE),
    _own("plan_actual_people_csv", PEOPLE, marker=lambda w: COUNTED, sees=PEOPLE),
    _own("plan_actual_people_xlsx", PEOPLE),
    *(
        _foreign(name, "program_coordinator", "committee")
        for name in ("plan_actual_people", "plan_actual_people_csv", "plan_actual_people_xlsx")
    ),
    Row("reports:rule_list", "GET", everyone(200), anonymous=200),
    Row(
        "reports:rule_detail",
        "GET",
        everyone(200),
        anonymous=200,
        kwargs=lambda w: {"code": "mext"},
        note="a rule is nobody's own",
    ),
]
