"""The folder of an earlier site: which files of it are reports, and what may be read of it. Nothing outside of it ever is."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.uploads import PHOTOS
from kanazawa_exchange.lib.uploads.policies import MEGABYTE

MARKDOWN, JSON = (".md", ".markdown"), (".json",)
MOST_BYTES = MEGABYTE
"""Of a file with a text."""
MOST_FILES = 5_000


class Folder:
    """Errors of everything here: Refused, with a sentence for whoever keeps the folder."""

    def __init__(self, path: Path) -> None:
        self.root = path.resolve()
        if not self.root.is_dir():
            raise Refused(_("There is no folder %(name)s.") % {"name": path})

    def reports(self) -> list[Path]:
        """Every file that is a report, also in folders within, in the order of their names. Hidden ones are passed over."""
        found = sorted(path for path in self._files() if path.suffix.lower() in MARKDOWN + JSON)
        if len(found) > MOST_FILES:
            words = ngettext("At most %(count)s report at a time.", "At most %(count)s reports at a time.", MOST_FILES)
            raise Refused(words % {"count": MOST_FILES})
        return found

    def _files(self) -> Iterator[Path]:
        for folder, folders, names in os.walk(self.root, followlinks=False):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            yield from (Path(folder, name) for name in names if not name.startswith("."))

    def name_of(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def text_of(self, path: Path) -> str:
        """Its lines end in one way."""
        content = self.content_of(path, MOST_BYTES)
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")

    def beside(self, report: Path, name: str) -> Path:
        """The file that a report names, from the folder in which the report lies."""
        try:
            path = report.parent / name
            self._within(path)
        except (OSError, ValueError) as fault:
            raise Refused(_("There is no file %(name)s in the folder.") % {"name": name[:200]}) from fault
        return path

    def content_of(self, path: Path, limit: int) -> bytes:
        """Read whole, and only if it is a file of this folder with no more than so many bytes."""
        name = path.name[:200]
        try:
            found = self._within(path)
            with found.open("rb") as file:
                content = file.read(limit + 1)
        except OSError as fault:
            raise Refused(_("%(name)s cannot be read.") % {"name": name}) from fault
        if len(content) > limit:
            raise Refused(_("%(name)s is larger than %(limit)s MB.") % {"name": name, "limit": limit // MEGABYTE})
        return content

    def picture(self, path: Path) -> bytes:
        return self.content_of(path, PHOTOS.limit)

    def _within(self, path: Path) -> Path:
        """Where it really lies. Errors: Refused for what lies elsewhere, or is no plain file."""
        found = path.resolve()
        if not found.is_relative_to(self.root):
            raise Refused(_("%(name)s lies outside of the folder.") % {"name": path.name[:200]})
        if not found.is_file():
            raise Refused(_("There is no file %(name)s in the folder.") % {"name": path.name[:200]})
        return found


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
