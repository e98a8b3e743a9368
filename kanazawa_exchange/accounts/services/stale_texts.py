"""Which languages of a record say something else than the others, because only the others were changed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from modeltranslation.manager import get_translatable_fields_for_model

from kanazawa_exchange.lib.languages import LANGUAGES

from ..models import StaleText, Tracked

Texts = Mapping[str, Sequence[str]]
"""Language → what is written in it, text by text."""


def note(
    record: Tracked,
    *,
    changed: Collection[str],
    checked: Collection[str] = (),
    caught_up: Collection[str] = (),
    now: datetime,
) -> None:
    """A change in some languages makes the others stale, unless they were changed too or somebody has read and confirmed them.

    `caught_up`: languages into which what the others say was translated; that makes no other one stale. Call inside the
    transaction that saves the record.
    """
    kind = record._meta.model_name or ""
    rows = StaleText.objects.filter(record_type=kind, record_id=record.pk)
    right = {*changed, *checked, *caught_up}
    rows.filter(language__in=right).delete()
    behind = set(LANGUAGES) - right if changed else set()
    StaleText.objects.bulk_create(
        [StaleText(record_type=kind, record_id=record.pk, language=code, since=now) for code in sorted(behind)],
        ignore_conflicts=True,
    )


# --- Of what the office keeps in columns -----------------------------------------------------------------------------


def texts_of(record: Tracked) -> Texts:
    """Everything that a record says in each language."""
    names = get_translatable_fields_for_model(type(record)) or ()
    return {code: [getattr(record, f"{name}_{code}") or "" for name in names] for code in LANGUAGES}


def complete(texts: Texts) -> set[str]:
    """The languages that say everything that any of them says; none where nothing is written at all."""
    asked = [any(said) for said in zip(*texts.values(), strict=True)]
    full = {
        code for code, said in texts.items() if all(here or not any_ for here, any_ in zip(said, asked, strict=True))
    }
    return full if any(asked) else set()


def note_edit(
    record: Tracked,
    before: Texts,
    *,
    written: tuple[Collection[str], Collection[str]] | None = None,
    checked: Collection[str] = (),
    now: datetime,
) -> None:
    """After an edit of whoever may change every language: which of them are behind now.

    `before`: `texts_of` the record as it was; `written`: the languages that were complete before, and those that are now, where
    the record has a rule of its own: then what is not complete says nothing new. A language that is written for the first time,
    or was stale itself, has caught up; one that is not complete is no stale text but a missing one. Call inside the transaction
    that saves the record.
    """
    after = texts_of(record)
    changed = {code for code in LANGUAGES if before[code] != after[code]}
    earlier, present = written or (_altered(before, after), complete(after))
    rows = StaleText.objects.filter(record_type=record._meta.model_name, record_id=record.pk)
    behind = set(rows.values_list("language", flat=True))
    caught_up = {code for code in changed if code not in earlier} | changed & behind
    missing = set(LANGUAGES) - set(present)
    newer = changed - caught_up - (missing if written else set())
    note(record, changed=newer, checked={*checked, *missing}, caught_up=caught_up, now=now)


def _altered(before: Texts, after: Texts) -> set[str]:
    """The languages in which something says something else now, and not only what nothing was said of before."""
    return {
        code
        for code in LANGUAGES
        if any(old and old != new for old, new in zip(before[code], after[code], strict=True))
    }
