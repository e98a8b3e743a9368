"""Whose papers are printed: the institution at home in a project."""

from django.db.models import Q

from kanazawa_exchange.lib.localized import localized
from partners.models import Institution
from programs.models import FundingProject


def university(project: FundingProject | None = None) -> str:
    """Its name for this reader, of the main project where none is named; nothing as long as the portal knows none."""
    of = Q(home_of__project=project) if project else Q(home_of__project__is_default=True)
    home = Institution.objects.filter(of).order_by("home_of__pk").first()
    return str(localized(home, "name")) if home else ""
