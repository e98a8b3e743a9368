"""`manage.py restore FILE`: a backup into an empty installation; `-` reads it from standard input."""

import sys
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from kanazawa_exchange.backups import archive, restoring
from kanazawa_exchange.lib.whole_database import CannotRead


class Command(BaseCommand):
    help = "Brings the archive of `backup` back, into an empty installation only, after checking all of it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the archive; - for standard input")

    def handle(self, *args: object, file: str, **options: object) -> None:
        try:
            with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as stream:
                manifest = restoring.restore(stream)
        except (archive.Unfit, CannotRead) as refusal:
            raise CommandError(f"Not restored. {refusal}") from None
        except OSError as error:
            raise CommandError(f"Not restored. {file}: {error.strerror}.") from error
        rows, files = sum(manifest.database.tables.values()), len(manifest.files)
        self.stdout.write(f"Restored the backup of {manifest.made_at}: {rows} rows and {files} files.")
