"""The app's part of the start: its section of the menu, and what long work it has."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange import menu, today
from kanazawa_exchange.lib import jobs

from . import permissions


class RubricConfig(AppConfig):
    name = "rubric"

    def ready(self) -> None:
        from .queries.latest_cohort import parts  # they need the models, which are there only now
        from .services import score_runs

        jobs.register(score_runs.KIND)
        today.add(32, parts)
        menu.add(
            menu.Section(
                36,
                _("Change in abilities"),
                "rubric:cohort",
                permissions.may_read_cohorts,
                also=("rubric/cohorts/",),
            )
        )
