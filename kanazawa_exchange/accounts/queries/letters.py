"""What became of letters: of those that tell of certain acts, and for the log of the office."""

from collections.abc import Collection

from kanazawa_exchange.lib.mails import MailKind

from ..models import Letter, LetterState


def states_of(kind: MailKind, refs: Collection[str]) -> dict[str, str]:
    """What became of the letters of these acts, in words, by one query."""
    rows = Letter.objects.filter(kind=kind.code, ref__in=refs).values_list("ref", "state")
    return {ref: str(LetterState(state).label) for ref, state in rows}
