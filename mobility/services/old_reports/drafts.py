"""One report of an earlier site as its file says it, and what is told of the file."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from partners.models import City, Institution
from programs.models import Program


@dataclass(frozen=True, order=True)
class Told:
    """One sentence about a line of a file."""

    file: str
    line: int
    sentence: str = field(compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


@dataclass
class Findings:
    """What is told of one file: `problems` keep its report out, `notes` tell what of it is left out."""

    file: str
    problems: list[Told] = field(default_factory=list)
    notes: list[Told] = field(default_factory=list)

    def problem(self, line: int, sentence: str) -> None:
        self.problems.append(Told(self.file, line, sentence))

    def note(self, line: int, sentence: str) -> None:
        self.notes.append(Told(self.file, line, sentence))


@dataclass(frozen=True)
class OldAuthor:
    """Whoever wrote it. `consent`: since when the publication with the name is agreed to, and where that stands; may be empty."""

    name: str = ""
    affiliation: str = ""
    consent: str = ""

    @property
    def printed(self) -> tuple[str, str]:
        """Name and affiliation as they are kept: nobody's without a consent."""
        return (self.name, self.affiliation) if self.consent else ("", "")


@dataclass(frozen=True)
class OldPicture:
    """`line`: where it is named; `sha256`: of the file as it lies in the folder, `made`: of the file that is stored of it."""

    path: Path
    line: int
    alt: str
    people: str
    is_cover: bool = False
    sha256: str = ""
    made: str = ""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A report that was read whole. `addresses`: as `OldAddress` keeps them; `sites`: the names of the earlier site, where they were
    written with them. `line_of`: where each key stands, and each link of the text."""

    file: str
    addresses: Sequence[str]
    sites: Sequence[str] = ()
    language: str
    title: str
    text: str
    published_at: datetime
    happened_on: date | None = None
    country: str = ""
    city: City | None = None
    program: Program | None = None
    hosts: Sequence[Institution] = ()
    authors: Sequence[OldAuthor] = ()
    pictures: Sequence[OldPicture] = ()
    line_of: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_agreed(self) -> bool:
        """Whether every author has agreed: then it is published as it was, else somebody looks at it first."""
        return bool(self.authors) and all(author.consent for author in self.authors)

    @property
    def consents(self) -> str:
        """What the log keeps of them, without a name."""
        return "; ".join(author.consent for author in self.authors if author.consent)

    @property
    def digest(self) -> str:
        """Of all that would be stored."""
        pictures = [(one.sha256, one.alt, one.people, one.is_cover) for one in self.pictures]
        authors = [(*author.printed, author.consent) for author in self.authors]
        plain = (
            self.language,
            self.title,
            self.text,
            self.published_at.isoformat(),
            str(self.happened_on),
            self.country,
        )
        keys = (self.city and self.city.pk, self.program and self.program.pk, [host.pk for host in self.hosts])
        told = json.dumps([sorted(self.addresses), plain, keys, authors, pictures], ensure_ascii=False)
        return hashlib.sha256(told.encode(errors="surrogatepass")).hexdigest()
