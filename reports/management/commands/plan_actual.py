"""Print plan against actual without a browser; nothing but the figures goes to the standard output."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from kanazawa_exchange.lib import clock, dates
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.period import fiscal_year
from programs.models import FundingProject
from programs.queries.projects import default_project
from reports.exports.lines import to_csv, to_json
from reports.exports.text import to_text
from reports.figures import By, Filters, PlanActual
from reports.queries.plan_actual import table
from reports.queries.rules import DEFAULT_RULE, rule_in_force


class Command(BaseCommand):
    help = "Plan against actual by fiscal year and direction, as of a date, by a named counting rule."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rule", default=DEFAULT_RULE, help="code of the counting rule (mext)")
        parser.add_argument("--as-of", default="", help="a date, today if not given")
        parser.add_argument("--by", choices=[by.value for by in By], default=By.DIRECTION.value)
        parser.add_argument("--format", choices=["csv", "table", "json"], default="table")
        parser.add_argument("--lang", choices=LANGUAGES, default=settings.LANGUAGE_CODE)
        parser.add_argument("--project", default="", help="code of the project; the main one if not given")

    def handle(self, *args: object, **options: Any) -> None:
        with translation.override(options["lang"]):
            as_of = self._day(options["as_of"])
            project = self._project(options["project"])
            rule = rule_in_force(options["rule"], as_of)
            if rule is None:
                raise CommandError(
                    f"There is no counting rule {options['rule']!r}; load_reference brings those we know."
                )
            filters = Filters(project.first_fiscal_year, fiscal_year(as_of), by=By(options["by"]))
            figures = table(project, rule, as_of, filters)
            self.stdout.write(_printed(figures, options["format"]), ending="")

    def _day(self, text: str) -> date:
        if not text:
            return clock.today()
        try:
            return dates.parse(text)
        except dates.InvalidDate as wrong:
            raise CommandError(f"--as-of: {wrong}") from wrong

    def _project(self, code: str) -> FundingProject:
        project = FundingProject.objects.filter(code=code).first() if code else default_project()
        if project is None:
            raise CommandError(f"There is no project {code!r}." if code else "There is no project yet.")
        return project


def _printed(table: PlanActual, form: str) -> str:
    if form == "csv":
        return to_csv(table, bom=False).decode()
    return to_json(table) + "\n" if form == "json" else to_text(table)
