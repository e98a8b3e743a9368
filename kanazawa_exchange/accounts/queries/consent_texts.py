"""The texts of consents for the office: which purposes have one, and all versions of one in every language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from kanazawa_exchange.lib.languages import LANGUAGES, language_name

from ..models import ConsentText, Purpose
from .consents import text_of


@dataclass(frozen=True)
class TextVersion:
    """One version: its words in each language, from when it holds, and how many have answered it."""

    number: int
    valid_from: date
    is_draft: bool
    is_in_force: bool
    is_to_come: bool
    answered: int
    written_at: datetime
    words: tuple[tuple[str, str, str], ...]
    """(language, its name, the text)"""

    @property
    def status(self) -> str:
        return "done" if self.is_in_force else "wait" if self.is_to_come else "off"


@dataclass(frozen=True)
class PurposeLine:
    """A purpose with its versions, the newest first."""

    purpose: Purpose
    versions: tuple[TextVersion, ...]

    @property
    def name(self) -> str:
        return str(self.purpose.label)

    @property
    def in_force(self) -> TextVersion | None:
        return next((version for version in self.versions if version.is_in_force), None)

    @property
    def last(self) -> int:
        """Number of the newest version, 0 while there is none."""
        return self.versions[0].number if self.versions else 0

    @property
    def answered(self) -> int:
        return sum(version.answered for version in self.versions)


def purposes(day: date) -> tuple[PurposeLine, ...]:
    """Every purpose in its order; one query."""
    rows = ConsentText.objects.annotate(answered=Count("records")).order_by("-number")
    by_purpose: dict[str, list[ConsentText]] = {}
    for row in rows:
        by_purpose.setdefault(row.purpose, []).append(row)
    return tuple(_line(purpose, by_purpose.get(purpose, []), day) for purpose in Purpose)


def of_purpose(purpose: Purpose, day: date) -> PurposeLine:
    """One of them; one query."""
    rows = ConsentText.objects.filter(purpose=purpose).annotate(answered=Count("records")).order_by("-number")
    return _line(purpose, list(rows), day)


def _line(purpose: Purpose, rows: list[ConsentText], day: date) -> PurposeLine:
    in_force = next((row.number for row in rows if row.valid_from <= day), 0)
    return PurposeLine(purpose, tuple(_version(row, in_force, day) for row in rows))


def _version(row: ConsentText, in_force: int, day: date) -> TextVersion:
    answered: int = row.answered  # type: ignore[attr-defined]  # annotated above
    return TextVersion(
        number=row.number,
        valid_from=row.valid_from,
        is_draft=row.is_draft,
        is_in_force=row.number == in_force,
        is_to_come=row.valid_from > day,
        answered=answered,
        written_at=row.written_at,
        words=tuple((code, language_name(code), text_of(row, code)) for code in LANGUAGES),
    )


def boxes_of(line: PurposeLine) -> Mapping[str, object]:
    """What the boxes of a further version show at first: the words of the newest one."""
    if not line.versions:
        return {"after": 0}
    newest = line.versions[0]
    return {"after": newest.number, **{f"text_{code}": words for code, _name, words in newest.words}}
