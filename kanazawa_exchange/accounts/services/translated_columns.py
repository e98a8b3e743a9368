"""Translations of what the office keeps in three columns: what lacks, both languages side by side, and the new text of one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import rich_text
from kanazawa_exchange.lib.fields import RichTextField
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.refusals import Guards, Refused, explained
from kanazawa_exchange.lib.trilingual import Three
from kanazawa_exchange.lib.words import Words

from ..models import Tracked, User
from ..permissions import may_translate
from ..queries.translations import Kind, Passage, Piece, Sheet, always
from . import stale_texts
from .editing import Values, assign, lock_for_edit, save_edit
from .permits import refuse_unless
from .retries import retried


def _nowhere(_record: Any) -> str:
    return ""


def _nothing(_record: Any) -> Values:
    return {}


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Records of one model. `rows(now)` are those that are translated; `texts` their texts by name, the first is the title.

    `needed`: the texts without which a language is not complete; without any, those that stand in another language and
    are not `optional`. `since`:
    the column that says from when on a language is missed. `public` and `office` lead to its pages, `computed` gives what
    follows from the texts, `may(user, record)` which translators keep away from which record.
    """

    rows: Callable[[datetime], QuerySet[Any]]
    texts: Mapping[str, Three]
    since: str = "created_at"
    needed: Sequence[str] = ()
    optional: Sequence[str] = ()
    public: Callable[[Any], str] = _nowhere
    office: Callable[[Any], str] = _nowhere
    computed: Callable[[Any], Values] = _nothing
    may: Callable[[Any, Any], bool] = always
    guards: Guards = field(default_factory=dict)

    # --- Read ---

    def pieces(self, now: datetime, uid: UUID | None = None) -> list[Piece]:
        rows = self.rows(now) if uid is None else self.rows(now).filter(uid=uid)
        flags = {f"has_{name}_{code}": _is_written(name, code) for name in self.texts for code in LANGUAGES}
        title = next(iter(self.texts))
        titles = [f"{title}_{code}" for code in LANGUAGES]
        found = rows.annotate(**flags).values("pk", "uid", self.since, *titles, *flags)
        return [self._piece(row, title) for row in found]

    def _piece(self, row: Mapping[str, Any], title: str) -> Piece:
        return Piece(
            pk=row["pk"],
            uid=row["uid"],
            titles={code: row[f"{title}_{code}"] for code in LANGUAGES},
            written=frozenset(self._written(row)),
            since=row[self.since],
        )

    def _written(self, row: Mapping[str, Any]) -> Iterator[str]:
        asked = self.needed or [
            name
            for name in self.texts
            if name not in self.optional and any(row[f"has_{name}_{code}"] for code in LANGUAGES)
        ]
        return (code for code in LANGUAGES if asked and all(row[f"has_{name}_{code}"] for name in asked))

    def sheet(self, uid: UUID, source: str, into: str, now: datetime) -> Sheet:
        record = self.rows(now).get(uid=uid)
        return Sheet(
            record=record,
            passages=[_passage(record, name, text, source, into) for name, text in self.texts.items()],
            values={f"{name}_{into}": getattr(record, f"{name}_{into}") or "" for name in self.texts},
            public_url=self.public(record),
            office_url=self.office(record),
        )

    # --- Written ---

    @retried
    @transaction.atomic
    def keep(
        self, uid: UUID, into: str, values: Values, *, by: User | None, now: datetime, version: int | None
    ) -> Tracked:
        """The text of one language; no other one falls behind by that. Errors: PermissionDenied, Gone, StaleEdit, Refused."""
        refuse_unless(may_translate, by)
        current = lock_for_edit(self.rows(now), self.rows(now).values_list("pk", flat=True).get(uid=uid), version)
        refuse_unless(self.may, by, current)
        _refuse_emptied(current, values)
        marked = {f"{name}_{into}" for name, text in self.texts.items() if issubclass(text.kind, RichTextField)}
        assign(current, {box: rich_text.tidied(text) if box in marked else text for box, text in values.items()})
        assign(current, self.computed(current))
        with explained(self.guards), transaction.atomic():
            save_edit(current, by=by)
        stale_texts.note(current, changed=(), caught_up=[into], now=now)
        return current


def _passage(record: Any, name: str, text: Three, source: str, into: str) -> Passage:
    return Passage(
        box=f"{name}_{into}",
        label=str(text.label),
        original=getattr(record, f"{name}_{source}") or "",
        kind=text.kind,
        options=text.options,
        is_marked=issubclass(text.kind, RichTextField),
    )


def _refuse_emptied(record: Any, values: Values) -> None:
    """A text may be taken out of a record by whoever keeps all of its languages. Errors: Refused."""
    wrong = {box: _("This text can be changed here, but not taken out.") for box, text in values.items()}
    emptied = {box: words for box, words in wrong.items() if not values[box] and getattr(record, box)}
    if emptied:
        raise Refused(emptied)


def _is_written(name: str, code: str) -> ExpressionWrapper:
    return ExpressionWrapper(Q(**{f"{name}_{code}__gt": ""}), output_field=BooleanField())


def kind_of(code: str, plural: Words, record: str, columns: Columns) -> Kind:
    """A kind of the queue whose records have their texts in columns."""
    return Kind(
        code=code,
        plural=plural,
        record=record,
        pieces=columns.pieces,
        sheet=columns.sheet,
        keep=columns.keep,
        may=columns.may,
    )
