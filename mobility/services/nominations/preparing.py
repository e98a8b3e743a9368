"""A nomination before it is sent: prepared by the sending side, and edited while that side may still write."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Person, User
from kanazawa_exchange.accounts.services.editing import Values, assign, lock_for_edit, lock_person, save_edit, write
from kanazawa_exchange.accounts.services.ledger import Line, log_move
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.refusals import Guards, Refused, explained
from kanazawa_exchange.lib.states import NEW
from programs.models import Direction, ProgramRun

from ... import permissions
from ...application_states import ApplicationStatus
from ...facts import Places
from ...models import NOMINATION_FACTS, Application, Nomination, SenderStatus
from ...nomination_moves import LIVING, WRITABLE
from ...queries.applications.hosts import rejecting
from ...queries.directions import derive, home_sides
from ...queries.nominations.agreements import agreement_between
from ...queries.nominations.sides import why_others_act
from ..stopped import refuse_stopped
from .joining import join, unjoined

HALF_A_YEAR = timedelta(days=184)
"""The longest half of a year: 1 March to 31 August."""


class CannotNominate(Refused):
    """A nomination contradicts itself or what is already known."""


GUARDS: Guards = {
    "nomination_once": ("", lambda: _("This person is nominated there for this run already.")),
    "nomination_planned_dates": ("planned_ends_on", lambda: _("The end lies before the start.")),
    "nomination_study_year": ("study_year", lambda: _("Enter a year of study from 1 to 9.")),
}


@retried
@transaction.atomic
def prepare_from(application: Application, *, by: User | None, now: datetime, reason: str = "") -> Nomination:
    """The nomination of an applicant who has confirmed the place: nothing is typed twice; the one that is there already comes back,
    also where it was made for this run without the application.

    After one that was rejected or withdrawn it is a further one; a host that has rejected it is asked again only with a `reason`,
    which stands in the log. Errors: CannotNominate (by field), PermissionDenied, Gone.
    """
    current = lock_for_edit(Application.objects.select_related("call__run", "place__institution"), application.pk, None)
    before: Nomination | None = rows().filter(LIVING, application=current).first()
    if before is not None:
        refuse_unless(permissions.may_send_nomination, by, before)
        return before
    if current.status != ApplicationStatus.CONFIRMED or current.place is None or current.institution is None:
        raise CannotNominate(_("The student has not confirmed the place."))
    if not reason.strip() and current.place.institution_id in rejecting(current):
        raise CannotNominate(_("This host has rejected the applicant. Say why it is asked again."), field="reason")
    run = current.call.run
    dates = {"planned_starts_on": run.starts_on, "planned_ends_on": run.ends_on if run.starts_on else None}
    values = {"level": current.level, "term": term_of(run), **dates}
    places = Places(current.institution, current.place.institution)
    if (other := unjoined(current).first()) is not None:
        return _joined(rows().get(pk=other.pk), current, places, by)
    return prepare(current.person, run, places, values, by=by, now=now, application=current, reason=reason.strip())


def _joined(one: Nomination, application: Application, places: Places, by: User | None) -> Nomination:
    """The nomination that this person has for the run already, made without the application, becomes that of the application."""
    if (one.sending_id, one.receiving_id) != (places.sending.pk, places.receiving.pk):
        words = _("This person is nominated to “%(host)s” for this run already. Withdraw that nomination first.")
        raise CannotNominate(words % {"host": localized(one.receiving, "name")})
    refuse_unless(permissions.may_send_nomination, by, one)
    _refuse_stopped(one)
    join(one, application, by=by)
    return one


def _refuse_stopped(record: Nomination) -> None:
    """Ours are nominated only while they agree to the handling of their data; for theirs the partner answers. Errors: Stopped."""
    if record.run.direction == Direction.OUTBOUND:
        refuse_stopped(record.person_id)


@retried
@transaction.atomic
def prepare(
    person: Person,
    run: ProgramRun,
    places: Places,
    values: Values,
    *,
    by: User | None,
    now: datetime,
    application: Application | None = None,
    reason: str = "",
) -> Nomination:
    """A draft of the sending side. Without an agreement among the values that in force between the two is taken, where there is one.

    Errors: CannotNominate (by field), PermissionDenied, Gone.
    """
    _refuse_unknown(values)
    lock_person(person.pk)
    locked = ProgramRun.objects.select_for_update(of=("self",), no_key=True).select_related("program").get(pk=run.pk)
    record = Nomination(person=person, run=locked, sending=places.sending, receiving=places.receiving)
    record.application = application
    if by is not None and (why := why_others_act(record, by)):
        raise CannotNominate(why)
    refuse_unless(permissions.may_send_nomination, by, record)
    _refuse_stopped(record)
    today = clock.tokyo_date(now)
    assign(record, {"agreement": agreement_between(places, today), **_stored(values)})
    if errors := _new_faults(record, today) | _faults(record):
        raise CannotNominate(errors)
    with explained(GUARDS, CannotNominate), transaction.atomic():
        write(record, by=by)
    log_move(Line(record, "nominate", NEW, SenderStatus.DRAFT, today, reason=reason), by=by, now=now)
    return record


@retried
@transaction.atomic
def edit(nomination: Nomination, values: Values, *, by: User | None, version: int | None) -> Nomination:
    """Change facts of a nomination that is not sent, or was unlocked. Errors: StaleEdit, CannotNominate, PermissionDenied."""
    _refuse_unknown(values)
    with explained(GUARDS, CannotNominate), transaction.atomic():
        current = lock_for_edit(rows(), nomination.pk, version)
        refuse_unless(permissions.may_send_nomination, by, current)
        if current.sender_status not in WRITABLE:
            raise CannotNominate(_("This nomination is locked. Ask the host to unlock it."))
        assign(current, _stored(values))
        if errors := _faults(current):
            raise CannotNominate(errors)
        save_edit(current, by=by)
    return current


def term_of(run: ProgramRun) -> str:
    """The semester at the host that a run gives; “whole year” only where its days are more than half a year, else nothing."""
    if run.term != ProgramRun.Term.YEAR:
        return str(run.term)
    if run.starts_on is None or run.ends_on is None or run.ends_on - run.starts_on <= HALF_A_YEAR:
        return ""
    return str(run.term)


def rows() -> Any:
    """The nominations with what checks and moves read."""
    return Nomination.objects.select_related(
        "person", "run__program", "sending__city", "receiving__city", "agreement", "mobility", "application"
    )


def _refuse_unknown(values: Values) -> None:
    if unknown := set(values) - set(NOMINATION_FACTS):
        raise ValueError(f"a nomination does not say {sorted(unknown)}")


def _stored(values: Values) -> Values:
    """Addresses are kept, and compared, in lower case. Whose one is, nobody is told here: the office sees it."""
    return {**values, "email": str(values["email"]).lower()} if values.get("email") else values


def _new_faults(record: Nomination, today: date) -> dict[str, str]:
    if record.run.is_closed:
        return {"run": _("This run is closed for new records.")}
    project = record.run.program.project_id
    if derive(record.sending, record.receiving, home_sides(project).on(project, today)) != record.run.direction:
        return {"run": _("The two institutions do not give the direction of this run.")}
    return {}


def _faults(record: Nomination) -> dict[str, str]:
    starts_on, ends_on = record.planned_starts_on, record.planned_ends_on
    if ends_on is not None and (starts_on is None or ends_on < starts_on):
        return {"planned_ends_on": _("The end lies before the start.")}
    if record.agreement is not None:
        parties = {party.institution_id for party in record.agreement.parties.all()}
        if not {record.sending_id, record.receiving_id} <= parties:
            return {"agreement": _("The two institutions are not both parties of this agreement.")}
    if record.email and record.run.direction != Direction.INBOUND:
        raise ValueError("only a partner says where its student is invited")
    return {}
