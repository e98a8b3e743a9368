"""`manage.py rebuild_search_keys`: write the stored keys anew after a change of the spellings in `lib/search_key.py`."""

from django.core.management.base import BaseCommand

from kanazawa_exchange.accounts.services import people
from partners.services import institutions


class Command(BaseCommand):
    help = "Writes the search and sort keys of people and institutions anew. It can be run at any time, and again."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(
            f"{people.rebuild_keys()} people and {institutions.rebuild_keys()} institutions have new keys"
        )
