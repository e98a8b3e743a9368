"""The news, as everybody reads them: the list, newest first, and one item."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Max, Min, Q, QuerySet

from kanazawa_exchange.lib import clock, prepared
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.paging import Order, Page, Place
from kanazawa_exchange.lib.period import fiscal_year, fiscal_year_bounds

from ..models import News
from .publications import Behind, behind_for_reader, in_one_language

NEWEST_FIRST = Order("published_at", descending=True)
ON_A_PAGE = 20


@dataclass(frozen=True)
class NewsCard:
    """One item in a list; `at` is empty for a draft, which only a preview shows."""

    slug: str
    title: Localized
    summary: Localized
    category: str
    category_label: str
    program: Localized | None
    program_slug: str
    at: datetime | None


@dataclass(frozen=True)
class NewsPage:
    """Everything that the page of one item says."""

    card: NewsCard
    text: Localized
    written_in: tuple[str, ...]
    behind: Behind | None


def news_card(item: News) -> NewsCard:
    """An item with its programme."""
    return NewsCard(
        slug=item.slug,
        title=in_one_language(item, "title"),
        summary=in_one_language(item, "summary"),
        category=item.category,
        category_label=item.get_category_display(),
        program=localized(item.program, "name") if item.program else None,
        program_slug=item.program.slug if item.program else "",
        at=item.published_at,
    )


def news_page(item: News, _now: datetime) -> NewsPage:
    """The page of an item with its programme; one query."""
    return NewsPage(news_card(item), in_one_language(item, "text"), item.written_in, behind_for_reader(item))


def page(rows: QuerySet[News], place: Place, *, size: int = ON_A_PAGE) -> Page[NewsCard]:
    """Public items, newest first, by one query."""
    found = NEWEST_FIRST.page(rows.select_related("program"), place, size=size)
    return found.of(news_card(item) for item in found.rows)


def latest(now: datetime, count: int) -> tuple[NewsCard, ...]:
    """The newest public items, for another page; one query."""
    return tuple(news_card(item) for item in prepared.rows(_latest, now, count))


def _latest(now: datetime, count: int) -> QuerySet[News]:
    return News.objects.public(now).select_related("program").order_by("-published_at", "-pk")[:count]


def years_of(rows: QuerySet[News]) -> Sequence[int]:
    """The fiscal years from the newest item to the oldest; one query."""
    ends = rows.order_by().aggregate(first=Min("published_at"), last=Max("published_at"))
    if ends["last"] is None:
        return ()
    first, last = (fiscal_year(clock.tokyo_date(ends[end])) for end in ("first", "last"))
    return range(last, first - 1, -1)


def within(year: int) -> Q:
    """What became public in a fiscal year, by the calendar of Japan."""
    first, last = fiscal_year_bounds(year)
    starts, ends = (datetime.combine(day, time(), clock.TOKYO) for day in (first, last + timedelta(days=1)))
    return Q(published_at__gte=starts, published_at__lt=ends)
