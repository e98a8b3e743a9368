"""What seats and programme coordinators say when two entries shall be one person."""

from collections.abc import Iterator

from kanazawa_exchange.accounts.services.merged_accounts import shared_terms
from kanazawa_exchange.accounts.services.references import Knowledge, Pair, Reference
from kanazawa_exchange.lib.localized import localized

from ..models import Coordinator, Seat


def clashes(pair: Pair) -> Iterator[str]:
    yield from shared_terms(pair, Seat, "committee", lambda row: str(localized(row.committee, "name")))
    yield from shared_terms(pair, Coordinator, "program", lambda row: str(localized(row.program, "name")))


KNOWLEDGE = Knowledge([Reference(Seat), Reference(Coordinator)], clashes)
