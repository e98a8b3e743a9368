"""The office's log of letters: what waits, what was taken and what was not; one letter, which can be sent once more."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.paging import place_in

from ..entrance import acting, requires
from ..forms.letters import LetterFilterForm
from ..models import Letter
from ..permissions import may_read_mails
from ..queries import letters
from ..services import outbox
from .lists import count_words, listed
from .saving import acted


def noun(count: int) -> str:
    return ngettext("%(number)s letter", "%(number)s letters", count)


@require_safe
@requires(may_read_mails)
@listed
def mail_list(request: HttpRequest) -> HttpResponse:
    form = LetterFilterForm(request.GET)
    asked = form.asked
    page = letters.page(request.user, asked, place_in(request.GET))
    context = {"form": form, "asked": asked, "page": page, "person": letters.name_of(request.user, asked.person)}
    context["count"] = count_words(letters.count(request.user, asked), noun)
    return render(request, "accounts/mail_list.html", context)


@require_safe
@requires(may_read_mails)
def mail_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    letter = letters.letter_page(_letter(request, uid), clock.now())
    return render(request, "accounts/mail_detail.html", {"letter": letter})


@require_POST
@requires(may_read_mails)
def mail_send_again(request: HttpRequest, uid: UUID) -> HttpResponse:
    letter = _letter(request, uid)
    return acted(
        request,
        lambda: outbox.send_again(letter, by=acting(request), now=clock.now()),
        message=_("The letter waits for the mail server once more."),
        redirect_to=reverse("accounts:mail_detail", args=[letter.uid]),
    )


def _letter(request: HttpRequest, uid: UUID) -> Letter:
    rows = Letter.objects.visible_to(request.user).select_related("person", "written_by")
    return get_object_or_404(rows, uid=uid)
