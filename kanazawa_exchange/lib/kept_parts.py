"""Parts of pages that follow from a few values: printed once, and anew for other values alone.

What is kept is found by the values themselves, never by the time or by a name: a record that was changed gives other values.
"""

import pickle
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

KEPT = 500
"""So many parts for each process; what was not asked for longest goes first."""
LARGEST = 64 * 1024
"""Values with more bytes are printed each time."""
compares = False
"""In tests each part is printed at every asking, and held against the one that was kept."""


class NotTheSame(AssertionError):
    """A part that does not follow from its values and the language alone."""


def printed(template: str, **values: object) -> SafeString:
    """The template with these values and no others: no request, no reader. Errors: NotTheSame."""
    given = pickle.dumps(
        values, pickle.HIGHEST_PROTOCOL
    )  # tells apart what is only equal: 1 from True, marked text from plain
    if len(given) > LARGEST:
        return render_to_string(template, values)
    found = _printed(template, get_language(), given)
    if compares and found != _printed.__wrapped__(template, get_language(), given):
        raise NotTheSame(f"{template} depends on more than {values}")
    return found


@lru_cache(maxsize=KEPT)
def _printed(template: str, _language: str | None, given: bytes) -> SafeString:
    return render_to_string(template, pickle.loads(given))  # noqa: S301  written above
