"""The survey: when the people of a programme run are asked, who was asked, and what they answered."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.models import Tracked, TrackedQuerySet, User
from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.lib.viewer import Viewer, member
from mobility.models import Mobility
from programs.models import ProgramRun
from programs.queries import coordinated_program_ids

from ..moves import WaveStatus
from .instruments import Instrument


class Moment(models.TextChoices):
    """When a wave asks, seen from the stay."""

    PRE = "pre", pgettext_lazy("wave", "Before")
    POST = "post", pgettext_lazy("wave", "After")
    LATER = "later", pgettext_lazy("wave", "Later")


class Timing(models.TextChoices):
    """What opens and closes a wave."""

    CLOCK = "clock", pgettext_lazy("wave", "Fixed times")
    STAY = "stay", pgettext_lazy("wave", "The dates of each stay")


class Rater(models.TextChoices):
    SELF = "self", pgettext_lazy("rater", "The participant")
    STAFF = "staff", pgettext_lazy("rater", "A teacher or staff member")


class WaveQuerySet(TrackedQuerySet):
    def visible_to(self, user: Viewer) -> "WaveQuerySet":
        """The office sees all waves, a programme coordinator those of the own programmes, whoever travels the own run's."""
        account = member(user)
        if account is None:
            return self.none()
        if is_office(user):
            return self
        own = account.of_person("mobilities").values("run_id")
        return self.filter(Q(run__program_id__in=coordinated_program_ids(user)) | Q(run_id__in=own))


class SurveyWave(Tracked):
    """One questionnaire, asked of the people of one programme run at one moment.

    By the clock it is open from `opens_at` to `closes_at` for all. By the stay it is open for each from `opens_after` to
    `closes_after` days (negative: before) counted from the day the stay starts (pre) or ends (post, later).
    """

    run = models.ForeignKey(
        ProgramRun, verbose_name=_("programme run"), on_delete=models.PROTECT, related_name="survey_waves"
    )
    moment = models.CharField(_("moment"), max_length=5, choices=Moment)
    instrument = models.ForeignKey(
        Instrument, verbose_name=_("questionnaire"), on_delete=models.PROTECT, related_name="waves"
    )
    status = models.CharField(_("status"), max_length=8, choices=WaveStatus, default=WaveStatus.PLANNED, editable=False)
    timing = models.CharField(_("opened by"), max_length=5, choices=Timing, default=Timing.STAY)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    opens_after = models.SmallIntegerField(_("opens so many days after"), null=True, blank=True)
    closes_after = models.SmallIntegerField(_("closes so many days after"), null=True, blank=True)
    asks_staff = models.BooleanField(_("staff rate as well"), default=False)

    objects: ClassVar = WaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("wave of the survey")
        verbose_name_plural = _("waves of the survey")
        constraints = [
            models.UniqueConstraint(fields=["run", "moment"], name="survey_wave_once"),
            models.CheckConstraint(condition=Q(moment__in=Moment.values), name="survey_wave_moment"),
            models.CheckConstraint(condition=Q(status__in=WaveStatus.values), name="survey_wave_status"),
            models.CheckConstraint(
                condition=Q(
                    timing="clock",
                    opens_at__isnull=False,
                    closes_at__gt=F("opens_at"),
                    opens_after=None,
                    closes_after=None,
                )
                | Q(
                    timing="stay",
                    opens_at=None,
                    closes_at=None,
                    opens_after__isnull=False,
                    closes_after__gte=F("opens_after"),
                ),
                name="survey_wave_times",
            ),
        ]


class Ask(models.Model):
    """Somebody was asked to answer a wave about one stay, and perhaps reminded."""

    wave = models.ForeignKey(
        SurveyWave, verbose_name=_("wave of the survey"), on_delete=models.CASCADE, related_name="asks"
    )
    mobility = models.ForeignKey(
        Mobility, verbose_name=_("mobility"), on_delete=models.CASCADE, related_name="survey_asks"
    )
    asked_at = models.DateTimeField(_("asked"))
    reminded_at = models.DateTimeField(_("last reminded"), null=True)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)

    class Meta:
        verbose_name = _("request to answer")
        verbose_name_plural = _("requests to answer")
        constraints = [models.UniqueConstraint(fields=["wave", "mobility"], name="survey_ask_once")]

    def __str__(self) -> str:
        return f"wave {self.wave_id} asks mobility {self.mobility_id}"


class ResponseQuerySet(models.QuerySet["Response"]):
    def visible_to(self, user: Viewer) -> "ResponseQuerySet":
        """The office sees all answers, a programme coordinator those of the own programmes, whoever travels the own.

        What staff say of somebody is shown to the office and the programme coordinator alone, and never to whom it is about.
        """
        account = member(user)
        if account is None:
            return self.none()
        rows = self.exclude(mobility__person_id=account.person_id, rater=Rater.STAFF)
        if is_office(user):
            return rows
        own = Q(mobility__person_id=account.person_id)
        return rows.filter(own | Q(mobility__run__program_id__in=coordinated_program_ids(user)))


class Response(models.Model):
    """What one rater answered in one wave about one stay; a draft until it is sent, and unchangeable from then on.

    `answers` holds the items that score, by key, as `scoring` reads them; `remarks` all others. An item that is not named is
    not answered, which is not level 0. While it is a draft, `stamps` tells of each item that was touched, in milliseconds of
    the device that it was answered on, when that was: whatever arrives in whatever order, the latest stays.
    """

    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    # the unique key begins with the wave: an index of its own would only be written in vain
    wave = models.ForeignKey(
        SurveyWave,
        verbose_name=_("wave of the survey"),
        on_delete=models.PROTECT,
        related_name="responses",
        db_index=False,
    )
    mobility = models.ForeignKey(
        Mobility, verbose_name=_("mobility"), on_delete=models.PROTECT, related_name="survey_responses"
    )
    rater = models.CharField(_("rater"), max_length=5, choices=Rater, default=Rater.SELF)
    rated_by = models.ForeignKey(
        User, verbose_name=_("rated by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    answers = models.JSONField(_("answers"), default=dict)
    remarks = models.JSONField(_("answers that do not score"), default=dict)
    revision = models.PositiveIntegerField(_("saved so many times"), default=0)
    stamps = models.JSONField(_("when each answer was given"), null=True)
    begun_at = models.DateTimeField(_("begun"))
    saved_at = models.DateTimeField(_("last saved"))
    sent_at = models.DateTimeField(_("sent"), null=True)

    objects: ClassVar = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to the survey")
        verbose_name_plural = _("answers to the survey")
        # what has come since a scoring run is asked on every page of results
        indexes = [models.Index(fields=["sent_at"], name="survey_response_sent_at", condition=Q(sent_at__isnull=False))]
        constraints = [
            models.UniqueConstraint(fields=["wave", "mobility", "rater"], name="survey_response_once"),
            models.CheckConstraint(condition=Q(rater__in=Rater.values), name="survey_response_rater"),
            models.CheckConstraint(
                condition=Q(rater="self") | Q(rated_by__isnull=False), name="survey_response_staff_has_name"
            ),
        ]

    def __str__(self) -> str:
        return f"response {self.uid}"
