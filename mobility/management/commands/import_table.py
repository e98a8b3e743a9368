"""Import a table of any kind without a browser: people, institutions, agreements, plan numbers, answers on paper, stays."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from kanazawa_exchange.lib import imports as kinds
from kanazawa_exchange.lib.imports import Kind

from . import import_mobilities


class Command(import_mobilities.Command):
    help = "Registers the rows of a workbook or a CSV file: all rows or none. Ends with 1 when a row is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", help="what the rows are, for example people; another word lists all that there are")
        super().add_arguments(parser)

    def kind(self, **options: Any) -> Kind:
        try:
            return kinds.kind_of(options["kind"])
        except KeyError as fault:
            known = ", ".join(kind.code for kind in kinds.kinds_for(self._account(options["by"])))
            raise CommandError(f"There is no kind {options['kind']!r}. Kinds are: {known}.") from fault
