"""What the office publishes in three languages: written, edited, discarded, published from a moment on, taken back."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import moves, stale_texts
from kanazawa_exchange.accounts.services.editing import Values, assign, create, delete, lock_for_edit, save_edit
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import rich_text
from kanazawa_exchange.lib.languages import LANGUAGES, columns
from kanazawa_exchange.lib.refusals import Guards, Refused, explained
from kanazawa_exchange.lib.states import Step

from ..models import Published
from ..permissions import may_publish
from ..publication_moves import PUBLICATION_MOVES, PublicationStatus

P = TypeVar("P", bound=Published)


# --- Written, edited, discarded --------------------------------------------------------------------------------------


@retried
@transaction.atomic
def write_draft(record: P, values: Values, *, by: User | None) -> P:
    """A draft of a news item, an event, a page. Errors: PermissionDenied, Refused."""
    refuse_unless(may_publish, by)
    return create(record, _tidied(record, values), by=by, guards=_guards(type(record)))


@retried
@transaction.atomic
def edit(
    record: P, values: Values, *, checked: Collection[str] = (), by: User | None, now: datetime, version: int | None
) -> P:
    """New texts and facts; what is public already changes at once. `checked`: languages that are right as they stand.

    A language that was changed makes the others stale. One that is written for the first time, or was stale itself, has
    caught up and makes none of them stale. Errors: PermissionDenied, StaleEdit, Refused.
    """
    refuse_unless(may_publish, by)
    current = lock_for_edit(_rows(type(record)), record.pk, version)
    before, written = stale_texts.texts_of(current), current.written_in
    assign(current, _tidied(current, values))
    if current.status == PublicationStatus.PUBLISHED and not current.written_in:
        raise Refused(_("This is published: one language at least must stay complete. Take it back first."))
    with explained(_guards(type(record))), transaction.atomic():
        save_edit(current, by=by)
    stale_texts.note_edit(current, before, written=(written, current.written_in), checked=checked, now=now)
    return current


@retried
@transaction.atomic
def discard(record: Published, *, by: User | None, version: int | None) -> None:
    """A draft goes. Errors: PermissionDenied, StaleEdit, Refused."""
    refuse_unless(may_publish, by)
    current = lock_for_edit(_rows(type(record)), record.pk, version)
    if current.status != PublicationStatus.DRAFT:
        raise Refused(_("This is published. Take it back first; then the draft can be discarded."))
    stale_texts.note(current, changed=(), checked=LANGUAGES, now=current.updated_at)
    delete(current, by=by)


def _tidied(record: Published, values: Values) -> Values:
    """What is written in Markdown holds nothing that could come alive on a page."""
    marked = set(columns(*record.MARKDOWN))
    return {name: rich_text.tidied(value) if name in marked and value else value for name, value in values.items()}


def _rows(model: type[P]) -> Any:
    return model._default_manager.all()


def _guards(model: type[Published]) -> Guards:
    sentence = gettext_lazy("This address part is already in use. Choose another one.")
    return {f"{model._meta.db_table}.slug": ("slug", sentence)}


# --- Moves -----------------------------------------------------------------------------------------------------------


def move(record: P, name: str, step: Step, *, by: User | None, now: datetime, version: int | None = None) -> P:
    """Publish, or take back. Errors: StaleEdit, PermissionDenied, MoveRefused."""
    machine = moves.Machine(table=PUBLICATION_MOVES, rows=lambda: _rows(type(record)))
    return moves.move(machine, record, name, step, by=by, now=now, version=version)
