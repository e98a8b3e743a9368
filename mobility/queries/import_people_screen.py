"""What the pages of an import say of a table of people: who is meant by an answer, how a name reads, where a person is."""

from collections.abc import Collection

from django.urls import reverse

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.import_screens import Screen
from kanazawa_exchange.lib.viewer import Viewer

from ..sheets import NAMES
from .import_screen import NAMED_FIRST, called, spellings
from .people import people_visible_to


def _pages(records: Collection[int], user: Viewer) -> dict[int, str]:
    found = people_visible_to(user).filter(pk__in=records).values_list("pk", "uid")
    return {pk: reverse("mobility:person_detail", args=[uid]) for pk, uid in found}


SCREEN = Screen(
    first=NAMED_FIRST,
    for_all=("nationality",),
    shown={"nationality": formats.country, **dict.fromkeys((*NAMES, "former_names"), spellings)},
    called=called,
    pages=_pages,
)
