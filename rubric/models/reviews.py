"""Reviews of applications: who gives points to which application, the points by criterion, what is said to whom."""

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.models import Tracked, TrackedQuerySet, User
from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.lib.viewer import Viewer, member
from mobility.models import ENDED_EARLY, Application, ApplicationStatus
from mobility.permissions import calls_applied_to
from programs.models import Criterion
from programs.queries import coordinated_program_ids

from ..moves import ReviewStatus
from ..permissions import judged_project_ids, may_review

LONGEST_COMMENT = 4000


class ReviewQuerySet(TrackedQuerySet):
    def of_reviewer(self, user: Viewer) -> "ReviewQuerySet":
        """The cases of a reviewer: assigned or finished, while the role lasts, and in no call with an own application.

        An application that ended early is nobody's case any more: its files and answers are closed to whoever reviewed it.
        """
        account = member(user)
        if account is None or not may_review(user):
            return self.none()
        own = self.filter(reviewer_id=account.pk, status__in=[ReviewStatus.ASSIGNED, ReviewStatus.DONE])
        return own.beside_own(user).exclude(application__status__in=ENDED_EARLY)

    def beside_own(self, user: Viewer) -> "ReviewQuerySet":
        """Without those of calls to which this user has applied: neither the own application nor what competes with it."""
        return self.exclude(application__call_id__in=calls_applied_to(user))

    def counting(self) -> "ReviewQuerySet":
        """Without those of reviewers who have sent an application to the same call, before or after: they were given to rivals."""
        sent = Application.objects.exclude(status=ApplicationStatus.DRAFT)
        return self.exclude(
            Exists(sent.filter(call=OuterRef("application__call"), person=OuterRef("reviewer__person")).order_by())
        )

    def kept_by(self, user: Viewer) -> "ReviewQuerySet":
        """Those of applications that this user handles: who reviews, and how far it is; none of a call with the own application."""
        account = member(user)
        if account is None:
            return self.none()
        rows = self.beside_own(user)
        if is_office(user):
            return rows
        programs = coordinated_program_ids(user)
        return rows.filter(application__call__run__program_id__in=programs) if programs else self.none()

    def visible_to(self, user: Viewer) -> "ReviewQuerySet":
        """The reviews whose points and comments this user may read now: blind until the own ones are in.

        The own reviews always. Those of others when they are finished, to whoever handles the application, sits in a
        committee of the project or has finished a review of the same application; and to nobody who has still a review of that
        application to do, has declared a conflict of interest about it, or has applied to the same call.
        """
        account = member(user)
        if account is None:
            return self.none()
        own = Q(pk__in=Review.objects.of_reviewer(user).values("pk"))
        mine = Review.objects.filter(reviewer__person_id=account.person_id)
        reads = Q(pk__in=[])
        if is_office(user):
            reads = Q()
        else:
            if programs := coordinated_program_ids(user):
                reads |= Q(application__call__run__program_id__in=programs)
            if projects := judged_project_ids(user):
                reads |= Q(application__call__run__program__project_id__in=projects)
            if may_review(user):
                cases = mine.filter(status=ReviewStatus.DONE).exclude(application__status__in=ENDED_EARLY)
                reads |= Q(application_id__in=cases.values("application_id"))
        blind = mine.filter(status__in=[ReviewStatus.ASSIGNED, ReviewStatus.CONFLICT]).values("application_id")
        others = Q(status=ReviewStatus.DONE) & ~Q(application_id__in=blind)
        others &= ~Q(application__call_id__in=calls_applied_to(user))
        return self.filter(own | (others & reads))


class Review(Tracked):
    """One reviewer's judgement of one application; whoever was assigned once keeps the same row for good.

    The comment for the committee is read by whoever reads the ranking, the other one is what the applicant may be told.
    """

    application = models.ForeignKey(
        Application,
        verbose_name=pgettext_lazy("applications", "application"),
        on_delete=models.PROTECT,
        related_name="reviews",
        db_index=False,
    )
    reviewer = models.ForeignKey(User, verbose_name=_("reviewer"), on_delete=models.PROTECT, related_name="reviews")
    status = models.CharField(
        _("status"), max_length=9, choices=ReviewStatus, default=ReviewStatus.ASSIGNED, editable=False
    )
    committee_comment = models.TextField(_("comment for the committee"), max_length=LONGEST_COMMENT, blank=True)
    applicant_comment = models.TextField(_("comment for the applicant"), max_length=LONGEST_COMMENT, blank=True)
    assigned_at = models.DateTimeField(pgettext_lazy("review", "assigned at"), editable=False)
    done_at = models.DateTimeField(pgettext_lazy("review", "finished at"), null=True, editable=False)

    objects: ClassVar = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("application", "review")
        verbose_name_plural = pgettext_lazy("application", "reviews")
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="review_once"),
            models.CheckConstraint(condition=Q(status__in=ReviewStatus.values), name="review_status"),
            models.CheckConstraint(
                condition=Q(status="done", done_at__isnull=False) | ~Q(status="done") & Q(done_at=None),
                name="review_done_has_moment",
            ),
        ]


class ReviewScore(Tracked):
    """The points of one review in one criterion, from 0 to its scale; a criterion without a row has none yet."""

    review = models.ForeignKey(
        Review,
        verbose_name=pgettext_lazy("application", "review"),
        on_delete=models.CASCADE,
        related_name="scores",
        db_index=False,
    )
    criterion = models.ForeignKey(
        Criterion, verbose_name=_("criterion"), on_delete=models.PROTECT, related_name="scores"
    )
    points = models.PositiveSmallIntegerField(_("points"))

    class Meta:
        verbose_name = pgettext_lazy("review", "score")
        verbose_name_plural = pgettext_lazy("review", "scores")
        constraints = [models.UniqueConstraint(fields=["review", "criterion"], name="review_score_once")]
