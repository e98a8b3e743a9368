"""The office's pages of the items of a draft: one item a page in three languages, moved up and down, taken out."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.pages import FormPage, filled
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted, bound, sent_version, version_of
from kanazawa_exchange.lib.localized import localized

from ..forms.items import ItemForm, stored_item
from ..models import Instrument, Item, ItemKind
from ..permissions import may_edit_rubric
from ..services import items
from .drafts import is_settled
from .pages import questionnaire_or_404, questionnaire_trail, to_questionnaire

TEMPLATE = "rubric/item_edit.html"
PLACES = {"up": -1, "down": 1}


def _item(request: SignedInRequest, uid: UUID) -> Item:
    rows = Item.objects.filter(instrument__in=Instrument.objects.visible_to(request.user))
    return get_object_or_404(rows.select_related("instrument__rubric_version__rubric", "ability"), uid=uid)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_rubric)
def item_create(request: SignedInRequest, uid: UUID, kind: str) -> HttpResponse:
    instrument = questionnaire_or_404(request, uid)
    if kind not in ItemKind.values:
        raise Http404
    if is_settled(request, instrument):
        return redirect(to_questionnaire(instrument))
    form = bound(ItemForm, request, instrument=instrument, kind=kind)
    page = FormPage(
        _("Add an item"),
        questionnaire_trail(instrument),
        [ItemKind(kind).label, localized(instrument, "name")],
        submit=_("Add the item"),
        template=TEMPLATE,
    )
    return filled(
        request,
        page,
        form,
        lambda: items.add_item(instrument, {**form.values(), "kind": kind}, form.options(), by=request.user),
        message=_("The item is added."),
        kind=kind,
        highest=_highest(instrument),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_rubric)
def item_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    item = _item(request, uid)
    instrument = item.instrument
    if is_settled(request, instrument):
        return redirect(to_questionnaire(instrument))
    form = bound(ItemForm, request, instrument=instrument, kind=item.kind, initial=stored_item(item))
    page = FormPage(
        _("Edit the item"),
        questionnaire_trail(instrument),
        [localized(item, "prompt"), ItemKind(item.kind).label],
        template=TEMPLATE,
    )
    return filled(
        request,
        page,
        form,
        lambda: items.edit_item(item, form.values(), form.options(), by=request.user, version=version_of(form)),
        kind=item.kind,
        highest=_highest(instrument),
    )


def _highest(instrument: Instrument) -> int:
    """The highest level that can be asked about."""
    levels = instrument.rubric_version.levels.order_by("number").values_list("number", flat=True)
    return levels.last() or 0


@require_POST
@requires(may_edit_rubric)
def item_shift(request: SignedInRequest, uid: UUID, way: str) -> HttpResponse:
    item = _item(request, uid)
    if way not in PLACES:
        raise Http404
    return acted(
        request,
        lambda: items.shift_item(item, PLACES[way], by=request.user, version=sent_version(request)),
        message=_("The order is changed."),
        redirect_to=f"{to_questionnaire(item.instrument)}#item-{item.key}",
        back=to_questionnaire(item.instrument),
    )


@require_POST
@requires(may_edit_rubric)
def item_remove(request: SignedInRequest, uid: UUID) -> HttpResponse:
    item = _item(request, uid)
    return acted(
        request,
        lambda: items.remove_item(item, by=request.user, version=sent_version(request)),
        message=_("Removed; the history keeps it."),
        redirect_to=to_questionnaire(item.instrument),
    )
