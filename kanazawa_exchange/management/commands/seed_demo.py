"""Fill an empty portal with invented people and records, once; production refuses, and so does a portal with people of its own."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from kanazawa_exchange.demo import DEMO_PASSWORD, cast
from kanazawa_exchange.demo.seed import everything, is_done, is_possible


class Command(BaseCommand):
    help = "Invented people and records for trying the portal out. Adds nothing when they are there, and says how to sign in."

    def handle(self, *args: object, **options: object) -> None:
        if not settings.DEMO_DATA:
            raise CommandError("This installation holds real data: demo people are refused. Use load_reference.")
        if not is_done():
            if not is_possible():
                raise CommandError("People are registered here: demo people are refused. Start with PORTAL_DEMO=0.")
            self.stdout.write("Filling in invented demo data ...")
            with transaction.atomic():
                everything()
        self.stdout.write(f"Demo sign-ins (password {DEMO_PASSWORD}): " + ", ".join(sorted(cast.EMAILS)))
