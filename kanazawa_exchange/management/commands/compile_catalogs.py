"""Compiles locale/*.po without GNU gettext."""

from django.conf import settings
from django.core.management.base import BaseCommand

from kanazawa_exchange.lib import catalogs


class Command(BaseCommand):
    help = "Compiles the catalogues of the interface; those that are up to date are left alone."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, verbosity: int = 1, **options: object) -> None:
        for folder in settings.LOCALE_PATHS:
            for path in catalogs.compile_catalogs(folder):
                if verbosity:
                    self.stdout.write(f"compiled {path.relative_to(settings.BASE_DIR)}")
