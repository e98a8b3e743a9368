"""Which column of a table is which: by its heads, by what the sender decided of such a table before, or by a mapping with a name."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.lib import imports
from kanazawa_exchange.lib.cells import headers
from kanazawa_exchange.lib.cells.headers import ColumnMapping
from kanazawa_exchange.lib.cells.heading_words import HEADINGS
from kanazawa_exchange.lib.cells.words import in_every_language, word_key
from kanazawa_exchange.lib.imports import Kind
from kanazawa_exchange.lib.refusals import Guards, Refused, explained

from ...models import ImportMapping
from .messages import is_message

GUARDS: Guards = {"import_mapping_name": ("name", gettext_lazy("Another table of yours has this name already."))}
_ROW_NUMBERS = frozenset(map(word_key, HEADINGS["row_number"]))


class NoSuchMapping(Refused):
    """Nobody has given this name to the columns of a table."""


class NameTaken(Refused):
    """Another table has this name."""


def understood(kind: Kind, heads: Sequence[str], *, by: User) -> ColumnMapping:
    """By the heads, and by what this account has decided of a table with the same ones. What asks
    nothing is left out.
    """
    return _mapping(kind, heads, remembered(kind, heads, by=by))


def likelier(kind: Kind, heads: Sequence[str], among: Iterable[Kind]) -> Kind | None:
    """The kind of which these are rather the heads: it knows more of them, or as many and lacks none that it needs."""

    sent = heads_sent(kind, heads)

    def worth(one: Kind) -> tuple[int, bool]:
        known = imports.mapped(one.columns, sent).positions
        return len(known), all(known.keys() & set(group) for group in one.screen.needed)

    best = max((one for one in among if one.code != kind.code), key=worth, default=None)
    return best if best is not None and worth(best) > worth(kind) and worth(best)[1] else None


def heads_sent(kind: Kind, heads: Sequence[str]) -> list[str]:
    """Without the columns that the portal has put behind the table for what its titles say."""
    sent, own = list(heads), {column.key for column in kind.columns}
    while sent and sent[-1] in own:
        sent.pop()
    return sent


def named(kind: Kind, heads: Sequence[str], name: str, *, by: User) -> ColumnMapping:
    """By what was decided under this name. Errors: NoSuchMapping."""
    found = ImportMapping.objects.filter(owner=by, kind=kind.code, name=name.strip()).first()
    if found is None:
        raise NoSuchMapping(_("No mapping of columns is called “%(name)s”.") % {"name": name})
    return _mapping(kind, heads, found)


def remembered(kind: Kind, heads: Sequence[str], *, by: User) -> ImportMapping | None:
    return ImportMapping.objects.filter(owner=by, kind=kind.code, heads_digest=digest_of_heads(heads)).first()


def _mapping(kind: Kind, heads: Sequence[str], memory: ImportMapping | None) -> ColumnMapping:
    decided = memory.decided if memory else None
    found = headers.mapping(heads, imports.known_heads(kind.columns), remembered=decided)
    return found.corrected({place: "" for place in found.unknown if _asks_nothing(kind, heads[place])})


def _asks_nothing(kind: Kind, head: str) -> bool:
    """Our own column of messages, the numbers of the rows, and what our own files tell beside what is read."""
    return is_message(head) or word_key(head) in _ROW_NUMBERS | _passed_over(kind.code)


@cache
def _passed_over(code: str) -> frozenset[str]:
    words = imports.kind_of(code).screen.passed_over
    return frozenset(word_key(text) for one in words for text in in_every_language(one))


def remember(
    kind: Kind, heads: Sequence[str], positions: Mapping[str, int], *, name: str = "", by: User, now: datetime
) -> ImportMapping:
    """Keep for the next table with these heads which column is which; all others are left out, and ask nothing any more.

    Errors: NameTaken, PermissionDenied.
    """
    refuse_unless(kind.may, by)
    keys = {place: key for key, place in positions.items()}
    found = headers.mapping(heads, imports.known_heads(kind.columns))
    chosen = {place: keys.get(place, "") for place, head in enumerate(heads) if head.strip() or place in keys}
    changes = {place: key for place, key in chosen.items() if not key or key != found.keys[place]}
    decided = {"decided": found.corrected(changes).stored(), "used_at": now, "name": name}
    with explained(GUARDS, NameTaken), transaction.atomic():
        return ImportMapping.objects.update_or_create(
            defaults=decided, owner=by, kind=kind.code, heads_digest=digest_of_heads(heads)
        )[0]


def digest_of_heads(heads: Sequence[str]) -> str:
    """The same for heads that are written a little differently, and with our column of messages or without."""
    own = [word_key(head) if head.strip() else "" for head in heads if not is_message(head)]
    while own and not own[-1]:
        own.pop()
    return hashlib.sha256("\n".join(own).encode("utf-8", "surrogatepass")).hexdigest()
