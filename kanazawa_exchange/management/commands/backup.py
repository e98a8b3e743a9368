"""`manage.py backup FILE`: database and stored files in one archive; `-` writes it to standard output."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from kanazawa_exchange.accounts.services import heartbeat
from kanazawa_exchange.backups import making
from kanazawa_exchange.lib import clock


class Command(BaseCommand):
    help = "Writes the database and the stored files into one archive that only its owner may read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the archive, which must not exist yet; - for standard output")

    def handle(self, *args: object, file: str, **options: object) -> None:
        now = clock.now()
        try:
            manifest = making.make(sys.stdout.buffer, now=now) if file == "-" else making.make_file(Path(file), now=now)
        except FileExistsError:
            raise CommandError(f"{file} exists already. Give the backup a name of its own.") from None
        except OSError as error:
            raise CommandError(f"The backup could not be written: {error.strerror}.") from error
        heartbeat.record(name="backup", now=now)
        rows, files = sum(manifest.database.tables.values()), len(manifest.files)
        self.stderr.write(f"Backup of version {manifest.version}: {rows} rows and {files} files.", self.style.SUCCESS)
