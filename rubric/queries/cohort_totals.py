"""The cells of each programme run as one row: a question that splits no programme run reads these, and far fewer of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from ..models import CohortCell, CohortTotal, RubricVersion
from .cohort_checks import CheckSums
from .cohort_sums import packed
from .item_sums import stored_sums


def totals(cells: Iterable[CohortCell], version: RubricVersion) -> list[CohortTotal]:
    """One total for each programme run of these cells, not stored yet; they hold all cells of each, counted in this version."""
    count = version.levels.count()
    levels = dict.fromkeys(version.abilities.values_list("code", flat=True), count)
    of_run: dict[tuple[int, int], list[CohortCell]] = {}
    for cell in cells:
        of_run.setdefault((cell.score_run_id, cell.run_id), []).append(cell)
    return [
        CohortTotal(score_run_id=key[0], run_id=key[1], numbers=packed(own, levels), **_checks(own, levels))
        for key, own in of_run.items()
    ]


def _checks(cells: Iterable[CohortCell], levels: Mapping[str, int]) -> dict[str, Any]:
    sums = CheckSums(tuple(levels))
    for cell in cells:
        sums.add(cell.agreement, cell.item_sums, levels)
    agreement: dict[str, Any] = {}
    item_sums: dict[str, Any] = {}
    for (moment, code), table in sums.tables.items():
        agreement.setdefault(moment, {})[code] = dict(vars(table))
    for (moment, questionnaire, code), found in sums.items.items():
        item_sums.setdefault(moment, {}).setdefault(questionnaire, {})[code] = stored_sums(found.sums)
    return {"agreement": agreement, "item_sums": item_sums}
