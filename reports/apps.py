"""The app's part of the start: its section of the menu."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange import menu, today

from . import permissions


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from mobility.queries.activity_reports import rule_of_total
        from programs.queries import program_parts  # these need the models, which are there only now

        from .queries.activity_reports import rule_line
        from .queries.program_places import program_places
        from .queries.today import parts

        program_parts.add("figures", program_places)
        rule_of_total.say(rule_line)
        today.add(30, parts)
        menu.add(
            menu.Section(
                30, _("Plan and actual"), "reports:plan_actual", permissions.may_read_plan_actual, also=("reports/",)
            ),
            menu.Section(
                74,
                pgettext_lazy("site", "Results"),
                "reports:results",
                menu.outside_the_office,
                also=("reports/counting-rules/",),
                for_visitors=60,
            ),
        )
