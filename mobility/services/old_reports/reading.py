"""One file of an earlier site, read into a draft: each value as the forms of the portal would take it, each fault at its line."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import clock, formats, front_matter
from kanazawa_exchange.lib.cells import Said
from kanazawa_exchange.lib.front_matter import Unreadable, Value
from kanazawa_exchange.lib.gazetteer import Gazetteer
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.refusals import Refused
from partners.queries.names import cities_by_name, institutions_by_name
from programs.models import Program
from programs.queries.names import programs_by_name

from ...models import MOST_AUTHORS, MOST_IN_ADDRESS
from ...old_addresses import FOLDER, path_of
from ..activity_reports import photos
from ..activity_reports.writing import READERS
from . import marks
from .drafts import Draft, Findings, OldAuthor, OldPicture
from .folders import JSON, Folder
from .pictures import Pictures
from .values import Table, Values

KEYS = (
    "address",
    "language",
    "title",
    "published",
    "day",
    "country",
    "city",
    "programme",
    "hosts",
    "authors",
    "pictures",
    "people",
)
OF_AUTHOR = ("name", "affiliation", "consent")
MOST_IN_CONSENT = 300
_CONSENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\s*[,;:、，]?\s*(\S.*)")


class Places:
    """Cities, institutions and programmes by any of their names; three queries for a whole folder."""

    def __init__(self) -> None:
        self.cities, self.institutions = cities_by_name(), institutions_by_name()
        self.programs = programs_by_name(Program.objects.order_by("pk"))


class Reading:
    """What one file holds. Faults are gathered in `findings`, so that all of them are told at once."""

    def __init__(self, folder: Folder, path: Path, places: Places, now: datetime) -> None:
        self.folder, self.path, self.places = folder, path, places
        self.values = Values(Findings(folder.name_of(path)), now)

    def draft(self) -> Draft | None:
        """None where the file has a problem."""
        try:
            values, text, first = self._parts()
        except Unreadable as fault:
            self.values.findings.problem(fault.line, str(fault))
            return None
        except Refused as fault:
            self.values.findings.problem(1, str(fault))
            return None
        self.values.refuse_unknown(values, KEYS)
        draft = self._draft(values, text, first)
        return None if self.values.findings.problems else draft

    def _parts(self) -> tuple[Table, str, int]:
        """Errors: Refused, Unreadable."""
        try:
            source = self.folder.text_of(self.path)
        except UnicodeDecodeError as fault:
            line = bytes(fault.object[: fault.start]).count(b"\n") + 1
            raise Unreadable(line, _("This is not UTF-8. Save the file in UTF-8.")) from fault
        if self.path.suffix.lower() not in JSON:
            return front_matter.of_markdown(source)
        values = dict(front_matter.of_json(source))
        text = values.pop("text", Value("", 1))
        return values, self.values.one(text), text.line

    def _draft(self, values: Table, text: str, first: int) -> Draft:
        return Draft(
            file=self.values.findings.file,
            addresses=self._addresses(values),
            sites=marks.sites([self.values.one(value) for value in self.values.many(values.get("address"))]),
            language=self.values.choice(values, "language", LANGUAGES),
            title=self.values.typed(values, "title", "title"),
            text=self._text(text, first),
            published_at=self._published(values),
            happened_on=self._day(values),
            country=self._country(values),
            city=self._found(values, "city", self.places.cities),
            program=self._found(values, "programme", self.places.programs),
            hosts=self._hosts(values),
            authors=self._authors(values),
            pictures=self._pictures(values, text, first),
            line_of={key: value.line for key, value in values.items()}
            | {address: self._line(first, at) for address, at in marks.links(text).items()},
        )

    # --- Address, text, days ---

    def _addresses(self, values: Table) -> list[str]:
        found = []
        for value in self.values.many(values.get("address")):
            path = path_of(self.values.one(value))
            if path and len(path) <= MOST_IN_ADDRESS:
                found.append(path)
            else:
                words = _("This is no address of a report: it has to begin with /%(folder)s/.") % {"folder": FOLDER}
                self.values.findings.problem(value.line, words)
        if "address" not in values:
            self.values.findings.problem(1, _("Say under “address” where the report stood."))
        return list(dict.fromkeys(found))

    def _line(self, first: int, at: int) -> int:
        """Of the file, for one of the text; in JSON a text stands on one line."""
        return first if self.path.suffix.lower() in JSON else first + at

    def _text(self, text: str, first: int) -> str:
        text, _shown = marks.without_pictures(text)
        if (at := marks.first_tag(text)) is not None:
            words = _("HTML is not read: its signs stand in the text. Write it as Markdown.")
            self.values.findings.note(self._line(first, at), words)
        found = self.values.read(first, lambda typed: READERS["text"](typed, self.values.now), text)
        if not found.strip() and not self.values.findings.problems:
            self.values.findings.problem(first, _("There is no text."))
        return found

    def _pictures(self, values: Table, text: str, first: int) -> list[OldPicture]:
        of_all = values.get("people")
        line = of_all.line if of_all else 1
        people = self.values.read(line, photos.READERS["people"], self.values.one(of_all))
        _text, shown = marks.without_pictures(text)
        lines = [replace(one, line=self._line(first, one.line)) for one in shown]
        return Pictures(self.values, self.folder, self.path).of(values.get("pictures"), lines, people)

    def _published(self, values: Table) -> datetime:
        """A day is its noon in Japan. A moment without a zone is Japan's."""
        typed, line = (
            self.values.one(values.get("published")).strip(),
            values["published"].line if "published" in values else 1,
        )
        try:
            moment = (
                datetime.combine(date.fromisoformat(typed), time(12))
                if len(typed) == 10
                else datetime.fromisoformat(typed)
            )
            moment = (moment if moment.tzinfo else moment.replace(tzinfo=clock.TOKYO)).astimezone(UTC)
        except (ValueError, OverflowError):
            self.values.findings.problem(line, _("Say under “published” since when it could be read, as 2018-05-14."))
            return self.values.now
        if moment > self.values.now:
            self.values.findings.problem(line, _("This day has not come yet. Enter a day up to today."))
        return moment

    def _day(self, values: Table) -> date | None:
        typed = self.values.typed(values, "day", "happened_on")
        return date.fromisoformat(typed) if typed else None

    # --- Where ---

    def _country(self, values: Table) -> str:
        typed = self.values.one(values.get("country")).strip().upper()
        if typed and (not re.fullmatch("[A-Z]{2}", typed) or formats.country(typed) == typed):
            self.values.findings.problem(values["country"].line, _("Write the country in two letters, as JP or RU."))
        return typed

    def _found(self, values: Table, key: str, gazetteer: Gazetteer[Any]) -> Any:
        value = values.get(key)
        return self._match(value, gazetteer) if value else None

    def _match(self, value: Value, gazetteer: Gazetteer[Any]) -> Any:
        """The one that is called so; nothing, and a note, where the portal knows none or several."""
        name = self.values.one(value).strip()
        found = gazetteer.find(name, "") if name else None
        if isinstance(found, Said):
            return found.value
        if name:
            words = _("The portal does not know “%(name)s” for certain: it is left out.") % {"name": name[:100]}
            self.values.findings.note(value.line, words)
        return None

    def _hosts(self, values: Table) -> list[Any]:
        found = [self._match(value, self.places.institutions) for value in self.values.many(values.get("hosts"))]
        known = {host.pk: host for host in found if host is not None}
        return [known[pk] for pk in sorted(known)]

    # --- Who ---

    def _authors(self, values: Table) -> list[OldAuthor]:
        rows = self.values.many(values.get("authors"))
        if len(rows) > MOST_AUTHORS:
            words = _("A report has at most %(most)d authors.") % {"most": MOST_AUTHORS}
            self.values.findings.problem(values["authors"].line, words)
        return [self._author(row) for row in rows]

    def _author(self, row: Value) -> OldAuthor:
        if not isinstance(row.what, dict):
            return self._nameless(row, OldAuthor(self.values.one(row)))
        self.values.refuse_unknown(row.what, OF_AUTHOR)
        author = OldAuthor(
            self.values.typed(row.what, "name", "pen_name"),
            self.values.typed(row.what, "affiliation", "affiliation"),
            self._consent(row.what.get("consent")),
        )
        return author if author.consent else self._nameless(row, author)

    def _nameless(self, row: Value, author: OldAuthor) -> OldAuthor:
        self.values.findings.note(
            row.line,
            _("Nothing says that this author has agreed: the name is not kept, and the report is looked at first."),
        )
        return author

    def _consent(self, value: Value | None) -> str:
        typed = " ".join(self.values.one(value).split())
        if value is None or not typed:
            return ""
        match = _CONSENT.fullmatch(typed)
        try:
            day = date.fromisoformat(match[1]) if match else None
        except ValueError:
            day = None
        if day is None or day > clock.tokyo_date(self.values.now) or len(typed) > MOST_IN_CONSENT:
            words = _("A consent is a day that has come, and where the consent stands: 2018-05-01, form in folder 12.")
            self.values.findings.problem(value.line, words)
        return typed
