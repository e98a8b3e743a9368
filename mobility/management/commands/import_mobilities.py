"""Import a table of stays without a browser: the same check, the same services, the verdict of each row on the standard output."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock, formats, import_words
from kanazawa_exchange.lib import imports as kinds
from kanazawa_exchange.lib.imports import Kind
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.tables import Table, tables
from mobility.models import ImportBatch, ImportRow, Verdict
from mobility.services import imports
from mobility.services.import_stays import STAYS


class Command(BaseCommand):
    help = "Registers the stays of a workbook or a CSV file: all rows or none. Ends with 1 when a row is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a workbook (XLSX) or a CSV file")
        parser.add_argument("--by", required=True, help="e-mail address of the account that imports")
        parser.add_argument("--sheet", default="", help="name of the sheet; needed where a workbook has several")
        parser.add_argument(
            "--mapping", default="", help="name of the columns that this account has given on the pages"
        )
        parser.add_argument("--dry-run", action="store_true", help="only check")
        parser.add_argument("--right-rows", action="store_true", help="register the right rows without the wrong ones")
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--lang", choices=LANGUAGES, default=settings.LANGUAGE_CODE)

    def kind(self, **_options: Any) -> Kind:
        """Of which kind the rows are."""
        return STAYS

    def handle(self, *args: object, **options: Any) -> None:
        with translation.override(options["lang"]):
            try:
                wrong = self._import(**options)
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal
            except PermissionDenied as refusal:
                raise CommandError(f"{options['by']} may not import these records.") from refusal
        if wrong:
            raise SystemExit(1)

    def _import(self, **options: Any) -> int:
        """Check, tell, apply; returns how many rows are wrong."""
        by, kind = self._account(options["by"]), self.kind(**options)
        path = Path(options["file"])
        try:
            file = path.open("rb")
        except OSError as fault:
            raise CommandError(f"{path}: {fault.strerror}") from fault
        with file:
            table = self._table(tables(file, path.name), options["sheet"])
            sheet = imports.sheet_of(table, kind, path.name)
            places = imports.places(kind, sheet, by=by, name=options["mapping"])
            batch = imports.take(kind, sheet, by=by, now=clock.now(), mapping=places)
        batch = imports.check(batch, by=by, now=clock.now())
        wrong = int(batch.counts.get(Verdict.WRONG, 0))
        rows = list(batch.rows.order_by("number"))
        is_registered = self._is_to_be_registered(rows, wrong, **options)
        act = imports.apply if is_registered else imports.discard
        batch = act(batch, by=by, now=clock.now())
        told = _in_json if options["format"] == "json" else _in_text
        self.stdout.write(told(batch, rows, kind))
        return wrong

    def _is_to_be_registered(self, rows: list[ImportRow], wrong: int, **options: Any) -> bool:
        if options["dry_run"] or (wrong and not options["right_rows"]):
            return False
        return any(row.verdict in (Verdict.NEW, Verdict.CHANGED) for row in rows)

    def _account(self, email: str) -> User:
        account = User.objects.filter(email__iexact=email, is_active=True).first()
        if account is None:
            raise CommandError(f"There is no account {email!r}.")
        return account

    def _table(self, found: list[Table], name: str) -> Table:
        shown = [table for table in found if not table.hidden]
        chosen = [table for table in found if table.name == name] if name else shown
        if len(chosen) != 1:
            names = ", ".join(table.name for table in found)
            raise CommandError(f"Name one sheet by --sheet: {names}.")
        return chosen[0]


def _in_text(batch: ImportBatch, rows: list[ImportRow], kind: Kind) -> str:
    lines = [f"{row.number}\t{row.get_verdict_display()}\t{'; '.join(_of_cells(row, kind))}".rstrip() for row in rows]
    unread = imports.unread_heads(kind, batch)
    said = [_("Columns that are not read") + formats.colon() + formats.comma().join(unread)] if unread else []
    return "\n".join([*said, *lines, f"{batch.get_state_display()}"])


def _in_json(batch: ImportBatch, rows: list[ImportRow], kind: Kind) -> str:
    told = [
        {
            "row": row.number,
            "verdict": row.verdict,
            "problems": [
                {**problem, "sentence": text} for problem, text in zip(row.problems, _sentences(row, kind), strict=True)
            ],
            "changes": row.changes,
        }
        for row in rows
    ]
    said = {"state": batch.state, "counts": batch.counts, "unread": imports.unread_heads(kind, batch), "rows": told}
    return json.dumps(said, ensure_ascii=False, indent=1)


def _of_cells(row: ImportRow, kind: Kind) -> list[str]:
    """Each sentence with the column that it is about."""
    labels = {column.key: capfirst(str(column.label)) for column in kind.columns}
    told = zip(row.problems, _sentences(row, kind), strict=True)
    return [": ".join(filter(None, (labels.get(problem["column"], ""), text))) for problem, text in told]


def _sentences(row: ImportRow, kind: Kind) -> list[str]:
    return [
        import_words.reason(
            kind, kinds.Problem.restored(problem).why, dict(kind.screen.choices.get(problem["column"], tuple)())
        )
        for problem in row.problems
    ]
