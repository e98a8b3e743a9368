"""An invitation opens one account, once, in time, for the right person."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from kanazawa_exchange.accounts.models import AuditEvent, Invitation, Letter, User
from kanazawa_exchange.accounts.services import delivery, invitations
from kanazawa_exchange.lib import clock
from tests import factories

PASSWORD = "three grey geese in a green field"


@pytest.fixture
def person(world: factories.World) -> Any:
    return factories.PersonFactory(names=[("kanji", "鈴木", "花子", "")])


def invited(person: Any, by: User, email: str = "hanako@example.org") -> str:
    _invitation, link = invitations.invite(person, email=email, language="ru", by=by, now=clock.now())
    return link.rstrip("/").rpartition("/")[2]


def follow(token: str, **data: str) -> Any:
    client = Client()
    response = client.get(f"/en/invitation/{token}/")
    assert response.status_code == 302
    assert token not in response["Location"]
    return client.post(response["Location"], data) if data else client.get(response["Location"])


def test_the_letter_comes_in_the_language_of_the_reader(person: Any, sato: User) -> None:
    token = invited(person, sato)
    delivery.send_due()

    (letter,) = mail.outbox
    assert letter.to == ["hanako@example.org"]
    assert f"/ru/invitation/{token}/" in letter.body


def test_the_link_itself_is_stored_nowhere(person: Any, sato: User) -> None:
    token = invited(person, sato)

    stored = Invitation.objects.get()
    assert token not in repr(stored.__dict__)
    assert token not in repr(Letter.objects.get().__dict__)
    assert stored.token_hash == invitations.token_hash(token)


def test_whoever_follows_the_link_opens_the_account_and_signs_in(person: Any, sato: User) -> None:
    token = invited(person, sato, email="Hanako@EXAMPLE.org".lower())

    answer = follow(token, password1=PASSWORD, password2=PASSWORD)

    user = User.objects.get(email="hanako@example.org")
    assert answer.url == reverse("account_login")
    assert user.person == person
    assert user.check_password(PASSWORD)
    assert user.emailaddress_set.get().verified
    client = Client()
    signed_in = client.post(reverse("account_login"), {"login": "hanako@example.org", "password": PASSWORD})
    assert signed_in.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize("why", ["unknown", "used", "withdrawn", "sent again", "too old", "account exists"])
def test_a_dead_link_gives_one_answer_whatever_the_reason(person: Any, sato: User, why: str) -> None:
    token = invited(person, sato)
    moment = clock.now()
    if why == "unknown":
        token = "x" * 43
    elif why == "used":
        follow(token, password1=PASSWORD, password2=PASSWORD)
    elif why == "withdrawn":
        invitations.withdraw(Invitation.objects.get(), by=sato, now=clock.now())
    elif why == "sent again":
        invitations.resend(Invitation.objects.get(), by=sato, now=clock.now())
    elif why == "too old":
        moment += timedelta(hours=24)
    else:
        factories.UserFactory(person=person)

    with time_machine.travel(moment, tick=False):
        page = follow(token)
        posted = follow(token, password1=PASSWORD, password2=PASSWORD)

    assert page.status_code == posted.status_code == 410
    assert "This link is no longer valid. Ask whoever invited you for a new one." in page.content.decode()
    assert User.objects.filter(person=person).count() == (1 if why in {"used", "account exists"} else 0)


def test_the_link_works_until_the_last_second(person: Any, sato: User) -> None:
    with time_machine.travel("2026-11-20 10:00:00+09:00", tick=False):
        token = invited(person, sato)

    with time_machine.travel("2026-11-21 09:59:59+09:00", tick=False):
        assert invitations.find(token, now=clock.now()).person == person


@pytest.mark.parametrize(
    ("first", "second"),
    [("short", "short"), ("kanazawa is beautiful", "kanazawa is beautiful"), (PASSWORD, PASSWORD + "."), ("", "")],
)
def test_a_poor_password_opens_nothing(person: Any, sato: User, first: str, second: str) -> None:
    token = invited(person, sato)

    answer = follow(token, password1=first, password2=second)

    assert answer.status_code == 200
    assert not User.objects.filter(person=person).exists()
    assert "There is a problem" in answer.content.decode()


def test_a_person_with_an_account_is_not_invited(sato: User, aiko: User) -> None:
    with pytest.raises(invitations.CannotInvite):
        invited(aiko.person, sato)


def test_an_address_with_an_account_is_not_invited_for_another_person(person: Any, sato: User, aiko: User) -> None:
    with pytest.raises(invitations.CannotInvite):
        invited(person, sato, email=aiko.email.upper())


def test_every_step_is_in_the_audit_log(person: Any, sato: User) -> None:
    token = invited(person, sato)
    follow(token, password1=PASSWORD, password2=PASSWORD)

    events = list(AuditEvent.objects.order_by("pk").values_list("event", flat=True))
    assert events == ["invitation_sent", "account_opened"]


def test_the_office_withdraws_and_sends_again_on_its_screen(person: Any, sato: User, sign_in: Any) -> None:
    client = sign_in(sato)
    sent = client.post(
        reverse("accounts:invitation_send", kwargs={"uid": person.uid}),
        {"email": "Ｈanako@example.org", "language": "ja"},
    )
    assert sent.status_code == 302
    first = Invitation.objects.get()
    assert first.email == "hanako@example.org"

    client.post(reverse("accounts:invitation_resend", kwargs={"uid": first.uid}))
    second = Invitation.objects.pending().get()
    client.post(reverse("accounts:invitation_withdraw", kwargs={"uid": second.uid}))

    assert second.pk != first.pk
    assert not Invitation.objects.pending().exists()


def test_a_bad_address_is_told_at_the_field_and_stays_typed(person: Any, sato: User, sign_in: Any) -> None:
    url = reverse("accounts:invitation_send", kwargs={"uid": person.uid})

    for typed in ("nobody", "a@b@c", "a\x00@example.org", "evil@example.org\nBcc: x@example.org"):
        answer = sign_in(sato).post(url, {"email": typed, "language": "ja"})
        assert answer.status_code == 200
        assert "email" in answer.context["form"].errors
    assert not Invitation.objects.exists()


def test_an_invitation_that_a_new_one_replaces_leaves_its_line(person: Any, sato: User) -> None:
    invited(person, sato)
    first = Invitation.objects.get()
    invited(person, sato, email="other@example.org")
    second = Invitation.objects.exclude(pk=first.pk).get()

    first.refresh_from_db()
    lines = AuditEvent.objects.order_by("pk").values_list("event", "record_uid", "actor")
    assert list(lines) == [
        ("invitation_sent", first.uid, sato.pk),
        ("invitation_replaced", first.uid, sato.pk),
        ("invitation_sent", second.uid, sato.pk),
    ]
    assert first.withdrawn_at is not None


def test_nothing_is_replaced_where_no_invitation_was_open(person: Any, sato: User) -> None:
    invited(person, sato)
    invitations.withdraw(Invitation.objects.get(), by=sato, now=clock.now())
    invited(person, sato)
    assert not AuditEvent.objects.filter(event="invitation_replaced").exists()
