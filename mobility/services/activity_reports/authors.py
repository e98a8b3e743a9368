"""Who writes one Activity Report together: travellers of one run, each of whom agrees by themselves and may leave.

The report is locked before its authors are counted: two who add somebody at once do so one after the other. Each change makes the
page on which the report is looked over outdated.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Person, User, tracked_writes_allowed
from kanazawa_exchange.accounts.services import outbox
from kanazawa_exchange.accounts.services.editing import delete, lock_person, save_edit, write
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.refusals import Refused

from ...activity_report_mails import AUTHOR_ADDED
from ...activity_report_permissions import writes_activity_report
from ...models import MOST_AUTHORS, ActivityReport, ReportAuthor
from ...queries.activity_reports.authors import have_agreed_once
from ...queries.activity_reports.fellows import stay_beside, told_of_author
from .writing import author_in, for_writing


class CannotWriteTogether(Refused):
    """This person cannot become an author of the report, or cannot be taken off it."""


@retried
@transaction.atomic
def add(report: ActivityReport, person: Person, *, by: User, now: datetime) -> ReportAuthor:
    """Somebody who was on a stay of the same run becomes the last author, and is told by letter. Added twice it is once.

    Errors: PermissionDenied, NotWritable, CannotWriteTogether, Gone.
    """
    refuse_unless(writes_activity_report, by, report)
    current_person = lock_person(person.pk)
    current = for_writing(report, by=by, now=now)
    authors = list(current.authors.all())
    if known := next((one for one in authors if one.person_id == current_person.pk), None):
        return known
    stay = stay_beside(current, current_person)
    if stay is None:
        raise CannotWriteTogether(_("Only who was on a stay of the same programme and year can write with you."))
    if len(authors) >= MOST_AUTHORS:
        raise CannotWriteTogether(_("A report has at most %(most)d authors.") % {"most": MOST_AUTHORS})
    with override(current.language):
        affiliation = str(localized(stay.sending, "name"))
    order = max((one.order for one in authors), default=0) + 1
    author = ReportAuthor(report=current, person=current_person, order=order, affiliation=affiliation)
    write(author, by=by)
    _outdate(current)
    _tell(current, author, by, now)
    return author


@retried
@transaction.atomic
def remove(report: ActivityReport, author: ReportAuthor, *, by: User, now: datetime) -> None:
    """An author leaves; whom another one has added is taken off by them as long as nothing was agreed to.

    The last author stays: then the report is withdrawn. Errors: PermissionDenied, NotWritable, CannotWriteTogether.
    """
    current = for_writing(report, by=by, now=now)
    row = next((one for one in current.authors.all() if one.pk == author.pk), None)
    if row is None:
        return
    if len(current.authors.all()) == 1:
        raise CannotWriteTogether(_("A report has at least one author. Withdraw it instead."))
    is_own = row.pk == author_in(current, by).pk
    if not is_own and row.pk in have_agreed_once([row], now):
        raise CannotWriteTogether(_("Who has agreed to the publication leaves by themselves."))
    delete(row, by=by)
    _outdate(current)


@retried
@transaction.atomic
def move_up(report: ActivityReport, author: ReportAuthor, *, by: User, now: datetime) -> None:
    """An author changes places with the one above. Errors: PermissionDenied, NotWritable."""
    current = for_writing(report, by=by, now=now)
    rows = list(current.authors.all())
    place = next((number for number, one in enumerate(rows) if one.pk == author.pk), 0)
    if place == 0:
        return
    rows[place - 1], rows[place] = rows[place], rows[place - 1]
    for order, row in enumerate(rows, start=1):
        if row.order != order:
            row.order = order
            save_edit(row, by=by)
    _outdate(current)


def _outdate(report: ActivityReport) -> None:
    with tracked_writes_allowed():
        ActivityReport._base_manager.filter(pk=report.pk).update(revision=report.revision + 1)


def _tell(report: ActivityReport, author: ReportAuthor, by: User, now: datetime) -> None:
    """In the language of the account; somebody without one finds the report once there is one."""
    account = User.objects.filter(person=author.person_id, is_active=True).first()
    if account is not None:
        values = told_of_author(report, author, by)
        outbox.write(AUTHOR_ADDED, to=account, ref=f"{author.uid}", values=values, by=by, now=now)
