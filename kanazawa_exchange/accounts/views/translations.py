"""The translators' pages: the queue, one text in two languages, and how far each kind is."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.chosen import chosen
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.localized import Localized, pick
from kanazawa_exchange.lib.paging import PAGE_SIZE, place_in
from kanazawa_exchange.lib.totals import Total

from ..entrance import requires
from ..forms.translations import QueueFilterForm, TranslationForm
from ..permissions import is_office, may_translate, translates_only
from ..queries import translations as queries
from ..queries.glossary import Found, found_in
from ..queries.translations import Kind, Sheet, Stage
from ..services import translations
from ..services.translations import Pair
from .lists import count_words, listed, size_in
from .pages import Crumb, FormPage, filled
from .saving import SignedInRequest, acted, bound, version_of

TEMPLATE = "accounts/translation_edit.html"


def noun(count: int) -> str:
    return ngettext("%(number)s text to translate", "%(number)s texts to translate", count)


@require_safe
@requires(may_translate)
@listed
def translation_list(request: HttpRequest) -> HttpResponse:
    """What lacks a language or is behind, what has waited longest first."""
    form = QueueFilterForm(request.GET)
    found = queries.lines(form.filters, clock.now())
    context = {
        "form": form,
        "chosen": chosen(form),
        "count": count_words(Total(len(found)), noun),
        "page": queries.page(found, place_in(request.GET), size=size_in(request, PAGE_SIZE)),
    }
    return render(request, "accounts/translation_list.html", context)


@require_safe
@requires(may_translate)
def translation_coverage(request: HttpRequest) -> HttpResponse:
    """How much of each kind is there in each language."""
    covers = queries.coverage(clock.now())
    return render(request, "accounts/translation_coverage.html", {"covers": covers, "codes": LANGUAGES})


# --- One text --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Desk:
    """One record with the two languages in which it is read and written; `is_shut`: whoever looks at it may not write it now."""

    kind: Kind
    uid: UUID
    source: str
    into: str
    title: Localized
    stage: Stage
    since: datetime
    newer: tuple[str, ...]
    sheet: Sheet
    is_shut: bool

    @property
    def mark(self) -> str:
        return translations.mark_of(self.sheet)

    @property
    def terms(self) -> tuple[Found, ...]:
        """The words of the glossary in the original."""
        return found_in([part.original for part in self.sheet.passages], self.source, self.into)


def _desk_or_404(request: HttpRequest, kind: str, uid: UUID, language: str) -> Desk:
    chosen_kind, now = queries.kind_of(kind), clock.now()
    piece = next(iter(chosen_kind.pieces(now, uid)), None) if chosen_kind else None
    if chosen_kind is None or piece is None or language not in LANGUAGES or language == piece.original:
        raise Http404
    stale = queries.stale_of(chosen_kind, piece.pk)
    stage, since = piece.stage(language, stale)
    sources = piece.sources(language, stale)
    if not sources:
        raise Http404
    asked = request.GET.get("from", "")
    source = asked if asked in sources else sources[0]
    sheet = chosen_kind.sheet(uid, source, language, now)
    is_shut = translates_only(request.user) and piece.is_shut(language, stale)
    return Desk(chosen_kind, uid, source, language, pick(dict(piece.titles)), stage, since, sources, sheet, is_shut)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_translate)
def translation_edit(request: SignedInRequest, kind: str, uid: UUID, language: str) -> HttpResponse:
    """The original beside the boxes of the translation."""
    desk = _desk_or_404(request, kind, uid, language)
    record = desk.sheet.record
    initial = {"version": record.version if record else None, **desk.sheet.values}
    form = bound(TranslationForm, request, passages=desk.sheet.passages, into=language, initial=initial)
    page = FormPage(_("Translate"), _trail(), [desk.title], submit=_("Save and show"), template=TEMPLATE)
    drafts = {"is_shown": "draft" not in request.POST} if desk.kind.has_drafts else {}

    def act() -> object:
        return translations.keep(
            _pair(request, desk), form.values(), by=request.user, now=clock.now(), version=version_of(form), **drafts
        )

    return filled(request, page, form, act, message=_said(**drafts), desk=desk, keeps_all=is_office(request.user))


def _said(*, is_shown: bool = True) -> str:
    return _("The translation is saved and shown.") if is_shown else _("The draft of the translation is saved.")


@require_POST
@requires(may_translate)
def translation_confirm(request: SignedInRequest, kind: str, uid: UUID, language: str) -> HttpResponse:
    """Right as it stands, although the original was changed."""
    desk = _desk_or_404(request, kind, uid, language)
    act = partial(translations.confirm, _pair(request, desk), by=request.user, now=clock.now())
    back = reverse("accounts:translation_edit", args=[kind, uid, language])
    message = _("The translation is marked as up to date.")
    return acted(request, act, message=message, redirect_to=reverse("accounts:translation_list"), back=back)


def _pair(request: HttpRequest, desk: Desk) -> Pair:
    return Pair(desk.kind, desk.uid, desk.source, desk.into, request.POST.get("original", ""))


def _trail() -> list[Crumb]:
    return [(_("Home"), reverse("home")), (_("Translations"), reverse("accounts:translation_list"))]
