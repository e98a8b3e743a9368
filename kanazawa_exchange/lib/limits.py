"""How often one account does what costs the portal much or tells of other people: counted as sign-in is, for all processes together."""

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest


def is_within(request: HttpRequest, action: str) -> bool:
    """Count one more of what `settings.LIMITS` names, for whoever has signed in; False where it is one too many."""
    usage = ratelimit.consume(request, app="portal", action=action, config=settings.LIMITS, limit_get=True)
    return usage is not None
