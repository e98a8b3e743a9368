"""The letters of the survey: people are asked to answer, and reminded before it closes. Reviewers are told what waits for them."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.mails import MailKind, Variable, shipped

from .queries.letters import answer_link, is_overtaken, newest_asks
from .queries.review_letters import is_done, work_link

VARIABLES = (
    Variable("name", _("name of the person, in the script of the letter"), _("Hanako Kanazawa")),
    Variable("program", _("programme of the stay"), _("Cultural Exchange Program")),
    Variable("survey", _("name of the questionnaire"), _("Self-assessment of the five abilities"), is_personal=False),
    Variable(
        "last_day",
        _("last day on which answers are taken, in Japan time"),
        lambda: formats.long_date(clock.today() + timedelta(days=14)),
        is_personal=False,
    ),
    Variable("link", _("page on which the survey is answered"), answer_link, is_personal=False, is_required=True),
)

SURVEY_INVITATION = MailKind(
    "survey_invitation",
    _("Invitation to a survey"),
    VARIABLES,
    shipped("survey_invitation"),
    specimens=newest_asks,
    follows_account=True,
    is_overtaken=is_overtaken,
)
SURVEY_REMINDER = MailKind(
    "survey_reminder",
    _("Reminder of a survey"),
    VARIABLES,
    shipped("survey_reminder"),
    specimens=newest_asks,
    follows_account=True,
    is_overtaken=is_overtaken,
)
REVIEWS_ASSIGNED = MailKind(
    "reviews_assigned",
    _("Applications wait for a reviewer"),
    (
        Variable("name", _("name of the reviewer, in the script of the letter"), _("Hanako Kanazawa")),
        Variable("call", _("title of the call"), _("Summer programme in Kazan"), is_personal=False),
        Variable("number", _("number of applications"), "3", is_personal=False),
        Variable(
            "due",
            _("last day on which scores are given"),
            lambda: formats.long_date(clock.today() + timedelta(days=14)),
            is_personal=False,
        ),
        Variable("link", _("page of the own reviews"), work_link, is_personal=False, is_required=True),
    ),
    shipped("reviews_assigned"),
    follows_account=True,
    is_overtaken=is_done,
)
LETTERS = (SURVEY_INVITATION, SURVEY_REMINDER)
"""All that is written about a wave."""
