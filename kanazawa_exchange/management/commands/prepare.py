"""Prepares this computer for serving; ./run calls it at each start, and the second time it takes a second."""

import os

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from kanazawa_exchange.lib.ground import Unfit, check_database
from kanazawa_exchange.lib.private_files import make_private
from kanazawa_exchange.supervisor import end_with_supervisor


class Command(BaseCommand):
    help = "Compiles the catalogues, brings the database up to date and, where demo data is wanted, seeds it once."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        end_with_supervisor(lambda: os._exit(1))
        self._say("Compiling the catalogues ...")
        call_command("compile_catalogs", verbosity=0)
        make_private(settings.DATA_DIR)
        try:
            check_database()
        except Unfit as refusal:
            raise CommandError(str(refusal)) from refusal
        self._say(
            f"Bringing the database up to date ({settings.DATABASES['default']['ENGINE'].rpartition('.')[2]}) ..."
        )
        call_command("upgrade", stdout=self.stdout)
        if settings.DEMO_DATA:
            self._say("Seeding the demo data (once) ...")
            call_command("seed_demo", stdout=self.stdout)

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
