"""Fill a new installation with programmes, partners and counting rules. No people; may run again."""

from django.core.management.base import BaseCommand
from django.db import transaction

from kanazawa_exchange.demo.seed import reference


class Command(BaseCommand):
    help = "Programmes, partners and counting rules; no people. May be run again."

    def handle(self, *args: object, **options: object) -> None:
        with transaction.atomic():
            reference()
        if options["verbosity"]:
            self.stdout.write("Programmes, partners and counting rules are in place.")
