"""Bring the Activity Reports of an earlier site in, from a folder of Markdown or JSON files with pictures (`docs/old_reports.md`)."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.refusals import Refused
from mobility.services.old_reports.planning import Plan, Planned, Verdict, plan
from mobility.services.old_reports.taking_over import take_over


class Command(BaseCommand):
    help = (
        "Takes the Activity Reports of an earlier site over from a folder: all of them or none. The same folder again changes "
        "nothing. Ends with 1 when a file is wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", help="a folder of Markdown or JSON files, with their pictures")
        parser.add_argument("--by", required=True, help="e-mail address of the account that takes them over")
        parser.add_argument("--dry-run", action="store_true", help="only check")
        parser.add_argument("--skip-bad", action="store_true", help="take the right files over without the wrong ones")
        parser.add_argument("--lang", choices=LANGUAGES, default=settings.LANGUAGE_CODE)

    def handle(self, *args: object, **options: Any) -> None:
        by = User.objects.filter(email__iexact=options["by"], is_active=True).first()
        if by is None:
            raise CommandError(f"There is no account {options['by']!r}.")
        with translation.override(options["lang"]):
            try:
                found = plan(Path(options["folder"]), by=by, now=clock.now())
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal
            except PermissionDenied as refusal:
                raise CommandError(f"{options['by']} may not take Activity Reports over.") from refusal
            if not options["dry_run"] and (options["skip_bad"] or not found.problems):
                self._write(found, by)
            elif not options["dry_run"]:
                self.stdout.write(_("Nothing was written."))
            self._tell(found)
        if found.problems:
            raise SystemExit(1)

    def _write(self, found: Plan, by: User) -> None:
        """One after the other: what was written stays, and the next run goes on from there."""
        for one in found.files:
            if one.verdict in (Verdict.NEW, Verdict.CHANGED):
                self._write_one(one, found, by)

    def _write_one(self, one: Planned, found: Plan, by: User) -> None:
        try:
            take_over(one, found.folder, by=by, now=clock.now())
        except Refused as refusal:
            one.wrong(1, str(refusal))

    def _tell(self, found: Plan) -> None:
        for told in (*found.problems, *found.notes):
            self.stdout.write(str(told))
        for one in found.files:
            self.stdout.write(f"{one.findings.file}\t{one.verdict.label}")
        counts = Counter(one.verdict for one in found.files)
        words = [f"{verdict.label} {formats.number(counts[verdict])}" for verdict in Verdict if counts[verdict]]
        self.stdout.write(formats.comma().join(words))
