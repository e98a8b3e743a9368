"""Further pages, milestones, frequent questions and downloads, as everybody reads them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from kanazawa_exchange.accounts.models import StoredFile
from kanazawa_exchange.lib import clock, formats, prepared
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.localized import Localized

from ..models import Download, Faq, Milestone, Page, Program
from .program_parts import Part
from .publications import Behind, behind_for_reader, in_one_language

# --- Pages -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PageCard:
    slug: str
    title: Localized
    summary: Localized


@dataclass(frozen=True)
class FreePage:
    """Everything that a page says."""

    card: PageCard
    text: Localized
    written_in: tuple[str, ...]
    behind: Behind | None


def _card(page: Page) -> PageCard:
    return PageCard(page.slug, in_one_language(page, "title"), in_one_language(page, "summary"))


def page_of(page: Page, _now: datetime) -> FreePage:
    """One query."""
    return FreePage(_card(page), in_one_language(page, "text"), page.written_in, behind_for_reader(page))


def listed(pages: QuerySet[Page]) -> tuple[PageCard, ...]:
    """Those public pages that stand in the list, in their order; one query."""
    return tuple(_card(page) for page in pages.filter(is_listed=True).order_by("order", "pk"))


# --- Milestones ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MilestoneLine:
    """One event: the day in words and for machines, no more exact than it is known."""

    when: str
    machine: str
    text: Localized
    behind: Behind | None = None


def milestone_of(milestone: Milestone, _now: datetime) -> MilestoneLine:
    """One event, with how its text stands beside the others; one query."""
    return _line(milestone, behind_for_reader(milestone))


def milestones(rows: QuerySet[Milestone]) -> tuple[MilestoneLine, ...]:
    """The history in order of time; one query."""
    return tuple(_line(milestone) for milestone in rows.order_by("happened_on", "pk"))


def _line(milestone: Milestone, behind: Behind | None = None) -> MilestoneLine:
    letters = {Milestone.Exact.DAY: 10, Milestone.Exact.MONTH: 7, Milestone.Exact.YEAR: 4}[
        Milestone.Exact(milestone.exact)
    ]
    machine = milestone.happened_on.isoformat()[:letters]
    return MilestoneLine(_when(milestone), machine, in_one_language(milestone, "text"), behind)


def _when(milestone: Milestone) -> str:
    day = milestone.happened_on
    if milestone.exact == Milestone.Exact.DAY:
        words = formats.long_date(day)
    elif milestone.exact == Milestone.Exact.MONTH:
        words = formats.month(day)
    else:
        words = formats.year(day.year)
    if not milestone.is_until:
        return words
    if active_language() == "ru":
        genitive = f"{formats.MONTHS_RU[day.month - 1]} {day.year}\u00a0г."
        return f"не позднее {genitive if milestone.exact == Milestone.Exact.MONTH else words}"
    return f"{words}まで" if active_language() == "ja" else f"by the end of {words}"


# --- Frequent questions ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FaqLine:
    question: Localized
    answer: Localized
    behind: Behind | None = None


def faq_of(faq: Faq, _now: datetime) -> FaqLine:
    """One question, with how its text stands beside the others; one query."""
    return FaqLine(in_one_language(faq, "question"), in_one_language(faq, "answer"), behind_for_reader(faq))


def faqs(now: datetime, program_id: int) -> tuple[FaqLine, ...]:
    """What is asked about a programme, its own questions before those about all; one query."""
    own = sorted(prepared.rows(_asked, now, program_id), key=lambda faq: faq.program_id is None)
    return tuple(FaqLine(in_one_language(faq, "question"), in_one_language(faq, "answer")) for faq in own)


def _asked(now: datetime, program_id: int) -> QuerySet[Faq]:
    rows = Faq.objects.public(now).filter(Q(program_id=program_id) | Q(program_id=None))
    return rows.order_by("program_id", "order", "pk")


def faq_part(program: Program, _on: date) -> Part | None:
    """What is asked about a programme, for the place on its page; one query."""
    found = faqs(clock.now(), program.pk)
    return Part("programs/faqs.html", found) if found else None


# --- Downloads -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DownloadLine:
    """A document; `stored` tells its size, and whether the scanner has let it pass."""

    uid: UUID
    title: Localized
    summary: Localized
    stored: StoredFile
    behind: Behind | None = None


def download_of(download: Download, _now: datetime) -> DownloadLine:
    """One document with its file, with how its text stands beside the others; one query."""
    return _download(download, behind_for_reader(download))


def downloads(rows: QuerySet[Download]) -> tuple[DownloadLine, ...]:
    """Those that can be opened, in their order; one query."""
    return tuple(_download(row) for row in rows.select_related("file").order_by("order", "pk") if row.file.is_served)


def _download(download: Download, behind: Behind | None = None) -> DownloadLine:
    title, summary = in_one_language(download, "title"), in_one_language(download, "summary")
    return DownloadLine(download.uid, title, summary, download.file, behind)
