"""Results are for the office and those with a seat or a programme in the project; partners and students see none of them."""

from typing import Any

from rubric.models import Instrument
from tests.permission_rows import OFFICE, Row, only
from tests.rubric.cohorts import Counted, ended

FEW = ("program_coordinator", "committee", "evaluator")
READERS = (*OFFICE, *FEW)
PAGES = ("cohort", "cohort_programs", "cohort_years")
FILES = ("cohort_pdf", "cohort_xlsx", "cohort_csv")
MARK = "MARKASSESSMENT"


def build(world: Any) -> None:
    """The cells of one run that published its year; its questionnaire bears the mark, which stands under every figure."""
    instrument = Instrument.objects.create(rubric_version=world.rubric_used, code="marked", name_en=MARK)
    year = {world.run.fiscal_year: 13}
    ended(world.rubric_used, Counted(world.run, world.partner), instrument=instrument, public=year)


def _own(name: str, marker: Any = None) -> Row:
    return Row(
        f"rubric:{name}",
        "GET",
        only(READERS),
        query="?project=russia",
        relation="own",
        marker=marker,
        note="a figure is the same for all its readers",
    )


def _foreign(name: str) -> Row:
    outcome = {**only(OFFICE), **only(*FEW, status=404)}
    return Row(f"rubric:{name}", "GET", outcome, query="?project=foreign-project", relation="foreign")


def _finer(name: str, marker: Any = None, *, withheld: int) -> Row:
    """Below a programme only the office and the coordinator of the programme read on."""
    outcome = {**only(OFFICE, "program_coordinator"), **only("committee", "evaluator", status=withheld)}
    sees = (*OFFICE, "program_coordinator")
    return Row(
        f"rubric:{name}",
        "GET",
        outcome,
        query="?project=russia&level=bachelor",
        relation="same",
        marker=marker,
        sees=sees,
    )


ROWS = [
    *(_own(name, lambda w: MARK) for name in PAGES),
    *map(_own, FILES),
    *(_finer(name, lambda w: MARK, withheld=200) for name in PAGES),
    *(_finer(name, withheld=400) for name in FILES),
    *map(_foreign, (*PAGES, *FILES)),
]
