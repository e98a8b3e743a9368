"""The letters about applications: one for each move that an applicant is told of, and what the office writes itself."""

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.mails import MailKind, Variable, shipped

from .queries.applications.letters import newest_applications, sample_deadline, sample_link, sample_moment

NAME = Variable("name", _("name of the applicant"), _("Aiko Yamada"))
CALL = Variable("call", _("title of the call"), _("Summer programme in Kazan"), is_personal=False)
NUMBER = Variable("number", _("number of the application"), "3F0A91C2")
RECEIVED = Variable("received", _("when the application was received"), sample_moment)
UNTIL = Variable("until", _("until when a correction is taken"), sample_deadline)
REASON = Variable("reason", _("the reason, in words"), _("Something is missing: the transcript ends in 2025."))
LINK = Variable("link", _("page of the application"), sample_link, is_personal=False, is_required=True)


def _kind(code: str, title: object, *variables: Variable) -> MailKind:
    names = frozenset(variable.name for variable in variables)
    return MailKind(
        code,
        title,  # type: ignore[arg-type]
        variables,
        shipped(code),
        specimens=newest_applications(names),
        follows_account=True,
    )


APPLICATION_RECEIVED = _kind(
    "application_received", _("An application was received"), NAME, CALL, NUMBER, RECEIVED, LINK
)
APPLICATION_LATE = _kind(
    "application_late", _("A late application was accepted"), NAME, CALL, NUMBER, RECEIVED, REASON, LINK
)
APPLICATION_BEGUN_LATE = _kind(
    "application_begun_late", _("An application was begun late by the office"), NAME, CALL, NUMBER, REASON, LINK
)
APPLICATION_RETURNED = _kind(
    "application_returned", _("An application was returned for correction"), NAME, CALL, NUMBER, REASON, UNTIL, LINK
)
APPLICATION_IN_REVIEW = _kind("application_in_review", _("An application is reviewed"), NAME, CALL, NUMBER, LINK)
APPLICATION_WITHDRAWN = _kind("application_withdrawn", _("An application was withdrawn"), NAME, CALL, NUMBER, LINK)
APPLICATION_CANCELLED = _kind(
    "application_cancelled", _("An application was cancelled"), NAME, CALL, NUMBER, REASON, LINK
)

SUBJECT = Variable("subject", _("the subject that the office writes"), _("Documents for the visa"), is_personal=False)
TEXT = Variable(
    "text", _("the text that the office writes"), _("Please bring two photographs on Monday."), is_required=True
)
APPLICATION_LETTER = MailKind(
    "application_letter",
    _("The office writes to applicants"),
    (NAME, CALL, NUMBER, SUBJECT, TEXT, LINK),
    shipped("application_letter"),
    follows_account=True,
)
"""What the office says in its own words; the text of the kind is what stands around them."""

BY_MOVE = {
    "submit": APPLICATION_RECEIVED,
    "resubmit": APPLICATION_RECEIVED,
    "submit_late": APPLICATION_LATE,
    "begin_late": APPLICATION_BEGUN_LATE,
    "return": APPLICATION_RETURNED,
    "extend": APPLICATION_RETURNED,
    "review": APPLICATION_IN_REVIEW,
    "withdraw": APPLICATION_WITHDRAWN,
    "cancel": APPLICATION_CANCELLED,
}
"""Which letter follows which move; moves of the selection write their own."""

KINDS = (
    APPLICATION_RECEIVED,
    APPLICATION_LATE,
    APPLICATION_BEGUN_LATE,
    APPLICATION_RETURNED,
    APPLICATION_IN_REVIEW,
    APPLICATION_WITHDRAWN,
    APPLICATION_CANCELLED,
    APPLICATION_LETTER,
)
