"""My consents: each purpose on a page of its own, given and taken back by one button each; and what was, word for word."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kanazawa_exchange.accounts.entrance import hashed_network, requires
from kanazawa_exchange.accounts.models import ConsentRecord, Person
from kanazawa_exchange.accounts.queries.consents import given_by, given_once
from kanazawa_exchange.accounts.services import consents as service
from kanazawa_exchange.accounts.services.consents import CannotConsent, Shown, Way
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import active_language
from partners.queries import country_sheets
from partners.queries.handovers import handed_over

from .. import permissions
from ..queries import consents, persons
from ..queries.consents import Asked, Topic


@require_safe
@requires(permissions.has_person)
def consent_list(request: SignedInRequest) -> HttpResponse:
    person = _oneself(request)
    given = given_by(person)
    context = {
        "answers": consents.answers(person, given),
        "past": consents.past(given),
        "handed_over": handed_over(person),
    }
    return render(request, "mobility/consent_list.html", context)


@require_safe
@requires(permissions.has_person)
def consent_ask(request: SignedInRequest, topic: str) -> HttpResponse:
    about = _topic(topic)
    context = {
        "topic": about,
        "asked": _asked(about),
        "answer": consents.answer(about, given_by(_oneself(request))),
    }
    return render(request, "mobility/consent_ask.html", context)


@require_POST
@requires(permissions.has_person)
def consent_give(request: SignedInRequest, topic: str) -> HttpResponse:
    about = _topic(topic)
    return acted(
        request,
        lambda: _give(request, about),
        message=_("Your consent is stored. You can withdraw it here at any time."),
        redirect_to=_page(about),
    )


@require_POST
@requires(permissions.has_person)
def consent_withdraw(request: SignedInRequest, topic: str) -> HttpResponse:
    about = _topic(topic)
    return acted(
        request,
        lambda: service.withdraw(
            _oneself(request), about.purpose, scope=about.scope, way=_way(request), by=request.user, now=clock.now()
        ),
        message=_("Your consent is withdrawn. Nothing rests on it from now on."),
        redirect_to=_page(about),
    )


@require_safe
@requires(permissions.has_person)
def consent_record(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """What was read and agreed to, in its own language, whatever the text says today."""
    record = get_object_or_404(ConsentRecord.objects.visible_to(request.user).select_related("person"), uid=uid)
    [past] = consents.past([given_once(record)])
    sheet = country_sheets.by_keys([record.sheet]).get(record.sheet)
    context = {
        "past": past,
        "sheet": country_sheets.told_in(sheet, record.language) if sheet else None,
        "person": None if record.person_id == request.user.person_id else persons.card(record.person),
    }
    return render(request, "mobility/consent_record.html", context)


def _give(request: SignedInRequest, about: Topic) -> ConsentRecord:
    """Errors: CannotConsent, when what was on the page is no longer what would be agreed to."""
    asked = _asked(about)
    if asked is None or not asked.may_be_given:
        raise CannotConsent(_("You cannot be asked for this consent now. The office has to complete its text first."))
    if (request.POST.get("text"), request.POST.get("sheet", "")) != (str(asked.text.uid), asked.sheet_key):
        raise CannotConsent(_("The text was replaced while you were reading it. Read the new one first."))
    shown = Shown(asked.text, asked.language, asked.sheet_key)
    return service.give(
        _oneself(request),
        about.purpose,
        shown,
        scope=about.scope,
        way=_way(request),
        by=request.user,
        now=clock.now(),
    )


def _asked(about: Topic) -> Asked | None:
    return consents.asked(about, active_language(), clock.today())


def _topic(slug: str) -> Topic:
    about = consents.topic_of(slug)
    if about is None:
        raise Http404
    return about


def _page(about: Topic) -> str:
    return reverse("mobility:consent_ask", args=[about.slug])


def _oneself(request: SignedInRequest) -> Person:
    person = request.user.person
    if person is None:
        raise Http404
    return person


def _way(request: SignedInRequest) -> Way:
    return Way(ip_hash=hashed_network(request))
