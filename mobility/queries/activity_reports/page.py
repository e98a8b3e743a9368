"""One Activity Report as everybody reads it: its text, who wrote and translated it, where and when, and what is near to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from kanazawa_exchange.accounts.models import Purpose, StaleText
from kanazawa_exchange.accounts.queries.consents import valid_consents
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib.languages import LANGUAGES, active_language, endonym
from kanazawa_exchange.lib.localized import Localized, localized

from ...models import ActivityReport, ActivityReportTranslation
from .authors import shown_authors
from .cards import Card, card_of, covered, openings_of
from .feed import NEWEST_FIRST, reports
from .photos import ShownPhoto, public_photos
from .shown_texts import by_report, in_its_language, meant_for_reader, readable_texts

RELATED = 3
RECORD = ActivityReport._meta.model_name or ""


@dataclass(frozen=True)
class Host:
    slug: str
    name: Localized


@dataclass(frozen=True)
class Translated:
    """Who translated the text that is shown, of whoever has agreed to be named; since when the original says something else."""

    translator: str
    stale_since: datetime | None


@dataclass(frozen=True)
class ReportPage:
    """`card` says of the report what a list says of it. `languages`: those in which everybody may read it.

    `photos`: the one that stands for the report first.
    """

    card: Card
    text: Localized
    hosts: tuple[Host, ...]
    program_slug: str
    city_slug: str
    languages: tuple[str, ...]
    translated: Translated | None
    changed_at: datetime
    photos: tuple[ShownPhoto, ...]
    related: tuple[Card, ...]

    @property
    def other_languages(self) -> list[tuple[str, str]]:
        """Beside the reader's, each with its own name."""
        return [(code, endonym(code)) for code in self.languages if code != active_language()]


def report_page(slug: str, now: datetime) -> ReportPage:
    """The report of this address. Errors: ActivityReport.DoesNotExist, also for one that not everybody may read now."""
    report = reports(Q(slug=slug), now).get()
    assert report.first_published_at is not None  # noqa: S101 a promise of the database
    texts = by_report(readable_texts([report]).select_related("translator")).get(report.pk, {})
    near = _near(report, now)
    keys = [report.pk, *(one.pk for one in near)]
    openings, authors, photos = openings_of(near), shown_authors(keys, now), public_photos(keys, now)
    shown = meant_for_reader(texts, report.language)
    return ReportPage(
        card=card_of(report, texts, authors.get(report.pk, ())),
        text=in_its_language(shown.text if shown else "", shown.language if shown else report.language),
        hosts=tuple(Host(host.slug, localized(host, "name")) for host in report.hosts.order_by("slug")),
        program_slug=report.program.slug if report.program else "",
        city_slug=report.city.slug if report.city else "",
        languages=tuple(code for code in LANGUAGES if code in texts),
        translated=_translated(shown, now) if shown and shown.language != report.language else None,
        changed_at=max((row.updated_at for row in texts.values()), default=report.first_published_at),
        photos=tuple(photos.get(report.pk, ())),
        related=tuple(
            covered(card_of(one, openings.get(one.pk, {}), authors.get(one.pk, ())), photos.get(one.pk, ()))
            for one in near
        ),
    )


def _translated(shown: ActivityReportTranslation, now: datetime) -> Translated:
    behind = StaleText.objects.filter(record_type=RECORD, record_id=shown.report_id, language=shown.language).first()
    person = shown.translator
    agreed = [person.pk] if person and valid_consents([person], Purpose.PUBLICATION_OF_NAME, "", now) else []
    names = shown_names(agreed, reading=False) if agreed else {}
    return Translated(
        translator=names[person.pk].text if person and agreed else "",
        stale_since=behind.since if behind else None,
    )


def _near(report: ActivityReport, now: datetime) -> Sequence[ActivityReport]:
    """The newest others of the same city or programme."""
    alike = Q()
    if report.city_id:
        alike |= Q(city=report.city_id)
    if report.program_id:
        alike |= Q(program=report.program_id)
    if not alike:
        return ()
    rows = reports(alike & ~Q(pk=report.pk), now)
    return NEWEST_FIRST.first(rows, None, False, RELATED)
