"""A refusal: nothing was written, and a sentence in the user's language says at each field why. A doubt can be overruled."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.apps import apps
from django.db import IntegrityError, models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

Sentence = str | Promise | Callable[[], str]
"""A translated text (perhaps lazy), or a function that finds one after the refusal."""

Guards = Mapping[str, tuple[str, Sentence]]
"""Name of a constraint or trigger → (field of the form, sentence); an empty field stands for the whole form."""


class Refused(Exception):
    """What was asked for is not possible. `errors`: field name → sentence; the empty name stands for the whole form.

    One sentence is the common case: `Refused(_("…"), field="slug")`.
    """

    def __init__(self, errors: Mapping[str, str] | str, *, field: str = "") -> None:
        self.errors = {field: errors} if isinstance(errors, str) else dict(errors)
        super().__init__(" ".join(self.errors.values()))


@dataclass(frozen=True)
class Doubt:
    """What is possible, but hardly meant. `code` names it with what it is about, so that another day is another doubt."""

    code: str
    text: str

    def __str__(self) -> str:
        return self.text


class Doubted(Exception):
    """Nothing was written yet: somebody must say that it is meant so."""

    def __init__(self, doubts: Sequence[Doubt]) -> None:
        self.doubts = tuple(doubts)
        super().__init__(" ".join(doubt.text for doubt in self.doubts))


class Question(Exception):
    """Nothing is saved before the sender has answered: raised by an act, and shown on the page of its form with `context`."""

    def __init__(self, **context: object) -> None:
        self.context = context
        super().__init__()


def ask(doubts: Sequence[Doubt], overruled: Collection[str] | None) -> None:
    """Let what is doubtful pass when every doubt was overruled by its code; None asks nothing. Errors: Doubted."""
    if overruled is not None and any(doubt.code not in overruled for doubt in doubts):
        raise Doubted(doubts)


@contextmanager
def explained(guards: Guards, kind: type[Refused] = Refused) -> Iterator[None]:
    """Turn the database's refusal into `kind`; wrap it around the transaction or savepoint, which is then over.

    A unique column without an entry of its own is named by its field. Anything unknown is raised as it came.
    """
    try:
        yield
    except IntegrityError as fault:
        name, column = broken_guard(fault, guards)
        if name:
            field, sentence = guards[name]
            raise kind({field: in_words(sentence)}) from fault
        if column:
            raise kind({column: _("Another record already has this value.")}) from fault
        raise


def in_words(sentence: Sentence) -> str:
    """The text in the language of this moment."""
    return str(sentence) if isinstance(sentence, str | Promise) else sentence()


def broken_guard(fault: IntegrityError, guards: Guards) -> tuple[str, str]:
    """(name of the guard that refused or "", name of the single unique column or "").

    PostgreSQL names constraints; SQLite names the columns of a unique one ("table.column"), which lead to its name here.
    """
    text = str(fault)
    constraints, column = _unique_of(text)
    text = " ".join([text, *constraints])
    return next((name for name in sorted(guards, key=len, reverse=True) if name in text), ""), column


def _unique_of(text: str) -> tuple[list[str], str]:
    """The named unique constraints, or the unique column, that a database's message is about."""
    for model in apps.get_models():
        table = model._meta.db_table
        if table not in text:
            continue
        for field in model._meta.concrete_fields:
            names = (f"failed: {table}.{field.column}\n", f'"{table}_{field.column}_')
            if field.unique and not field.primary_key and any(name in f"{text}\n" for name in names):
                return [f"{table}.{field.column}"], field.name
        named = [c for c in model._meta.constraints if isinstance(c, models.UniqueConstraint) and c.fields]
        for constraint in named:
            columns = ", ".join(f"{table}.{model._meta.get_field(name).column}" for name in constraint.fields)  # type: ignore[union-attr]
            if f"failed: {columns}\n" in f"{text}\n":
                return [constraint.name], ""
    return [], ""
