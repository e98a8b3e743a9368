"""The number that a plan shows for one cell, as the tests of plans ask for it."""

from programs.queries.targets import Plan


def promised(plan: Plan, fiscal_year: int, direction: str, program_id: int | None = None) -> int | None:
    cell = plan.cell(fiscal_year, direction, program_id)
    return None if cell is None else cell.total
