"""The app's part of the start: what long work it has."""

from django.apps import AppConfig

from kanazawa_exchange.lib import jobs


class RubricConfig(AppConfig):
    name = "rubric"

    def ready(self) -> None:
        from .services import score_runs  # it needs the models, which are there only now

        jobs.register(score_runs.KIND)
