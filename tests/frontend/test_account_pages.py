"""The sign-in pages and mails speak our language, and the authenticator's picture stays with its owner."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tests.markup import compact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed")]
PASSWORD = "a-long-test-password"


@pytest.fixture
def at_the_door(sign_in, aiko) -> Client:
    """Aiko, signed in and with her password just confirmed."""
    aiko.set_password(PASSWORD)
    aiko.save()
    EmailAddress.objects.get_or_create(user=aiko, email=aiko.email, defaults={"verified": True, "primary": True})
    client = sign_in(aiko)
    with override("ru"):
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def test_the_code_for_the_app_is_drawn_by_the_portal(at_the_door: Client) -> None:
    with override("ru"):
        page = at_the_door.get(reverse("mfa_activate_totp")).content.decode()
        picture = at_the_door.get(reverse("accounts:totp_qr"))
    assert reverse("accounts:totp_qr").rpartition("/")[2] in page
    assert "data:" not in page
    assert picture["Content-Type"] == "image/svg+xml"
    assert "no-store" in picture["Cache-Control"]
    assert picture.content.startswith(b"<svg")
    assert not re.search(rb"style=|<style", picture.content)


def test_no_set_up_no_picture(at_the_door: Client) -> None:
    with override("ru"):
        assert at_the_door.get(reverse("accounts:totp_qr")).status_code == 404


def test_a_stranger_s_browser_gets_no_picture(client: Client) -> None:
    with override("ru"):
        response = client.get(reverse("accounts:totp_qr"))
    assert response.status_code == 302
    assert "/accounts/login/" in response["Location"]


@pytest.mark.parametrize(
    ("language", "subject", "greeting"),
    [
        ("ja", "新しいパスワードの設定", "金沢大学の交流ポータルからお知らせします。"),
        ("en", "Set a new password", "Hello,"),
        ("ru", "Новый пароль", "Здравствуйте!"),
    ],
)
def test_the_mail_for_a_new_password_is_ours(client: Client, aiko, language: str, subject: str, greeting: str) -> None:
    EmailAddress.objects.get_or_create(user=aiko, email=aiko.email, defaults={"verified": True, "primary": True})
    aiko.language = language
    aiko.save()
    client.post(f"/{language}/accounts/password/reset/", {"email": aiko.email})
    assert [message.subject for message in mail.outbox] == [subject]
    body = mail.outbox[0].body
    assert body.startswith(greeting)
    assert f"/{language}/accounts/password/reset/key/" in body
    assert "&amp;" not in body
    assert "<" not in body


def test_an_unknown_address_gets_the_same_page_and_another_mail(client: Client, aiko) -> None:
    EmailAddress.objects.get_or_create(user=aiko, email=aiko.email, defaults={"verified": True, "primary": True})
    answers = [
        client.post("/en/accounts/password/reset/", {"email": address}) for address in (aiko.email, "who@example.org")
    ]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0]["Location"] == answers[1]["Location"]
    assert [message.subject for message in mail.outbox] == [
        "Set a new password",
        "There is no account with this address",
    ]


def test_wrong_details_are_named_in_a_summary_that_takes_the_focus(client: Client) -> None:
    page = client.post("/ru/accounts/login/", {"login": "who@example.org", "password": "wrong"}).content.decode()
    page = compact(page)
    summary = re.search(r'<div class="error-summary"[^>]*>', page)
    assert summary is not None
    assert "autofocus" in summary[0]
    assert "<title>Ошибка: Вход" in page
    assert 'value="who@example.org"' in page  # what was typed is kept


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "{}としてサインインしました。"),
        ("en", "You are signed in as {}."),
        ("ru", "Вы вошли как {}."),
    ],
)
def test_signing_in_is_told_in_the_language_of_the_page_it_leads_to(world, client, language, words) -> None:
    user = world.user("mori")
    user.language = language
    user.set_password("silk-road-7370-km")
    user.save()
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    typed = {"login": user.email, "password": "silk-road-7370-km"}
    answer = client.post("/en/accounts/login/", typed, follow=True)
    assert answer.redirect_chain[-1][0] == f"/{language}/"
    page = answer.content.decode()
    assert words.format(user.email) in page
    assert "Successfully" not in page
    assert page.count('class="notice done"') == 1
