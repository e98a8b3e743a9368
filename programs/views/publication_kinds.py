"""The kinds of what the office publishes: by the word of their addresses, with their form, their words and their public page."""

from collections.abc import Callable
from dataclasses import dataclass
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

from ..forms.publications import NewsForm, PublishedForm
from ..models import News, Published
from ..queries.public_news import news_page
from .pages import link


@dataclass(frozen=True)
class Kind:
    """One kind: `page(record)` is what `head` and `body` show of it, on the public page and in the preview alike.

    `public(record)` is the address at which everybody reads it, `public_list` the name of that of all. `plural`, `begin` and
    `edit` are its words.
    """

    code: str
    model: type[Published]
    form: type[PublishedForm]
    plural: Words
    begin: Words
    edit: Words
    page: Callable[[Any], Any]
    head: str
    body: str
    public: Callable[[Any], str]
    public_list: str = ""


KINDS = {
    kind.code: kind
    for kind in (
        Kind(
            "news",
            News,
            NewsForm,
            gettext_lazy("News"),
            pgettext_lazy("publication", "Write news"),
            pgettext_lazy("publication", "Edit the news item"),
            news_page,
            "programs/news_head.html",
            "programs/news_body.html",
            lambda item: reverse("programs:news_detail", kwargs={"slug": item.slug}),
            "programs:news_list",
        ),
    )
}


def kind_or_404(code: str) -> Kind:
    if code not in KINDS:
        raise Http404
    return KINDS[code]


def kept_or_404(request: SignedInRequest, code: str, uid: UUID) -> tuple[Kind, Any]:
    """The kind, and one record of it that this user keeps."""
    kind = kind_or_404(code)
    return kind, get_object_or_404(kind.model.objects.kept_by(request.user), uid=uid)


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
