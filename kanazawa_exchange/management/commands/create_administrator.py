"""Gives a new installation its first administrator."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from kanazawa_exchange.accounts.models import Invitation, LetterState, Role, User
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services import delivery, invitations, people, roles
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.fields import EmailField
from kanazawa_exchange.lib.languages import LANGUAGES


class Command(BaseCommand):
    help = "Give somebody the role of administrator: invites a new person by mail and prints the link, or promotes an account."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address that receives the invitation and signs in later")
        parser.add_argument("--family", default="", help="family name in Latin letters")
        parser.add_argument("--given", default="", help="given name in Latin letters (default: the address before @)")
        parser.add_argument("--lang", choices=LANGUAGES, default=settings.LANGUAGE_CODE, help="language of the letter")

    def handle(self, *args: object, email: str, family: str, given: str, lang: str, **options: object) -> None:
        try:
            email = EmailField().clean(email)
        except ValidationError as wrong:
            raise CommandError(" ".join(wrong.messages)) from None
        made = self._make(email, family, given, lang)
        if made is None:
            self.stdout.write(f"{email} is an administrator from now on.")
            return
        invitation, link = made  # it is stored by now, and its letter waits in the outbox
        if invitation.letter and delivery.send_at_once(invitation.letter.pk).state == LetterState.TAKEN:
            self.stdout.write(f"The invitation went to {email}. The same link, valid once and for {_hours()}:\n{link}")
        else:
            self.stdout.write(
                f"The mail server has not taken the letter to {email} yet; a worker goes on trying."
                f" Or hand this link over yourself; it is valid once and for {_hours()}:\n{link}"
            )

    @transaction.atomic
    def _make(self, email: str, family: str, given: str, lang: str) -> tuple[Invitation, str] | None:
        """The role, and for a new person the invitation with its link."""
        now, today = clock.now(), clock.today()
        account = User.objects.at(email).select_related("person").first()
        person = account.person if account else None
        if person is None:
            person = people.register(Newcomer([("latin", family, given or email.partition("@")[0], "")]), by=None)
        if account is not None and account.person_id is None:
            account.person = person
            account.save(update_fields=["person"])
        try:
            roles.grant(person, Role.ADMINISTRATOR, starts_on=today, by=None, now=now)
        except roles.CannotHold as refusal:
            raise CommandError(str(refusal)) from None
        return None if account else invitations.invite(person, email=email, language=lang, by=None, now=now)


def _hours() -> str:
    return f"{settings.INVITATION_HOURS} hours"
