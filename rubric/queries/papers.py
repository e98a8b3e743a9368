"""Whose papers are printed: the institution at home in the main project."""

from kanazawa_exchange.lib.localized import localized
from partners.models import Institution


def university() -> str:
    """Its name for this reader; nothing as long as the portal knows none."""
    homes = Institution.objects.filter(home_of__project__is_default=True).order_by("home_of__pk")
    home = homes.first()
    return str(localized(home, "name")) if home else ""
