"""Real records with which the office looks at the text of an invitation before saving it."""

from collections.abc import Mapping, Sequence

from django.conf import settings

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.mails import MASK, Specimen
from kanazawa_exchange.lib.names import Spelling, display
from kanazawa_exchange.lib.viewer import Viewer

from ..models import Invitation
from .names import spellings_of

SHOWN = 20


def sample_invitation_link() -> str:
    return f"{settings.PORTAL_URL}/…/{MASK}/"


def newest_invitations(viewer: Viewer) -> Sequence[Specimen]:
    """The newest invitations; their links are known to their readers alone."""
    rows = list(Invitation.objects.visible_to(viewer).order_by("-pk")[:SHOWN])
    spellings = spellings_of(row.person_id for row in rows)
    return [_specimen(row, spellings) for row in rows]


def _specimen(row: Invitation, spellings: Mapping[int, Sequence[Spelling]]) -> Specimen:
    names, moment = spellings.get(row.person_id, []), row.expires_at
    values = {
        "name": lambda: display(names, reading=False),
        "link": sample_invitation_link,
        "until": lambda: formats.date_and_time(moment),
    }
    return Specimen(str(row.uid), f"{display(names, reading=False)} · {row.email}", values)
