"""Activity Reports: their states, and who moves them. Whoever wrote one takes it back at any time, without a word."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.lib.states import NEW, Move, MoveTable, State, Step

from .activity_report_permissions import may_moderate_activity_report, writes_activity_report

Record = Any
"""An Activity Report. Models import this file, so it imports none; the relations of the record lead everywhere."""
Faults = Mapping[str, str]


class ActivityReportStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("activity report", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("activity report", "To moderate")
    PUBLISHED = "published", pgettext_lazy("activity report", "Published")
    RETURNED = "returned", pgettext_lazy("activity report", "Returned")
    WITHDRAWN = "withdrawn", pgettext_lazy("activity report", "Withdrawn")


@dataclass(frozen=True, kw_only=True)
class ActivityReportState(State):
    """Whether its authors may change it in this state, and whose turn it is."""

    is_writable: bool = False


ACTIVITY_REPORT_STATES: Mapping[str, ActivityReportState] = {
    ActivityReportStatus.DRAFT: ActivityReportState(
        ActivityReportStatus.DRAFT.label, pgettext_lazy("activity report, student", "Draft"), "todo", is_writable=True
    ),
    ActivityReportStatus.SUBMITTED: ActivityReportState(
        ActivityReportStatus.SUBMITTED.label, pgettext_lazy("activity report, student", "Sent"), "now"
    ),
    ActivityReportStatus.PUBLISHED: ActivityReportState(
        ActivityReportStatus.PUBLISHED.label, pgettext_lazy("activity report, student", "Published"), "done"
    ),
    ActivityReportStatus.RETURNED: ActivityReportState(
        ActivityReportStatus.RETURNED.label,
        pgettext_lazy("activity report, student", "Please revise"),
        "wait",
        is_writable=True,
    ),
    ActivityReportStatus.WITHDRAWN: ActivityReportState(
        ActivityReportStatus.WITHDRAWN.label, pgettext_lazy("activity report, student", "Withdrawn"), "off"
    ),
}
WRITABLE = tuple(str(state) for state, row in ACTIVITY_REPORT_STATES.items() if row.is_writable)
STANDING = frozenset(map(str, ActivityReportStatus)) - {str(ActivityReportStatus.WITHDRAWN)}
"""Whatever its state: it is there, and can be taken away, or taken over anew."""

TAKEN_OVER = pgettext_lazy("activity report, history", "Taken over from the earlier site")
TAKEN_OVER_AGAIN = pgettext_lazy("activity report, history", "Taken over anew from the earlier site")


def is_of_earlier_site(record: Record) -> bool:
    """Whether nobody whom the portal knows has written it: then what it lacks can be asked of nobody."""
    return all(author.person_id is None for author in record.authors.all())


def lacks_a_consent(record: Record) -> bool:
    """Whether nothing says that an author of an earlier site has agreed: then neither a person nor a name is kept."""
    return any(author.person_id is None and not author.pen_name for author in record.authors.all())


OF_PHOTOS = ("photo_alt", "photo_people")
"""What is entered beside the photos, not where the text is written."""


def lacks(record: Record) -> Faults:
    """Box → what is to be entered there: what a reader cannot do without. A report of an earlier site may lack title, day and place."""
    own, photos = record.own_text, record.photos.all()
    spared = {"title", "happened_on", "city"} if is_of_earlier_site(record) else set()
    return {
        key: sentence
        for key, holds, sentence in (
            ("title", own is not None and own.title, _("Enter the title.")),
            ("text", own is not None and own.text, _("Enter the text.")),
            ("happened_on", record.happened_on, _("Enter the day.")),
            ("city", record.city_id, _("Choose the place.")),
            (OF_PHOTOS[0], all(photo.alt for photo in photos), _("Say of each photo what it shows.")),
            (OF_PHOTOS[1], all(photo.people for photo in photos), _("Say of each photo who is in it.")),
        )
        if not holds and key not in spared
    }


def _submit_needs(record: Record, _step: Step) -> Faults:
    """Who agreed to the publication is asked under the lock of the consents."""
    missing = lacks(record)
    return {"": " ".join(missing.values())} if missing else {}


def _submit(record: Record, step: Step) -> None:
    record.submitted_at = step.at


def _publish(record: Record, step: Step) -> None:
    record.remarks = []
    record.first_published_at = record.first_published_at or step.at


def _withdraw(record: Record, _step: Step) -> None:
    """What was said of its sentences quotes them."""
    record.remarks = []


def _looked_at() -> dict[str, forms.Field]:
    """What only somebody who looks can tell; nothing is published before each of it was ticked."""
    wording = {
        "no_strangers": _("Nobody is named or shown who has not agreed to it."),
        "no_papers": _("No passport, ticket, address or telephone number can be read."),
        "is_plausible": _("Place, day and what is told fit together."),
    }
    told = {"required": _("Look at this first, and tick it.")}
    return {name: forms.BooleanField(label=label, error_messages=told) for name, label in wording.items()}


ACTIVITY_REPORT_MOVES = MoveTable(
    [
        Move(
            name="begin",
            sources={NEW},
            target=ActivityReportStatus.DRAFT,
            label=pgettext_lazy("activity report", "Write an Activity Report"),
            done=pgettext_lazy("activity report, history", "Activity Report begun"),
        ),
        *(
            Move(
                name=name,
                sources=sources,
                target=target,
                is_final=True,
                label=pgettext_lazy("activity report", "Take over from the earlier site"),
                done=done,
            )
            for name, sources, target, done in (
                ("take_over_submitted", {NEW}, ActivityReportStatus.SUBMITTED, TAKEN_OVER),
                ("take_over_published", {NEW}, ActivityReportStatus.PUBLISHED, TAKEN_OVER),
                ("take_over_again_submitted", STANDING, ActivityReportStatus.SUBMITTED, TAKEN_OVER_AGAIN),
                (
                    "take_over_again_published",
                    {ActivityReportStatus.PUBLISHED},
                    ActivityReportStatus.PUBLISHED,
                    TAKEN_OVER_AGAIN,
                ),
            )
        ),
        Move(
            name="submit",
            sources={ActivityReportStatus.DRAFT, ActivityReportStatus.RETURNED},
            target=ActivityReportStatus.SUBMITTED,
            is_final=True,
            by_person=True,
            label=pgettext_lazy("activity report", "Send it in"),
            done=pgettext_lazy("activity report, history", "Sent in"),
            notice=gettext_lazy("The office reads it before it appears, and tells you by email."),
            may=writes_activity_report,
            needs=_submit_needs,
            change=_submit,
        ),
        Move(
            name="publish",
            # not from `returned`: there its authors write, and what they have not sent in nobody has looked at
            sources={ActivityReportStatus.SUBMITTED},
            target=ActivityReportStatus.PUBLISHED,
            is_final=True,
            label=pgettext_lazy("activity report", "Publish"),
            done=pgettext_lazy("activity report, history", "Published"),
            notice=gettext_lazy("Everybody can read it from this moment on. Its authors are told by email."),
            may=may_moderate_activity_report,
            reason_if=lacks_a_consent,
            questions=_looked_at,
            needs=_submit_needs,
            change=_publish,
        ),
        Move(
            name="return",
            sources={ActivityReportStatus.SUBMITTED, ActivityReportStatus.PUBLISHED},
            target=ActivityReportStatus.RETURNED,
            is_final=True,
            label=pgettext_lazy("activity report", "Return to the authors"),
            done=pgettext_lazy("activity report, history", "Returned to the authors"),
            notice=gettext_lazy(
                "The authors read your reason and correct the report. Until it is published again only they and the office read it."
            ),
            may=may_moderate_activity_report,
            reason_required=True,
        ),
        Move(
            name="withdraw",
            sources=STANDING,
            target=ActivityReportStatus.WITHDRAWN,
            is_final=True,
            by_person=True,
            label=pgettext_lazy("activity report", "Withdraw the report"),
            done=pgettext_lazy("activity report, history", "Withdrawn by an author"),
            notice=gettext_lazy(
                "It disappears from every public page within a minute, with its photos. It does not come back."
            ),
            may=writes_activity_report,
            change=_withdraw,
            is_grave=True,
        ),
        Move(
            name="take_down",
            sources=STANDING,
            target=ActivityReportStatus.WITHDRAWN,
            is_final=True,
            label=pgettext_lazy("activity report", "Take down"),
            done=pgettext_lazy("activity report, history", "Taken down by the office"),
            notice=gettext_lazy(
                "It disappears from every public page within a minute, with its photos. It does not come back."
            ),
            may=may_moderate_activity_report,
            reason_required=True,
            change=_withdraw,
            is_grave=True,
        ),
    ],
    ACTIVITY_REPORT_STATES,
)
