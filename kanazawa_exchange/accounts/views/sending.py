"""How the views let an act count once, and where they lead a form that arrives again."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.languages import LANGUAGES, active_language
from kanazawa_exchange.lib.refusals import Refused

from ..models import SentForm
from ..services import sent_forms
from .keeping import forget
from .marks import renew, sending_of

T = TypeVar("T")

A_MOMENT = timedelta(minutes=2)


def once(
    request: HttpRequest, act: Callable[[], T], redirect_to: str | Callable[[T], str], *, is_button: bool = False
) -> tuple[T, str]:
    """What `act` (one service call) returns, and where the request is led. Errors: SentBefore, Refused, StaleEdit."""
    sending = sending_of(request, is_button=is_button)
    led_to = redirect_to if callable(redirect_to) else lambda _result: redirect_to
    try:
        done = sent_forms.once(sending, act, led_to, now=clock.now())
    except sent_forms.SentOtherwise:
        renew(request)
        raise
    forget(request)
    return done


def earlier_answer(request: HttpRequest) -> HttpResponse | None:
    """The answer to a form that has had its result already, if this is one."""
    try:
        ways = [sending_of(request, is_button=is_button) for is_button in (False, True)]
    except Refused:
        return None
    earlier = sent_forms.earlier(*(sending for sending in ways if sending is not None))
    return None if earlier is None else led_on(request, earlier)


def led_on(request: HttpRequest, earlier: SentForm) -> HttpResponse:
    """To the result of the first arrival, in the language of this one; what has become of it since is said."""
    if sent_forms.has_changed(earlier):
        words = _(
            "This form was saved before, on %(moment)s, and its record has been changed or taken back since. Nothing was "
            "saved now: what you see is how it stands."
        )
        messages.warning(request, words % {"moment": _moment(earlier)})
    else:
        messages.info(request, _words(earlier))
    _empty, language, page = earlier.led_to.split("/", 2)
    return redirect(f"/{active_language() if language in LANGUAGES else language}/{page}")


def _words(earlier: SentForm) -> str:
    """What is known of the result decides: of an act that left no record behind nobody can say whether it still holds."""
    if not earlier.made:
        words = _("This was sent before, on %(moment)s, and was done then. Nothing was done now: look how it stands.")
        return words % {"moment": _moment(earlier)}
    if clock.now() - earlier.sent_at <= A_MOMENT:
        return _("This was registered a moment ago. The form arrived twice and counts once.")
    words = _("This was registered before, on %(moment)s. The form arrived again and counts once.")
    return words % {"moment": _moment(earlier)}


def _moment(earlier: SentForm) -> str:
    return _("%(moment)s (Japan time)") % {"moment": formats.date_and_time(earlier.sent_at)}
