"""How one takes part: what every programme on offer asks, and the calls that are open or come next."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.timezone import localdate

from kanazawa_exchange.lib import prepared

from ..models import Program
from .cards import ProgramCard, program_card
from .facts import ProgramFacts, homes_of, program_facts, with_sides
from .public_calls import PublicCalls, calls_ahead

ON_OFFER = (Program.State.OPEN, Program.State.PREPARING, Program.State.ONLINE)


@dataclass(frozen=True)
class Offer:
    """One programme that one may join, with its calls."""

    facts: ProgramFacts
    calls: PublicCalls


@dataclass(frozen=True)
class TakingPart:
    """What can be joined, the calls of all of it, and the programmes that rest or have ended."""

    offers: tuple[Offer, ...]
    calls: PublicCalls
    others: tuple[ProgramCard, ...]


def _programs() -> QuerySet[Program]:
    return Program.objects.order_by("-project__first_fiscal_year", "order", "pk")


def taking_part(now: datetime) -> TakingPart:
    """Everything that can be joined; seven queries, or fewer where there is nothing."""
    calls, on = calls_ahead(now), localdate(now)
    rows = with_sides(prepared.rows(_programs))
    homes = homes_of({program.project_id for program in rows})
    offers = [program for program in rows if program.state in ON_OFFER or calls.of(program.slug).ahead]
    return TakingPart(
        offers=tuple(Offer(program_facts(program, homes, on), calls.of(program.slug)) for program in offers),
        calls=calls,
        others=tuple(program_card(program) for program in rows if program not in offers),
    )
