"""`manage.py upgrade`: bring the database up to this version, tables and what is computed from them. It can be run again."""

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Brings the database up to this version: its tables, then the search words of people who have none yet."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("rebuild_search_keys", missing=True, stdout=self.stdout)
