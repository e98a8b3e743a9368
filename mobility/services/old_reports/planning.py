"""A whole folder, checked before anything is written: what is new, what has changed, and which line of which file is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.core.validators import slug_re
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.lib import uploads
from kanazawa_exchange.lib.refusals import Refused

from ...activity_report_permissions import may_take_over_reports
from ...models import ActivityReport, ActivityReportStatus, OldAddress
from ..activity_reports.moving import address_part
from . import marks
from .drafts import Draft, Findings, Told
from .folders import Folder, digest_of
from .reading import Places, Reading

RESERVED = {"own", "photos", "review"}
"""Words of other addresses beside those of the reports."""
MOST_IN_SLUG = 100


class Verdict(models.TextChoices):
    """What becomes of one file."""

    NEW = "new", pgettext_lazy("report of an earlier site", "new")
    CHANGED = "changed", pgettext_lazy("report of an earlier site", "changed")
    SAME = "same", pgettext_lazy("report of an earlier site", "as it was")
    AWAY = "away", gettext_lazy("taken away here, and stays so")
    WRONG = "wrong", pgettext_lazy("report of an earlier site", "wrong")


@dataclass
class Planned:
    """One file. `report`: as it stands, or a new one that is not saved; None where the file is wrong.

    `is_renamed`: it loses the word of the earlier site in its address, which stands in `report` alone so far.
    """

    findings: Findings
    draft: Draft | None = None
    report: ActivityReport | None = None
    verdict: Verdict = Verdict.WRONG
    is_renamed: bool = False

    def wrong(self, line: int, sentence: str) -> None:
        self.findings.problem(line, sentence)
        self.verdict = Verdict.WRONG


@dataclass
class Plan:
    folder: Folder
    files: list[Planned] = field(default_factory=list)

    @property
    def problems(self) -> list[Told]:
        return sorted(told for one in self.files for told in one.findings.problems)

    @property
    def notes(self) -> list[Told]:
        return sorted(told for one in self.files for told in one.findings.notes)


def plan(path: Path, *, by: User, now: datetime) -> Plan:
    """Everything that the folder says, and nothing is written. Errors: PermissionDenied, Refused (there is no such folder)."""
    refuse_unless(may_take_over_reports, by)
    folder = Folder(path)
    places = Places()
    found = Plan(folder)
    for file in folder.reports():
        reading = Reading(folder, file, places, now)
        found.files.append(Planned(reading.values.findings, reading.draft()))
    _settle(found.files)
    _link(found.files)
    for one in found.files:
        if one.draft is not None and one.report is not None:
            one.verdict = _verdict(one.draft, one.report, is_renamed=one.is_renamed)
            if one.verdict in (Verdict.NEW, Verdict.CHANGED):
                _judge_pictures(folder, one, one.draft)
    return found


# --- Which report ----------------------------------------------------------------------------------------------------


def _settle(files: Sequence[Planned]) -> None:
    """Which report each file is: the one that has its address, else a new one. An address is that of one file and of one report."""
    asked = [path for one in files if one.draft for path in one.draft.addresses]
    rows = OldAddress.objects.filter(path__among=asked).select_related("report__city", "report__program")
    standing, taken = {row.path: row.report for row in rows}, dict[str, str]()
    slugs = {slug for slug in ActivityReport.objects.values_list("slug", flat=True) if slug}
    for one in files:
        if one.draft is None:
            continue
        line = one.draft.line_of["address"]
        if twice := next((path for path in one.draft.addresses if path in taken), ""):
            one.wrong(line, _("%(file)s has the address /%(path)s already.") % {"file": taken[twice], "path": twice})
        taken |= dict.fromkeys(one.draft.addresses, one.draft.file)
        known = {standing[path].pk: standing[path] for path in one.draft.addresses if path in standing}
        if len(known) > 1:
            one.wrong(line, _("These are addresses of several reports of the portal."))
        if not one.findings.problems:
            one.report = next(iter(known.values()), None) or _new(one.draft, slugs)
            _forget_word(one, one.draft, one.report)


def _new(draft: Draft, slugs: set[str]) -> ActivityReport:
    """Its address keeps the word of the earlier site, which may hold a name, only where its authors have agreed."""
    report = ActivityReport(happened_on=draft.happened_on, city=draft.city)
    word = draft.addresses[0].rpartition("/")[2].lower()
    is_free = bool(slug_re.match(word)) and word not in slugs | RESERVED and len(word) <= MOST_IN_SLUG
    report.slug = word if is_free and draft.is_agreed else address_part(report)
    slugs.add(report.slug)
    return report


def _forget_word(one: Planned, draft: Draft, report: ActivityReport) -> None:
    """The word of the earlier site is no address any more once a consent is gone; nobody reads the report then."""
    is_word = not str(report.slug).endswith(report.uid.hex[:8])
    if is_word and not draft.is_agreed and report.status != ActivityReportStatus.WITHDRAWN:
        report.slug, one.is_renamed = address_part(report), True


def _link(files: Sequence[Planned]) -> None:
    """Links between the reports lead to where they will be; also to those that came in earlier."""
    slugs = _slugs(files)
    hosts = {site for one in files if one.draft for site in one.draft.sites}
    for one in files:
        if one.draft is None:
            continue
        text, lost = marks.linked(one.draft.text, one.draft.language, slugs, hosts)
        for address in lost:
            words = _("No report has the address %(address)s: the words stay without a link.") % {
                "address": address[:200]
            }
            one.findings.note(one.draft.line_of.get(address, 1), words)
        one.draft = replace(one.draft, text=text)


def _slugs(files: Sequence[Planned]) -> Mapping[str, str]:
    """Path of the earlier site → the address part of the report here."""
    rows = OldAddress.objects.values_list("path", "report__slug")
    known = {path: slug for path, slug in rows if slug}
    for one in files:
        if one.draft is not None and one.report is not None:
            known |= dict.fromkeys(one.draft.addresses, one.report.slug or "")
    return known


def _verdict(draft: Draft, report: ActivityReport, *, is_renamed: bool) -> Verdict:
    if report.pk is None:
        return Verdict.NEW
    if report.status == ActivityReportStatus.WITHDRAWN:
        return Verdict.AWAY
    marks_of = dict(report.old_addresses.values_list("path", "digest"))
    is_same = not is_renamed and all(marks_of.get(path) == draft.digest for path in draft.addresses)
    return Verdict.SAME if is_same else Verdict.CHANGED


# --- Pictures --------------------------------------------------------------------------------------------------------


def _judge_pictures(folder: Folder, one: Planned, draft: Draft) -> None:
    """Each is made anew from its pixels once, and thrown away, so that nothing is refused when half of the folder is written."""
    judged = []
    for picture in draft.pictures:
        try:
            with uploads.taken(upload_of(folder.picture(picture.path), picture.path), uploads.PHOTOS) as taken:
                taken.stream.seek(0)
                judged.append(replace(picture, made=digest_of(taken.stream.read())))
        except Refused as fault:
            one.wrong(picture.line, f"{picture.path.name}: {fault}")
    one.draft = replace(draft, pictures=judged)


def upload_of(content: bytes, path: Path) -> UploadedFile:
    return UploadedFile(BytesIO(content), name=path.name, size=len(content))
