"""What enrolments, representatives and hand-overs say when two entries shall be one person."""

from collections.abc import Iterator

from kanazawa_exchange.accounts.services.merged_accounts import shared_terms
from kanazawa_exchange.accounts.services.references import Knowledge, Pair, Reference
from kanazawa_exchange.lib.localized import localized

from ..models import Enrolment, Handover, Representative


def clashes(pair: Pair) -> Iterator[str]:
    return shared_terms(pair, Representative, "institution", lambda row: str(localized(row.institution, "name")))


KNOWLEDGE = Knowledge([Reference(Enrolment), Reference(Representative), Reference(Handover)], clashes)
