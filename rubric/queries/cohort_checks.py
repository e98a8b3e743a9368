"""Whether a cohort's numbers can be trusted: do the items of an ability measure one thing, do participants and staff agree."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.db.models import Q

from kanazawa_exchange.lib.localized import Localized, localized

from ..models import Instrument, Moment, RubricVersion
from ..scoring.tables import JointTable
from ..statistics.agreement import Agreement, weighted_kappa
from ..statistics.reliability import Alpha, ItemSums, cronbach_alpha
from .cohort_sums import Rows, stored_table

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Reliability:
    """The inner consistency of one ability, as one questionnaire asked about it at one moment."""

    ability: str
    moment: str
    instrument: Localized
    alpha: Alpha


@dataclass(frozen=True)
class RaterAgreement:
    """How far participants and staff agree about one ability at one moment."""

    ability: str
    moment: str
    agreement: Agreement


@dataclass(frozen=True)
class Checks:
    """Each in the order of the moments and abilities; empty where no ability has several items, or no staff rated."""

    reliabilities: tuple[Reliability, ...]
    agreements: tuple[RaterAgreement, ...]


@dataclass
class _ItemTexts:
    """Sums over the items of an ability; fractions by their denominators, as whole numbers are added quickly."""

    n: int = 0
    incomplete: int = 0
    points: list[Counter[str]] = field(default_factory=list)
    products: list[list[Counter[str]]] = field(default_factory=list)

    def add(self, stored: Mapping[str, Any]) -> None:
        self.n += stored["n"]
        self.incomplete += stored["incomplete"]
        self.points = _added(self.points, stored["points"])
        rows = self.products or [[] for _row in stored["products"]]
        self.products = [_added(row, more) for row, more in zip(rows, stored["products"], strict=True)]

    @property
    def sums(self) -> ItemSums:
        return ItemSums(self.n, self.incomplete, _whole(self.points), tuple(map(_whole, self.products)))


@dataclass
class CheckSums:
    """What is added up over the cells: tables of two raters by (moment, ability), items by (moment, questionnaire, ability)."""

    abilities: tuple[str, ...]
    tables: dict[tuple[str, str], JointTable] = field(default_factory=dict)
    items: dict[Key, _ItemTexts] = field(default_factory=dict)

    def add(self, agreement: Mapping[str, Any], item_sums: Mapping[str, Any], levels: Mapping[str, int]) -> None:
        """What one cell or total holds; `levels` by ability."""
        for moment, tables in agreement.items():
            for code, count in levels.items():
                self.add_table(moment, code, stored_table(tables, code, count))
        for moment, of_questionnaire in item_sums.items():
            for questionnaire, of_ability in of_questionnaire.items():
                for code, stored in of_ability.items():
                    self.items.setdefault((moment, questionnaire, code), _ItemTexts()).add(stored)

    def add_table(self, moment: str, ability: str, table: JointTable) -> None:
        key = moment, ability
        self.tables[key] = self.tables[key] + table if key in self.tables else table

    def named(self, names: Mapping[str, Localized]) -> Checks:
        """The figures, with the questionnaires by their names."""
        return Checks(
            tuple(
                Reliability(code, moment, names[questionnaire], cronbach_alpha(found.sums))
                for (moment, questionnaire, code), found in sorted(self.items.items(), key=self._place_of_items)
                if questionnaire in names and code in self.abilities
            ),
            tuple(
                RaterAgreement(code, moment, weighted_kappa(table))
                for (moment, code), table in sorted(self.tables.items(), key=lambda item: self._place(*item[0]))
            ),
        )

    def _place(self, moment: str, ability: str) -> tuple[int, int]:
        abilities = (*self.abilities, ability)
        return Moment.values.index(moment), abilities.index(ability)

    def _place_of_items(self, item: tuple[Key, _ItemTexts]) -> tuple[str, tuple[int, int]]:
        (moment, questionnaire, code), _texts = item
        return questionnaire, self._place(moment, code)


def _added(counts: list[Counter[str]], texts: Sequence[str]) -> list[Counter[str]]:
    """To each sum by denominator the number of the same place, as "7" or "7/2"."""
    counts = counts or [Counter() for _text in texts]
    for found, text in zip(counts, texts, strict=True):
        numerator, _slash, denominator = text.partition("/")
        found[denominator or "1"] += int(numerator)
    return counts


def _whole(counts: Iterable[Counter[str]]) -> tuple[Fraction, ...]:
    return tuple(sum((Fraction(number, int(part)) for part, number in found.items()), Fraction(0)) for found in counts)


def questionnaires(version: RubricVersion) -> dict[str, Localized]:
    """The names of the questionnaires on a version, by their public ids; one query."""
    return {str(one.uid): localized(one, "name") for one in Instrument.objects.filter(rubric_version=version)}


def summed_checks(rows: Rows, levels: Mapping[str, int]) -> CheckSums:
    """`levels` by ability, in their order. One query, whoever is in the cells or totals."""
    sums = CheckSums(tuple(levels))
    known = rows.order_by().exclude(Q(agreement={}) & Q(item_sums={}))
    for agreement, item_sums in known.values_list("agreement", "item_sums"):
        sums.add(agreement, item_sums, levels)
    return sums
