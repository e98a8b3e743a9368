"""The app's part of the start: its sections of the menu, its letters, its long work, what its answers keep in place, what waits."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange import menu, today
from kanazawa_exchange.lib import imports, jobs, mails
from mobility.permissions import tell_conflicts

from . import permissions


class RubricConfig(AppConfig):
    name = "rubric"

    def ready(self) -> None:
        from kanazawa_exchange.accounts.services import references
        from mobility.queries.beside import tell
        from mobility.services.kept_runs import keep_run
        from programs.services.kept_years import keep_year

        from . import mail_kinds  # these need the models, which are there only now
        from .queries import beside_stays, latest_cohort, running_waves, waiting_reviews, waiting_surveys
        from .services import kept_places, merging, score_runs
        from .services.import_answers import ANSWERS

        references.register("rubric", merging.KNOWLEDGE)
        jobs.register(score_runs.KIND)
        imports.register_family(ANSWERS)
        mails.register(mail_kinds.SURVEY_INVITATION)
        mails.register(mail_kinds.SURVEY_REMINDER)
        mails.register(mail_kinds.REVIEWS_ASSIGNED)
        tell_conflicts(permissions.conflicts_of)
        tell(beside_stays.surveys_of)
        keep_year(kept_places.why_year_stays)
        keep_run(kept_places.why_run_stays)
        today.add(5, waiting_surveys.parts)
        today.add(6, waiting_reviews.parts)
        today.add(15, running_waves.parts)
        today.add(32, latest_cohort.parts)
        menu.add(
            menu.Section(33, _("Reviews"), "rubric:review_list", permissions.may_review),
            menu.Section(34, _("Selection"), "rubric:selection_list", permissions.may_enter_selection),
            menu.Section(35, _("Surveys"), "rubric:wave_list", permissions.may_keep_waves),
            menu.Section(
                36,
                _("Change in abilities"),
                "rubric:cohort",
                permissions.may_read_cohorts,
                also=("rubric/cohorts/",),
            ),
        )
