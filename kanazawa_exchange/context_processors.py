"""The variables that the frame of every page needs."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from kanazawa_exchange.lib.devices import owner_of
from kanazawa_exchange.menu import navigation


def portal(request: HttpRequest) -> dict[str, object]:
    """Lazy, so that a page without the frame costs nothing."""
    return {
        "demo_data": settings.DEMO_DATA,
        "device_owner": SimpleLazyObject(lambda: owner_of(request.user.pk) if request.user.is_authenticated else ""),
        "navigation": SimpleLazyObject(lambda: navigation(request)),
    }
