"""`manage.py rebuild_search_keys`: write the stored keys anew after a change of the spellings in `lib/search_key.py`."""

from django.core.management.base import BaseCommand, CommandParser

from kanazawa_exchange.accounts.services import people
from partners.services import institutions


class Command(BaseCommand):
    help = "Writes the search and sort keys of people and institutions anew. It can be run at any time, and again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--missing", action="store_true", help="only of people who have no words yet, as after an upgrade"
        )

    def handle(self, *args: object, missing: bool = False, **options: object) -> None:
        if not missing:
            self._say(people.rebuild_keys(), institutions.rebuild_keys())
        elif written := people.fill_keys():
            self._say(written, 0)

    def _say(self, persons: int, places: int) -> None:
        self.stdout.write(f"{persons} people and {places} institutions have new keys")
