"""The balance of exchange under one agreement: who sent how many to whom, year by year, beside what was agreed."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from kanazawa_exchange.lib.localized import Localized, localized
from partners.models import Agreement, CooperationCondition

from ..models import Mobility
from .directions import sides_of_projects, with_homes
from .eligible import exchange_terms


@dataclass(frozen=True)
class Flow:
    """One direction between two institutions in one fiscal year; `agreed` is None where no condition names it."""

    sending: Localized
    receiving: Localized
    count: int
    agreed: int | None


@dataclass(frozen=True)
class PairBalance:
    """Two institutions in one fiscal year; `balance` is what the first one sent more than it received."""

    there: Flow
    back: Flow

    @property
    def balance(self) -> int:
        return self.there.count - self.back.count


@dataclass(frozen=True)
class YearBalance:
    fiscal_year: int
    pairs: tuple[PairBalance, ...]


@dataclass(frozen=True)
class Reciprocity:
    """Students whose stay counts by `as_of`, as in plan against actual: under the agreement of its first stage that counts."""

    years: tuple[YearBalance, ...]
    sums: tuple[PairBalance, ...]
    as_of: date


def reciprocity(agreement: Agreement, as_of: date) -> Reciprocity:
    """Four queries, however many mobilities and years there are."""
    institutions = list(with_homes())
    terms = exchange_terms(as_of, sides_of_projects(institutions))
    stays = terms.participations(Mobility.objects.filter(agreement=agreement))
    flows: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for row in stays.values("sending_id", "receiving_id", "fiscal_year").annotate(n=Count("pk")).order_by():
        flows[row["sending_id"], row["receiving_id"]][row["fiscal_year"]] = row["n"]
    agreed: dict[tuple[int, int], int] = defaultdict(int)
    for condition in CooperationCondition.objects.filter(agreement=agreement):
        agreed[condition.sending_id, condition.receiving_id] += condition.per_year
    parties = list(agreement.parties.order_by("pk").values_list("institution_id", flat=True))
    pairs = _pairs([*agreed, *flows], parties)
    named = {pk for pair in pairs for pk in pair}
    names = {place.pk: localized(place, "name") for place in institutions if place.pk in named}
    years = sorted({year for counts in flows.values() for year in counts})

    def flow(sending: int, receiving: int, year: int | None) -> Flow:
        counts = flows.get((sending, receiving), {})
        quota = agreed.get((sending, receiving))
        if year is None:
            total = quota * len(years) if quota is not None else None
            return Flow(names[sending], names[receiving], sum(counts.values()), total)
        return Flow(names[sending], names[receiving], counts.get(year, 0), quota)

    def balances(year: int | None) -> tuple[PairBalance, ...]:
        return tuple(PairBalance(flow(one, other, year), flow(other, one, year)) for one, other in pairs)

    return Reciprocity(tuple(YearBalance(year, balances(year)) for year in years), balances(None), as_of)


def _pairs(directed: list[tuple[int, int]], parties: list[int]) -> list[tuple[int, int]]:
    """Each two institutions once, the earlier party of the agreement first."""
    rank = {pk: place for place, pk in enumerate(parties)}
    undirected = {tuple(sorted(pair, key=lambda pk: (rank.get(pk, len(rank)), pk))) for pair in directed}
    return sorted(
        ((one, other) for one, other in undirected), key=lambda pair: [rank.get(pk, len(rank)) for pk in pair]
    )
