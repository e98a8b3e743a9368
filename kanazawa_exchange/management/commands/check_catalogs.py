"""Fails for every text of the interface that is fuzzy, missing, unsound or left over in a language of the portal."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kanazawa_exchange.lib import catalogs
from kanazawa_exchange.lib.languages import LANGUAGES, SOURCE


class Command(BaseCommand):
    help = "Checks the catalogues against the sources."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        faults = catalogs.faults(settings.BASE_DIR, [code for code in LANGUAGES if code != SOURCE])
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} faults in the catalogues")
        self.stdout.write("All catalogues are complete.")
