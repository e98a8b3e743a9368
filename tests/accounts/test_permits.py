"""Every service of accounts asks for itself who acts, from whatever door."""

from typing import Any

from kanazawa_exchange.accounts.models import FormerName, Invitation, RoleGrant, User
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services import former_names, invitations, people, roles, users
from kanazawa_exchange.lib import clock
from tests import permits


def test_whoever_is_not_of_the_office_writes_nothing(admin: User, aiko: User, mori: User, petrova: User) -> None:
    grant = RoleGrant.objects.filter(person=admin.person).get()
    invitation = Invitation(person=admin.person, email="new@example.org", language="ja")
    calls: dict[permits.Act, tuple[Any, ...]] = {
        people.register: (Newcomer([("latin", "Testova", "Vera", "")]),),
        people.register_all: ([Newcomer([("latin", "Testova", "Vera", "")])],),
        people.edit: (admin.person, Newcomer([])),
        former_names.enter: (admin.person, {}),
        former_names.take_away: (FormerName(person=admin.person),),
        former_names.keep_replaced: (admin.person, [], former_names.Renaming()),
        roles.grant: (aiko.person, "reviewer"),
        roles.change_term: (grant,),
        roles.end: (grant,),
        invitations.invite: (admin.person,),
        invitations.withdraw: (invitation,),
        invitations.withdraw_all: (admin.person,),
        invitations.resend: (invitation,),
        users.disable: (admin,),
        users.enable: (admin,),
        users.end_sessions: (admin,),
        users.choose_language: (admin, "ru"),
    }
    assert set(calls) == permits.writers([former_names, people, roles, invitations, users])
    today = clock.today()
    further = {"now": clock.now(), "on": today, "starts_on": today, "ends_on": None, "version": 1}
    person = {"student_number": "", "nationality": "", "birth_date": None, "email": "a@example.org", "language": "ja"}
    permits.refuse(calls, [aiko, mori], **further, **person)
    registering = {
        people.register,
        people.register_all,
    }  # whoever nominates for a partner enters students that are new here
    permits.refuse(
        {act: things for act, things in calls.items() if act not in registering}, [petrova], **further, **person
    )
