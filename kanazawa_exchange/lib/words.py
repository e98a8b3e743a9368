"""The type of a text of the interface: words, or words that wait until the reader's language is known (`gettext_lazy`)."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the checker's name for a lazy text; Django has none of its own
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise
else:
    Words = str
