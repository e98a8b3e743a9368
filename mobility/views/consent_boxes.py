"""Consents that are given on the page that sends something: the boxes, and what was ticked in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.entrance import hashed_network
from kanazawa_exchange.accounts.models import ConsentRecord, Person, Purpose
from kanazawa_exchange.accounts.services.consents import CannotConsent, Shown, Way, valid_consent
from kanazawa_exchange.accounts.views.saving import SignedInRequest
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.ticked import uids_in

from ..models import ActivityReport, Application
from ..queries import consents
from ..queries.activity_reports.photo_consents import AskedPhoto, asked_photos
from ..queries.consents import PUBLICATION, Asked, Topic
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


def agreed_in(request: SignedInRequest, topic: Topic = PROCESSING, mark: str = "") -> Agreed | None:
    """The consent that was ticked, to the text that the page has shown; `mark` ends the names of the boxes of one among several.

    Errors: CannotConsent, where another text stands there now.
    """
    return _agreed(request, topic, mark) if request.POST.get(f"agrees{mark}") == "yes" else None


def _agreed(request: SignedInRequest, topic: Topic, mark: str) -> Agreed:
    """Errors: CannotConsent."""
    asked = consents.asked(topic, active_language(), clock.today())
    if asked is None or request.POST.get(f"text{mark}") != str(asked.text.uid):
        raise CannotConsent(_("The text was replaced while you were reading it. Read the new one first."))
    return Agreed(Shown(asked.text, asked.language), Way(ip_hash=hashed_network(request)))


# --- Before something is published -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class PublicationBox:
    """One of the consents that are asked one by one before a text is published: since when it holds, or what is asked."""

    topic: Topic
    given: ConsentRecord | None
    asked: Asked | None
    refusal: str
    is_ticked: bool
    """By whoever has sent the page, which is shown once more."""

    @property
    def mark(self) -> str:
        return _mark(self.topic.purpose)

    @property
    def is_optional(self) -> bool:
        """Without the consent to its text nothing is published; name and affiliation may be left out."""
        return self.topic.purpose != Purpose.PUBLICATION_OF_TEXT


def publication_boxes(
    person: Person, request: SignedInRequest, refusal: Refused | None = None
) -> Sequence[PublicationBox]:
    now, found = clock.now(), []
    for purpose in PUBLICATION:
        topic, fault = Topic(purpose), refusal.errors.get(purpose.value, "") if refusal else ""
        given = valid_consent(person, purpose, "", now)
        asked = None if given else consents.asked(topic, active_language(), clock.today())
        ticked = request.POST.get(f"agrees{_mark(purpose)}") == "yes"
        found.append(PublicationBox(topic, given, asked, str(fault), ticked))
    return found


def agreed_to_publish(request: SignedInRequest) -> Mapping[Purpose, Agreed]:
    """What was ticked in these boxes. Errors: CannotConsent."""
    found = ((purpose, agreed_in(request, Topic(purpose), _mark(purpose))) for purpose in PUBLICATION)
    return {purpose: agreed for purpose, agreed in found if agreed is not None}


# --- Photo by photo --------------------------------------------------------------------------------------------------

OF_PHOTOS = Topic(Purpose.PUBLICATION_OF_PHOTO)
PHOTO = "photo"
"""Name of the boxes of all photos; each says its public id."""


@dataclass(frozen=True)
class PhotoBox:
    """One photo with the box in which its publication is agreed to."""

    photo: AskedPhoto
    is_ticked: bool


@dataclass(frozen=True)
class PhotoBoxes:
    """The photos of a report, and the one text that is agreed to for each; without a text nothing can be agreed to."""

    topic: Topic
    asked: Asked | None
    boxes: Sequence[PhotoBox]

    @property
    def mark(self) -> str:
        return _mark(self.topic.purpose)

    @property
    def are_asked(self) -> bool:
        """Whether there is a photo to which this author has not agreed."""
        return any(box.photo.given is None for box in self.boxes)


def photo_boxes(report: ActivityReport, person: Person, request: SignedInRequest) -> PhotoBoxes:
    ticked = uids_in(request.POST, PHOTO)
    photos = asked_photos(report, person, clock.now())
    boxes = [PhotoBox(photo, photo.uid in ticked) for photo in photos]
    asked = consents.asked(OF_PHOTOS, active_language(), clock.today()) if boxes else None
    return PhotoBoxes(OF_PHOTOS, asked, boxes)


def agreed_photos(request: SignedInRequest) -> Mapping[UUID, Agreed]:
    """Which photos were ticked. Errors: CannotConsent."""
    uids = uids_in(request.POST, PHOTO)
    return dict.fromkeys(uids, _agreed(request, OF_PHOTOS, _mark(OF_PHOTOS.purpose))) if uids else {}


def _mark(purpose: Purpose) -> str:
    return f"-{purpose.value}"
