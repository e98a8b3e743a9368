"""The kinds of what the office publishes: by the word of their addresses, with their form, their words and their public page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.accounts.views.pages import Crumb
from kanazawa_exchange.accounts.views.saving import SignedInRequest
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.words import Words

from ..forms.publications import DownloadForm, EventForm, FaqForm, MilestoneForm, NewsForm, PageForm, PublishedForm
from ..models import Download, Event, Faq, Milestone, News, Page, Published
from ..queries import public_pages
from ..queries.public_events import event_page
from ..queries.public_news import news_page
from .pages import link


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind: `page(record, now)` is what `head` and `body` show of it, on the public page and in the preview alike.

    `joined` are the relations that it reads. `plural`, `every` (all of them), `begin` and `edit` are words. `public(record)` is
    where everybody reads it, `public_list` the name of the address of all. `has_file`: its form takes an upload.
    `calendar`: the name of the address at which a calendar takes it.
    """

    code: str
    model: type[Published]
    form: type[PublishedForm]
    plural: Words
    every: Words
    begin: Words
    edit: Words
    page: Callable[[Any, datetime], Any]
    joined: tuple[str, ...]
    head: str
    body: str
    public: Callable[[Any], str]
    public_list: str
    has_file: bool = False
    calendar: str = ""


def _page_at(name: str) -> Callable[[Any], str]:
    return lambda record: reverse(name, kwargs={"slug": record.slug})


def _faq_address(faq: Any) -> str:
    """The page of its programme; one for all of them is on each."""
    if faq.program is None:
        return reverse("programs:program_list")
    return reverse("programs:program_detail", kwargs={"slug": faq.program.slug}) + "#faq"


NEWS = Kind(
    code="news",
    model=News,
    form=NewsForm,
    plural=gettext_lazy("News"),
    every=gettext_lazy("All news"),
    begin=pgettext_lazy("publication", "Write news"),
    edit=pgettext_lazy("publication", "Edit the news item"),
    page=news_page,
    joined=("program",),
    head="programs/news_head.html",
    body="programs/page_body.html",
    public=_page_at("programs:news_detail"),
    public_list="programs:news_list",
)
EVENTS = Kind(
    code="events",
    model=Event,
    form=EventForm,
    plural=gettext_lazy("Events"),
    every=gettext_lazy("All events"),
    begin=pgettext_lazy("publication", "Enter an event"),
    edit=pgettext_lazy("publication", "Edit the event"),
    page=event_page,
    joined=("program", "city"),
    head="programs/event_head.html",
    body="programs/event_body.html",
    public=_page_at("programs:event_detail"),
    public_list="programs:event_list",
    calendar="programs:event_file",
)
PAGES = Kind(
    code="pages",
    model=Page,
    form=PageForm,
    plural=gettext_lazy("Further pages"),
    every=gettext_lazy("All further pages"),
    begin=pgettext_lazy("publication", "Write a page"),
    edit=pgettext_lazy("publication", "Edit the page"),
    page=public_pages.page_of,
    joined=(),
    head="programs/page_head.html",
    body="programs/page_body.html",
    public=_page_at("programs:page_detail"),
    public_list="programs:page_list",
)
MILESTONES = Kind(
    code="milestones",
    model=Milestone,
    form=MilestoneForm,
    plural=gettext_lazy("Milestones"),
    every=gettext_lazy("All milestones"),
    begin=pgettext_lazy("publication", "Enter a milestone"),
    edit=pgettext_lazy("publication", "Edit the milestone"),
    page=public_pages.milestone_of,
    joined=(),
    head="programs/milestone_head.html",
    body="programs/milestone_body.html",
    public=lambda _record: reverse("about") + "#milestones",
    public_list="about",
)
FAQS = Kind(
    code="faqs",
    model=Faq,
    form=FaqForm,
    plural=pgettext_lazy("publication", "Frequent questions"),
    every=pgettext_lazy("publication", "All frequent questions"),
    begin=pgettext_lazy("publication", "Write a question with its answer"),
    edit=pgettext_lazy("publication", "Edit the question"),
    page=public_pages.faq_of,
    joined=("program",),
    head="programs/faq_head.html",
    body="programs/faq_body.html",
    public=_faq_address,
    public_list="programs:program_list",
)
DOWNLOADS = Kind(
    code="downloads",
    model=Download,
    form=DownloadForm,
    plural=gettext_lazy("Downloads"),
    every=gettext_lazy("All downloads"),
    begin=pgettext_lazy("publication", "Add a download"),
    edit=pgettext_lazy("publication", "Edit the download"),
    page=public_pages.download_of,
    joined=("file",),
    head="programs/download_head.html",
    body="programs/download_body.html",
    public=lambda _record: reverse("programs:download_list"),
    public_list="programs:download_list",
    has_file=True,
)
KINDS = {kind.code: kind for kind in (NEWS, EVENTS, PAGES, MILESTONES, FAQS, DOWNLOADS)}
"""By the words of their addresses."""


def kind_or_404(code: str) -> Kind:
    if code not in KINDS:
        raise Http404
    return KINDS[code]


def kept_or_404(request: SignedInRequest, code: str, uid: UUID) -> tuple[Kind, Any]:
    """The kind, and one record of it that this user keeps."""
    kind = kind_or_404(code)
    return kind, get_object_or_404(kind.model.objects.kept_by(request.user).select_related(*kind.joined), uid=uid)


def kind_of(record: Published) -> Kind:
    return next(kind for kind in KINDS.values() if kind.model is type(record))


def to_record(record: Published) -> str:
    """The page on which its keepers look at it."""
    return reverse("programs:publication_office", kwargs={"kind": kind_of(record).code, "uid": record.uid})


def to_list(kind: Kind) -> str:
    return reverse("programs:publication_list", kwargs={"kind": kind.code})


def trail(kind: Kind, record: Published | None = None) -> list[Crumb]:
    """From everything that is published to one kind, and to one record of it."""
    found = [(_("Home"), reverse("home")), link(_("Publications"), "publication_kinds"), (kind.plural, to_list(kind))]
    return [*found, (title_of(record), to_record(record))] if record else found


def title_of(record: Published) -> Any:
    return localized(record, record.TEXTS[0])
