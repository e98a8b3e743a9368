"""Nothing typed is lost: a form that arrives signed out or too late is kept, and stands on its page again, filled in."""

from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import active_language

from ..models import User
from ..services import kept_forms
from .marks import FIELD, KEPT, OWN, Mark, address, name_of_kept, posted, sent_mark, show_again

NEVER_KEPT = "password"
"""A box whose name holds this word is left out, whatever form it stands in."""


# --- Kept ------------------------------------------------------------------------------------------------------------


def keep(request: HttpRequest, mark: Mark) -> str:
    """Keep what was sent for the account of the mark, and give the address of its page; files are not kept.

    While somebody else has signed in nothing is kept: whoever has a copy of a form shall not fill what its owner has kept. Nor is
    what must not be stored at all (`kept_forms.keep_none_of`).
    """
    signed_in = request.user.is_authenticated
    if signed_in and request.user.pk != mark.user:
        return mark.page
    sent = posted(request)
    values = {name: texts for name, texts in sent.lists() if name not in OWN and not _is_secret(name)}
    place = _place_of(mark)
    if place is not None and kept_forms.is_barred(mark.user, place, values):
        return mark.page
    kept = kept_forms.Kept(_uuid(sent.get(KEPT, "")) or uuid4(), sent.get(FIELD, ""), values)
    uid = kept_forms.keep(mark.user, kept, signed_in=signed_in, now=clock.now())
    if uid is None:
        return mark.page
    return mark.page + ("&" if urlsplit(mark.page).query else "?") + urlencode({KEPT: uid})


def keep_if_asked(request: HttpRequest) -> None:
    """The browser has named what it sends, to find it again when its reader goes back: keep it until it is saved."""
    mark = sent_mark(request)
    if mark is None or mark.user != request.user.pk or not _uuid(posted(request).get(KEPT, "")):
        return
    if _is_a_form(request, mark):
        keep(request, mark)


def kept_page(request: HttpRequest) -> str:
    """The page that shows what was sent filled in, for an answer that leads there by a link; "" without a mark.

    The form of this answer is kept under the same name from then on: asked again it replaces itself, saved it is forgotten.
    """
    mark = sent_mark(request)
    if mark is None or mark.user != request.user.pk:
        return ""
    page = keep(request, mark)
    name_of_kept(request, QueryDict(urlsplit(page).query).get(KEPT, ""))
    return page


def forget(request: HttpRequest) -> None:
    """What was sent is saved; nothing of it is kept any longer."""
    for text in (posted(request).get(KEPT, ""), request.GET.get(KEPT, "")):
        uid = _uuid(text)
        if uid is not None and isinstance(request.user, User):
            kept_forms.forget(uid, by=request.user)


def _is_secret(name: str) -> bool:
    return NEVER_KEPT in name.lower()


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text[:40])
    except ValueError:
        return None


# --- Arrived signed out, or with an outdated token ---------------------------------------------------------------------


def kept_for_sign_in(request: HttpRequest) -> HttpResponseRedirect | None:
    """The way over the sign-in page back to the form, for whoever sent it; None for a form that no page of ours has shown."""
    mark = sent_mark(request)
    if mark is None:
        return None
    page = keep(request, mark) if _is_a_form(request, mark) else mark.page
    if page == mark.page:
        messages.warning(request, _("You were signed out before this arrived. Nothing was done."))
    else:
        messages.warning(
            request,
            _(
                "You were signed out before the form arrived. Nothing is saved yet: sign in, and it is there, filled in."
            ),
        )
    return redirect_to_login(page)


def kept_for_a_new_token(request: HttpRequest) -> HttpResponse | None:
    """The same for a form whose token is outdated, because its reader has signed in again since it was shown.

    Another account is not led anywhere, and nothing is kept of it: any account could fill the place of its owner.
    """
    mark = sent_mark(request)
    if mark is None:
        return None
    if not request.user.is_authenticated:
        return kept_for_sign_in(request)
    if mark.user != request.user.pk:
        return None
    if _is_a_form(request, mark):
        return redirect(keep(request, mark))
    messages.warning(request, _("The page had been open too long. Nothing was done: press the button once more."))
    return redirect(mark.page)


def is_ours(mark: Mark) -> bool:
    """Whether the form stood on a page of the portal itself; those of the sign-in library ask for secrets."""
    place = _place_of(mark)
    return place is not None and ":" in place.view


def _place_of(mark: Mark) -> kept_forms.Place | None:
    try:
        found = resolve(f"/{active_language()}/{address(urlsplit(mark.page).path)}")
    except Resolver404:
        return None
    return kept_forms.Place(found.view_name, found.kwargs)


def _is_a_form(request: HttpRequest, mark: Mark) -> bool:
    """Whether it was sent to the page that showed it, or to be kept; what was sent elsewhere is a button: nothing was typed."""
    places = (urlsplit(mark.page).path, reverse("accounts:form_keep"))
    return is_ours(mark) and address(request.path_info) in map(address, places)


# --- Shown again -------------------------------------------------------------------------------------------------------


def typed(request: HttpRequest) -> QueryDict | None:
    """What the boxes of the form hold: as it was sent, or as it was kept; None for a form that nobody has begun."""
    if request.method == "POST":
        return request.POST
    if not hasattr(request, "typed"):
        request.typed = _kept(request)  # type: ignore[attr-defined]
    found: QueryDict | None = request.typed  # type: ignore[attr-defined]
    return found


def _kept(request: HttpRequest) -> QueryDict | None:
    if KEPT not in request.GET or not isinstance(request.user, User):
        return None
    uid = _uuid(request.GET[KEPT])
    kept = uid and kept_forms.find(uid, by=request.user, now=clock.now())
    if not kept:
        messages.info(
            request,
            _("What was typed here is not kept any longer: it was saved, a day has passed, or it is not yours."),
        )
        return None
    messages.warning(
        request, _("This form holds what you typed. Nothing of it is saved yet: look once more and send it.")
    )
    show_again(request, kept.mark, str(kept.uid))
    values = QueryDict(mutable=True)
    for name, texts in kept.values.items():
        values.setlist(name, list(texts))
    return values
