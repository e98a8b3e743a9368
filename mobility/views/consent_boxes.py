"""The consent to the processing on the page that sends an application: the box, and what was ticked in it."""

from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.entrance import hashed_network
from kanazawa_exchange.accounts.models import Purpose
from kanazawa_exchange.accounts.services.consents import CannotConsent, Shown, Way, valid_consent
from kanazawa_exchange.accounts.views.saving import SignedInRequest
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.refusals import Refused

from ..models import Application
from ..queries import consents
from ..queries.consents import Topic
from ..services.applications.submitting import CONSENT, Agreed

PROCESSING = Topic(Purpose.PROCESSING)


def consent_box(application: Application, refusal: Refused | None = None) -> dict[str, object]:
    """What the page shows: since when a consent holds, or what is asked, and why nothing was sent without it."""
    given = valid_consent(application.person, PROCESSING.purpose, PROCESSING.scope, clock.now())
    asked = None if given else consents.asked(PROCESSING, active_language(), clock.today())
    return {
        "consent_topic": PROCESSING,
        "consent_given": given,
        "consent_asked": asked,
        "consent_refusal": refusal.errors.get(CONSENT, "") if refusal else "",
    }


def agreed_in(request: SignedInRequest) -> Agreed | None:
    """The consent that was ticked, to the text that the page has shown. Errors: CannotConsent, where another one stands there now."""
    if request.POST.get("agrees") != "yes":
        return None
    asked = consents.asked(PROCESSING, active_language(), clock.today())
    if asked is None or request.POST.get("text") != str(asked.text.uid):
        raise CannotConsent(_("The text was replaced while you were reading it. Read the new one first."))
    return Agreed(Shown(asked.text, asked.language), Way(ip_hash=hashed_network(request)))
