"""Where a page of the partner records stands: the trail from the office's first page to it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Tracked
from kanazawa_exchange.accounts.views.pages import Crumb
from kanazawa_exchange.lib.localized import localized


def office_trail(*further: Crumb) -> list[Crumb]:
    """From the first page of the partner records to a page."""
    return [(_("Partners"), reverse("partners:office")), *further]


def list_crumb(words: str, view: str) -> Crumb:
    """A list of the partner records."""
    return words, reverse(f"partners:{view}")


def record_crumb(record: Tracked, view: str, *, name: str = "name") -> Crumb:
    """The page of one record, under its name in the language of the screen."""
    return localized(record, name), reverse(f"partners:{view}", args=[record.uid])
