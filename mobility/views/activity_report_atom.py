"""The newest Activity Reports for feed readers, in the language of the address."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.views.pictures import PUBLIC
from kanazawa_exchange.lib import clock, formats

from ..queries.activity_reports import feed
from ..queries.activity_reports.cards import Card

NEWEST = 30


class Reports(Feed):
    """Titles and beginnings as the list shows them; the whole text is on the page."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return pgettext("heading", "Activity Reports")

    def subtitle(self) -> str:
        return _("What students of both countries write from their stay, in their own words")

    def link(self) -> str:
        return reverse("mobility:activity_report_list")

    def items(self) -> Sequence[Card]:
        return feed.newest(clock.now(), NEWEST)

    def item_title(self, item: Card) -> str:
        return str(item.title)

    def item_description(self, item: Card) -> str:
        return escape(item.beginning.text)  # a reader takes it for HTML

    def item_link(self, item: Card) -> str:
        return reverse("mobility:activity_report_detail", args=[item.slug])

    def item_author_name(self, item: Card) -> str:
        return formats.comma().join(map(str, item.authors))

    def item_pubdate(self, item: Card) -> datetime:
        return item.published_at

    def item_updateddate(self, item: Card) -> datetime:
        return item.published_at


@require_safe
@login_not_required
def activity_report_atom(request: HttpRequest) -> HttpResponse:
    answer = Reports()(request)
    # a date of the newest report alone would let caches keep for days what was withdrawn
    del answer["Last-Modified"]
    answer["Cache-Control"] = PUBLIC
    return answer
