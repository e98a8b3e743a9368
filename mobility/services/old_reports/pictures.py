"""The pictures of a report of an earlier site: those that its file names, and those that stand in its text."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kanazawa_exchange.lib.front_matter import Value
from kanazawa_exchange.lib.refusals import Refused

from ...models import MOST_PHOTOS
from ..activity_reports import photos
from . import marks
from .drafts import OldPicture
from .folders import Folder, digest_of
from .values import NO, YES, Values

OF_PICTURE = ("file", "alt", "people", "cover")


class Pictures:
    """Of the report in the file `path`."""

    def __init__(self, values: Values, folder: Folder, path: Path) -> None:
        self.values, self.folder, self.path = values, folder, path

    def of(self, named: Value | None, shown: Sequence[marks.Shown], people: str) -> list[OldPicture]:
        """`people`: what is said of all of them, where nothing is said of one."""
        found = [self._picture(row, people) for row in self.values.many(named)]
        known = {one.path: one for one in found if one is not None}
        for one in shown:
            path = self._path(one.file, one.line) if one.file else None
            if not one.file:
                self.values.findings.note(one.line, _("A picture that does not lie in the folder is left out."))
            elif path is not None and path not in known:
                known[path] = OldPicture(path, one.line, "", people)
            if path in known and path is not None and not known[path].alt:
                known[path] = self._with_words(known[path], one.alt)
        return self._kept([one for one in known.values() if self._is_answered(one)])

    def _picture(self, row: Value, of_all: str) -> OldPicture | None:
        if not isinstance(row.what, dict):
            self.values.findings.problem(row.line, _("A picture has a file, and words for it: “file” and “alt”."))
            return None
        self.values.refuse_unknown(row.what, OF_PICTURE)
        path = self._path(self.values.one(row.what.get("file")), row.line)
        people = self.values.read(row.line, photos.READERS["people"], self.values.one(row.what.get("people")))
        is_cover = self.values.choice({"cover": row.what["cover"]}, "cover", YES + NO) if "cover" in row.what else ""
        found = OldPicture(path, row.line, "", people or of_all, is_cover in YES) if path else None
        return self._with_words(found, self.values.one(row.what.get("alt"))) if found else None

    def _with_words(self, picture: OldPicture, alt: str) -> OldPicture:
        return replace(picture, alt=self.values.read(picture.line, photos.READERS["alt"], alt))

    def _path(self, name: str, line: int) -> Path | None:
        try:
            return self.folder.beside(self.path, name)
        except Refused as fault:
            self.values.findings.problem(line, str(fault))
            return None

    def _is_answered(self, picture: OldPicture) -> bool:
        """Whether it is said who is in it: nothing else is shown to anybody."""
        if not picture.people:
            self.values.findings.note(
                picture.line,
                _("Nothing says who is in this picture: it is left out. Write people: nobody, or people: agreed."),
            )
        elif not picture.alt:
            self.values.findings.problem(picture.line, _("Say in “alt” what the picture shows."))
        return bool(picture.people)

    def _kept(self, found: Sequence[OldPicture]) -> list[OldPicture]:
        """With the mark of each file, and one that stands for the report."""
        if len(found) > MOST_PHOTOS:
            words = ngettext(
                "A report has at most %(count)s photo.", "A report has at most %(count)s photos.", MOST_PHOTOS
            )
            self.values.findings.problem(found[MOST_PHOTOS].line, words % {"count": MOST_PHOTOS})
            return []
        cover = next((one for one in found if one.is_cover), found[0] if found else None)
        kept: dict[str, OldPicture] = {}
        for one in found:
            digest = self._digest(one)
            kept.setdefault(digest, replace(one, is_cover=one is cover, sha256=digest))
        return list(kept.values())

    def _digest(self, picture: OldPicture) -> str:
        try:
            return digest_of(self.folder.picture(picture.path))
        except Refused as fault:
            self.values.findings.problem(picture.line, str(fault))
            return ""
