"""The record that a partner has sent of its student, and the application that this student sends: one case, whichever came first."""

from django.db.models import Q, QuerySet

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.editing import save_edit
from programs.models import Direction

from ...application_states import OVER
from ...models import Application, Nomination
from ...nomination_moves import LIVING


def join_record(application: Application, *, by: User | None) -> None:
    """An inbound application that is sent takes along the record of its applicant for the same run, where a partner has sent one and
    no application of it is known. Within the move's transaction."""
    if application.call.run.direction != Direction.INBOUND or application.nominations.filter(LIVING).exists():
        return
    record = unjoined(application).filter(revision__gte=1).first()
    if record is not None:
        join(record, application, by=by)


def join_application(record: Nomination, *, by: User | None) -> None:
    """A record that a partner sends finds the application that its student has sent before, from that partner; another university's
    student stays with that one."""
    if record.run.direction != Direction.INBOUND or record.application_id is not None:
        return
    sent = Application.objects.filter(person=record.person_id, call__run=record.run_id, submitted_at__isnull=False)
    sent = sent.filter(institution=record.sending_id)
    taken = Nomination.objects.filter(LIVING, application__isnull=False).order_by().values("application")
    found = sent.exclude(status__in=OVER).exclude(pk__in=taken).order_by("pk").last()
    if found is not None:
        join(record, found, by=by)


def unjoined(application: Application) -> QuerySet[Nomination]:
    """The nominations of this person for this run, from where the application says that the person studies, that stand and belong to
    no application, or to one that is over; locked."""
    is_free = Q(application=None) | Q(application__status__in=OVER)
    of_run = Nomination.objects.filter(LIVING, is_free, person=application.person_id, run=application.call.run_id)
    rows = of_run.filter(sending=application.institution_id).order_by("pk")
    found: QuerySet[Nomination] = rows.select_for_update(of=("self",), no_key=True)
    return found


def join(record: Nomination, application: Application, *, by: User | None) -> None:
    record.application = application
    save_edit(record, by=by, reason="join")
