"""An application while its applicant writes in it: begun once, saved box by box, so that two devices never overwrite each other."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Person, User, tracked_writes_allowed
from kanazawa_exchange.accounts.services.editing import lock_person, write
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.typed_boxes import Change, Saved, stamp_of
from partners.models import Institution, OrgUnit
from programs.models import Call, CallPhase, CallStatus, Level

from ...application_states import WRITABLE
from ...models import Answer, Application, Choice, SenderStatus
from ...permissions import has_person, is_own
from ...queries.applications.boxes import CHOICES, FACTS, Boxes
from ...queries.applications.meant_for import not_meant_for
from .box_texts import NotMeantFor, as_kept, institution_of
from .partner_first import refuse_before_partner


class NotOpen(Refused):
    """The call takes no applications at this moment."""


class NotWritable(Refused):
    """The application has left the hands of its applicant."""

    def __init__(self) -> None:
        super().__init__(_("This application can no longer be changed: it was sent, or it has ended."))


# --- Begun -----------------------------------------------------------------------------------------------------------


def refuse_unless_open(call: Call, now: datetime) -> None:
    """Errors: NotOpen, with the reason."""
    if call.status == CallStatus.CALLED_OFF:
        raise NotOpen(_("This call was called off. Nobody can apply any more."))
    if call.status != CallStatus.ANNOUNCED or call.phase(now) == CallPhase.TO_COME:
        raise NotOpen(_("This call is not open yet."))
    if call.phase(now) == CallPhase.CLOSED:
        raise NotOpen(_("This call has closed. If you have a reason to apply late, write to the office."))


@retried
def start(call: Call, *, language: str, by: User, now: datetime) -> Application:
    """The application of this person to this call: the one that was begun, or a new one.

    Errors: PermissionDenied, NotOpen, NotMeantFor, Locked.
    """
    refuse_unless(has_person, by)
    key = by.person_id or 0  # whoever may has one
    own = Application.objects.filter(call=call, person_id=key)
    if found := own.first():
        return found
    refuse_unless_open(call, now)
    try:
        with transaction.atomic():
            person = lock_person(key)
            refuse_unless_meant_for(call, person)
            refuse_before_partner(person)
            application = made(call, person, language, by=by, now=now, reason="start")
    except IntegrityError:
        if found := own.first():  # begun on another device at this moment
            return found
        raise
    return application


def refuse_unless_meant_for(call: Call, person: Person) -> None:
    """Errors: NotMeantFor, with the reason."""
    if sentence := not_meant_for(call, person):
        raise NotMeantFor(sentence)


def made(call: Call, person: Person, language: str, *, by: User, now: datetime, reason: str) -> Application:
    """A draft of a locked person who may apply, with what the portal knows."""
    application = Application(call=call, person=person, language=language, saved_at=now)
    _fill_in_known(application)
    write(application, by=by, reason=reason)
    _choose_the_only_place(application)
    return application


def _fill_in_known(application: Application) -> None:
    """What the portal knows of the applicant is not asked once more: the last enrolment, or what the own university has sent."""
    enrolment = application.person.enrolments.order_by("-starts_on", "-pk").first()
    if enrolment is not None:
        application.institution_id, application.unit_id = enrolment.institution_id, enrolment.unit_id
        application.level = enrolment.level if enrolment.level in Level.values else ""
        return
    sent = application.person.nominations.filter(revision__gte=1).exclude(sender_status=SenderStatus.CANCELLED)
    if (nomination := sent.order_by("-sent_at", "-pk").first()) is not None:
        application.institution_id, application.level = nomination.sending_id, nomination.level


def _choose_the_only_place(application: Application) -> None:
    places = list(application.call.destinations.all()[:2])
    if len(places) == 1:
        Choice.objects.create(application=application, place=places[0], order=1)


# --- Saved -----------------------------------------------------------------------------------------------------------


@retried
@transaction.atomic
def save(application: Application, changes: Iterable[Change], *, by: User, now: datetime) -> Saved:
    """Keep what was typed, box by box. A box that somebody changed meanwhile on another device keeps that text, and is told.

    Errors: PermissionDenied, NotWritable, Locked; then nothing at all is kept.
    """
    current = for_writing(application, by=by, now=now)
    boxes, saved = Boxes(current), Saved(at=now)
    read: dict[str, str] = {}
    taken: dict[str, str] = {}
    for change in changes:
        if change.key not in boxes.texts:
            saved.errors[change.key] = _("The form has no such box any more. Open the page once more.")
            continue
        try:
            text = read[change.key] = as_kept(boxes, change.key, change.text)
        except Refused as refusal:
            saved.errors[change.key] = str(refusal)
            continue
        if change.key == "institution":
            refuse_before_partner(current.person, institution_of(text))
        if saved.takes(change, text, boxes.texts[change.key]):
            taken[change.key] = text
    for key, sentence in _without_support(current, read, taken).items():
        taken.pop(key, None)
        saved.stamps.pop(key, None)
        saved.errors[key] = sentence
    if taken:
        saved.stamps |= dict.fromkeys(_keep(boxes, taken, now), stamp_of(""))
    return saved


def _without_support(current: Application, read: Mapping[str, str], taken: Mapping[str, str]) -> dict[str, str]:
    """By the key of a box: why its text cannot be kept without another one. A condition of the call may rest on it.

    A unit is one of the stated institution, a score that of a certificate.
    """
    found = {}
    institution = _stored("institution", taken["institution"]) if "institution" in taken else current.institution
    if read.get("unit") and institution is None:
        found["unit"] = _("Choose the institution, too: the unit is kept with it.")
    elif taken.get("unit") and _is_elsewhere(OrgUnit.objects.get(uid=taken["unit"]), institution):
        found["unit"] = _("Choose one of the options.")
    if read.get("certificate_score") and not taken.get("certificate", current.certificate):
        found["certificate_score"] = _("Choose the certificate, too: the score is kept with it.")
    return found


def for_writing(application: Application, *, by: User, now: datetime) -> Application:
    """The application, locked, while its applicant may write in it. Errors: PermissionDenied, NotWritable, Locked."""
    rows = Application.objects.select_for_update(of=("self",), no_key=True)
    current = rows.select_related("call", "person", "institution").get(pk=application.pk)
    refuse_unless(is_own, by, current)
    refuse_unless_writable(current, now)
    refuse_before_partner(current.person, current.institution)
    return current


def refuse_unless_writable(application: Application, now: datetime) -> None:
    """What was sent and returned is corrected until the day that the office has named, and stays as it is then. Errors: NotWritable."""
    is_over = application.return_until is not None and now >= application.return_until
    if application.status not in WRITABLE or application.call.status == CallStatus.CALLED_OFF or is_over:
        raise NotWritable


def _keep(boxes: Boxes, taken: dict[str, str], now: datetime) -> list[str]:
    """Write the boxes that were taken; returns the keys of those that are empty now because what they rested on has changed.

    No line of history: it tells what was sent, not each pause between two letters.
    """
    current = boxes.application
    values: dict[str, Any] = {name: _stored(name, taken[name]) for name in FACTS if name in taken}
    emptied = []
    if "institution" in taken and "unit" not in taken and _is_elsewhere(current.unit, values["institution"]):
        emptied.append("unit")
    if not taken.get("certificate", current.certificate) and current.certificate_score is not None:
        emptied.append("certificate_score")
    values |= dict.fromkeys(emptied)
    write_draft(current, values, now)
    if CHOICES in taken:
        current.choices.all().delete()
        wishes = [uid for uid in taken[CHOICES].split(",") if uid]
        Choice.objects.bulk_create(
            Choice(application=current, place=boxes.places[uid], order=rank) for rank, uid in enumerate(wishes, start=1)
        )
    for key, question in boxes.questions.items():
        if key not in taken:
            continue
        if taken[key]:
            Answer.objects.update_or_create(
                application=current, question=question, defaults={"text": taken[key], "file": None}
            )
        else:
            current.answers.filter(question=question, file=None).delete()
    return emptied


def write_draft(current: Application, values: dict[str, Any], now: datetime) -> None:
    """The locked application with these columns: a page that was made before is outdated from now on."""
    with tracked_writes_allowed():
        rows = Application._base_manager.filter(pk=current.pk)
        rows.update(**values, revision=current.revision + 1, saved_at=now)


def _stored(name: str, text: str) -> object:
    if name == "institution":
        return Institution.objects.get(uid=text) if text else None
    if name == "unit":
        return OrgUnit.objects.get(uid=text) if text else None
    return (text or None) if name in ("grade_index", "certificate_score") else text


def _is_elsewhere(unit: OrgUnit | None, institution: object) -> bool:
    return unit is not None and unit.institution != institution
