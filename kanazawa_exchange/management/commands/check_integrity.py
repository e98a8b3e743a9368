"""`manage.py check_integrity`: recompute what the records promise and list every record that does not keep it."""

from django.core.management.base import BaseCommand, CommandError

from mobility.queries import integrity


class Command(BaseCommand):
    help = (
        "Recomputes states, dates, directions, legs, stages and histories; exits with an error when something is wrong."
    )

    def handle(self, *args: object, **options: object) -> None:
        findings = integrity.findings()
        for finding in findings:
            self.stdout.write(f"{finding.code}\t{finding.record}\t{finding.detail}")
        if findings:
            raise CommandError(f"{len(findings)} promises are broken")
        self.stdout.write(f"{len(integrity.CHECKS)} checks, nothing is wrong")
