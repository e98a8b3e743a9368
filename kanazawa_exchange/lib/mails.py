"""What kinds of letters there are: their variables, and the text they come with until the office writes its own.

A text names a variable in braces: `{link}`. Everything else is literal, double braces and the words of other template languages too.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils import translation

from .languages import LANGUAGES
from .refusals import Sentence, in_words
from .viewer import Viewer
from .words import Words

PLACE = re.compile(r"(?<!\{)\{([^\s{}%]+)\}(?!\})")
"""Where a text names a variable."""

MASK = "●●●●●●"
"""What stands in the log where only the reader of the letter may see the words."""

TOO_LATE, LOST, SEALED = "too late", "lost", "sealed with another key"
"""Why a letter was given up of which the mail server has said nothing."""

OVERTAKEN = "overtaken"
"""Why a letter was withdrawn: what it asks for has been done, or is not asked any more."""

ELSEWHERE = "elsewhere"
"""Why a letter was withdrawn: the same is written to the address that its reader has now."""

Values = Mapping[str, Sentence]
"""Name of a variable → its words, which are asked for in the language of the letter."""


@dataclass(frozen=True)
class Variable:
    """What a text may say of the matter at hand.

    `is_personal` (anything that tells of a person): never in a subject, which stands on locked screens. `is_secret`: only the
    reader may know it; it is sealed until the letter has left, and masked in the log. `is_required`: no body without it.
    """

    name: str
    meaning: Words
    sample: Sentence
    is_personal: bool = True
    is_secret: bool = False
    is_required: bool = False


@dataclass(frozen=True)
class Text:
    """A letter in one language, with its variables."""

    subject: str
    body: str


@dataclass(frozen=True)
class Specimen:
    """A real record with which the office may look at a text before it saves it."""

    key: str
    title: str
    values: Values


def no_specimens(viewer: Viewer) -> Sequence[Specimen]:
    return ()


def never(_ref: str, _now: datetime) -> bool:
    return False


@dataclass(frozen=True)
class MailKind:
    """One kind of letter. `specimens`: the newest records of this kind that a reader may see.

    `texts` in every language; a kind without any is written by a library, and its text is not for the office to change.
    `follows_account`: a letter that waits goes to the address that the account of its reader has then; not so one that proves an
    address or tells of its change. `is_overtaken`: whether the act `ref` needs no letter any more at this moment, which is asked
    just before one is handed over.
    """

    code: str
    title: Words
    variables: Sequence[Variable] = ()
    texts: Mapping[str, Text] = field(default_factory=dict)
    specimens: Callable[[Viewer], Sequence[Specimen]] = no_specimens
    follows_account: bool = False
    is_overtaken: Callable[[str, datetime], bool] = never

    @property
    def names(self) -> frozenset[str]:
        return frozenset(variable.name for variable in self.variables)

    @property
    def samples(self) -> Values:
        return {variable.name: variable.sample for variable in self.variables}


# --- What a text names -----------------------------------------------------------------------------------------------


def named(text: str) -> list[str]:
    """The variables that a text names, in their order."""
    return list(dict.fromkeys(PLACE.findall(text)))


def unknown(kind: MailKind, text: str) -> list[str]:
    return [name for name in named(text) if name not in kind.names]


def personal(kind: MailKind, subject: str) -> list[str]:
    """The variables of a subject that may not stand in one."""
    barred = {one.name for one in kind.variables if one.is_personal or one.is_secret}
    return [name for name in named(subject) if name in barred]


def missing(kind: MailKind, body: str) -> list[str]:
    return [one.name for one in kind.variables if one.is_required and one.name not in named(body)]


def entangled(kind: MailKind, body: str) -> list[str]:
    """Secrets without space around: as a part of another address they would be told to whoever keeps that one."""
    apart = re.sub(r"(?<!\S)\{[^\s{}%]+\}(?!\S)", "", body)
    return [one.name for one in kind.variables if one.is_secret and one.name in named(apart)]


def spoken(values: Values, language: str) -> dict[str, str]:
    """The words of the variables in this language."""
    with translation.override(language):
        return {name: in_words(value) for name, value in values.items()}


def filled(text: str, words: Mapping[str, str]) -> str:
    """The text with the words of its variables; what they hold is not read as a variable again."""
    return PLACE.sub(lambda place: words.get(place[1], place[0]), text)


def masked(kind: MailKind, words: Mapping[str, str]) -> dict[str, str]:
    """The same words without what only the reader may know."""
    secret = {one.name for one in kind.variables if one.is_secret}
    return {name: MASK if name in secret and text else text for name, text in words.items()}


def shipped(code: str) -> dict[str, Text]:
    """The texts that a kind comes with: `templates/mail/<code>/<language>.txt`, the first line of each is the subject.

    A language that was added to the settings speaks English until its file is there.
    """
    folder = settings.BASE_DIR / "templates" / "mail" / code
    files = {language: folder / f"{language}.txt" for language in LANGUAGES}
    english = folder / "en.txt"
    parts = {
        language: (file if file.exists() else english).read_text("utf-8").split("\n", 1)
        for language, file in files.items()
    }
    return {language: Text(subject, body.lstrip("\n")) for language, (subject, body) in parts.items()}


# --- Registered ------------------------------------------------------------------------------------------------------

_kinds: dict[str, MailKind] = {}


def register(kind: MailKind) -> MailKind:
    """An app says what letters it writes (when the apps are ready). Errors: ValueError for a text that could not be saved."""
    if kind.texts and set(kind.texts) != set(LANGUAGES):
        raise ValueError(f"{kind.code} has no text in {sorted(set(LANGUAGES) - set(kind.texts))}")
    for language, text in kind.texts.items():
        wrong = [*unknown(kind, text.subject), *unknown(kind, text.body), *personal(kind, text.subject)]
        wrong = wrong or missing(kind, text.body) or entangled(kind, text.body)
        if wrong:
            raise ValueError(f"{kind.code} in {language}: {wrong}")
    _kinds[kind.code] = kind
    return kind


def kind_of(code: str) -> MailKind:
    """Errors: KeyError for a kind that this version of the portal does not know."""
    return _kinds[code]


def title_of(code: str) -> str:
    """The kind in words; its code where this version does not know it any more."""
    kind = _kinds.get(code)
    return str(kind.title) if kind else code


def is_overtaken(code: str, ref: str, now: datetime) -> bool:
    """Whether a letter of this kind about this act would say nothing any more."""
    kind = _kinds.get(code)
    return kind is not None and kind.is_overtaken(ref, now)


def follows_account(code: str) -> bool:
    """Whether a letter of this kind goes to the address of now."""
    kind = _kinds.get(code)
    return kind is not None and kind.follows_account


def kinds() -> list[MailKind]:
    """Every kind, in the order in which the apps registered them."""
    return list(_kinds.values())


def editable() -> list[MailKind]:
    """The kinds whose text the office may change."""
    return [kind for kind in kinds() if kind.texts]
