"""Fill a new installation with programmes, partners, counting rules, the rubric, a questionnaire and consents. No people; may run again."""

from django.core.management.base import BaseCommand
from django.db import transaction

from kanazawa_exchange.demo.seed import reference


class Command(BaseCommand):
    help = "Programmes, partners, counting rules, the rubric, a questionnaire and the texts of consents; no people. May be run again."

    def handle(self, *args: object, **options: object) -> None:
        with transaction.atomic():
            reference()
        if options["verbosity"]:
            self.stdout.write(
                "Programmes, partners, counting rules, the rubric, a questionnaire and the texts of consents are in place."
            )
