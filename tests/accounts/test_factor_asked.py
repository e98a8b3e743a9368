"""A known password takes no second factor away; who must set one up is told why, and how long it takes."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.test import Client

from kanazawa_exchange.accounts import middleware
from kanazawa_exchange.accounts.models import User

from .test_second_factor import PASSWORD, SECRET, code, with_app

REMOVE = "/en/accounts/2fa/totp/deactivate/"
ASK = "/en/accounts/2fa/reauthenticate/"


@pytest.fixture
def client(sato: User, sign_in: Any) -> Client:
    """A browser in which the password was typed a moment ago; the account has an app."""
    with_app(sato)
    client: Client = sign_in(sato)
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def has_app(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_password_alone_does_not_remove_the_factor(client: Client, sato: User, method: str) -> None:
    answer = getattr(client, method)(REMOVE, follow=True)

    assert answer.request["PATH_INFO"] == ASK
    assert has_app(sato)
    text = answer.content.decode()
    assert 'name="code"' in text
    assert 'name="password"' not in text
    assert "/en/accounts/reauthenticate/" not in text


def test_with_the_factor_it_is_removed(client: Client, sato: User) -> None:
    asked = client.post(ASK, {"code": code(), "next": REMOVE})
    page = client.get(REMOVE)
    client.post(REMOVE)

    assert asked.url == REMOVE
    assert page.status_code == 200
    assert not has_app(sato)


def test_a_wrong_code_removes_nothing(client: Client, sato: User) -> None:
    client.post(ASK, {"code": "000000", "next": REMOVE})

    assert "/reauthenticate/" in client.post(REMOVE).url
    assert has_app(sato)


def test_without_the_question_the_password_is_enough(
    client: Client, sato: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setattr(middleware, "ASKS_FOR_FACTOR", frozenset())

    client.post(REMOVE)

    assert not has_app(sato)


@pytest.mark.parametrize(
    "path", ["recovery-codes/", "recovery-codes/generate/", "webauthn/add/", "recovery-codes/download/"]
)
def test_nor_does_it_show_codes_or_add_another_factor(client: Client, sato: User, path: str) -> None:
    RecoveryCodes.activate(sato)

    answer = client.get(f"/en/accounts/2fa/{path}", follow=True)

    assert answer.request["PATH_INFO"] == ASK


def test_a_passkey_is_not_removed_by_the_password_either(client: Client, sato: User) -> None:
    key = Authenticator.objects.create(
        user=sato, type=Authenticator.Type.WEBAUTHN, data={"name": "k", "credential": {}}
    )
    assert WebAuthn(key)

    answer = client.post(f"/en/accounts/2fa/webauthn/keys/{key.pk}/remove/", follow=True)

    assert answer.request["PATH_INFO"] == ASK
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_the_first_factor_needs_none_and_leads_to_its_codes(
    sato: User, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the test's own transaction never commits, and the session is noted at the commit
    monkeypatch.setattr("django.db.transaction.on_commit", lambda act, *args, **kwargs: act())
    client = sign_in(sato)
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    client.get("/en/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]

    done = client.post("/en/accounts/2fa/totp/activate/", {"code": code(secret)}, follow=True)

    assert done.request["PATH_INFO"] == "/en/accounts/2fa/recovery-codes/"
    assert done.status_code == 200
    assert secret != SECRET


@pytest.mark.parametrize("who", ["sato", "kimura"])
def test_staff_are_told_that_a_factor_is_required_and_how_long_it_takes(
    request: Any, settings: Any, sign_in: Any, who: str
) -> None:
    settings.REQUIRE_STAFF_MFA = True
    user = request.getfixturevalue(who)
    client = sign_in(user)
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    for path in ("/en/accounts/2fa/", "/en/accounts/2fa/totp/activate/"):
        text = client.get(path).content.decode()
        assert "Your role requires a second factor at sign-in" in text
        assert "It takes about three minutes" in text

    with_app(user)
    assert "Your role requires" not in client.get("/en/accounts/2fa/").content.decode()


def test_nobody_else_is(aiko: User, settings: Any, sign_in: Any) -> None:
    settings.REQUIRE_STAFF_MFA = True

    assert "Your role requires" not in sign_in(aiko).get("/en/accounts/2fa/").content.decode()
