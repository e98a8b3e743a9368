"""Staff reach nothing without a second factor, and its secret is unreadable in the database."""

from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.middleware import WITHOUT_SECOND_FACTOR
from kanazawa_exchange.accounts.models import AuditEvent, User

PASSWORD = "a-long-test-password"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def with_app(user: User) -> User:
    TOTP.activate(user, SECRET)
    return user


@pytest.fixture
def required(settings: Any) -> None:
    settings.REQUIRE_STAFF_MFA = True


def signed_in(user: User) -> Client:
    client = Client()
    client.post("/en/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("who", ["admin", "sato", "suzuki", "kimura"])
def test_staff_without_a_second_factor_land_on_the_page_that_sets_one_up(request: Any, sign_in: Any, who: str) -> None:
    client = sign_in(request.getfixturevalue(who))

    for path in ("/en/roles/", "/en/account/settings/", "/en/start/", "/en/no-such-page/"):
        assert client.get(path)["Location"].startswith("/en/accounts/2fa/?next="), path
    assert client.post("/en/account/settings/", {"language": "ru"}).url == "/en/accounts/2fa/"
    assert client.get("/en/accounts/2fa/").status_code == 200


@pytest.mark.usefixtures("required")
def test_others_need_none(aiko: User, mori: User, petrova: User, sign_in: Any) -> None:
    for user in (aiko, mori, petrova):
        assert sign_in(user).get("/en/account/settings/").status_code == 200


def test_nobody_needs_one_where_it_is_not_required(sato: User, sign_in: Any) -> None:
    assert sign_in(sato).get("/en/roles/").status_code == 200


@pytest.mark.usefixtures("required")
def test_a_second_factor_opens_the_door(sato: User, sign_in: Any) -> None:
    assert sign_in(with_app(sato)).get("/en/roles/").status_code == 200


@pytest.mark.usefixtures("required")
def test_recovery_codes_alone_open_nothing(sato: User, sign_in: Any) -> None:
    RecoveryCodes.activate(sato)

    assert sign_in(sato).get("/en/roles/").status_code == 302


def test_only_addresses_that_exist_are_open_without_one() -> None:
    def names(resolver: Any, space: str = "") -> set[str]:
        found = set()
        for entry in resolver.url_patterns:
            if hasattr(entry, "url_patterns"):
                found |= names(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
            elif entry.name:
                found.add(space + entry.name)
        return found

    assert names(get_resolver()) >= WITHOUT_SECOND_FACTOR


def test_the_password_alone_does_not_sign_in_whoever_has_an_app(sato: User) -> None:
    client = signed_in(with_app(sato))

    assert "_auth_user_id" not in client.session
    assert client.get("/en/roles/").url.startswith("/en/accounts/login/")
    client.post("/en/accounts/2fa/authenticate/", {"code": "000000"})
    assert "_auth_user_id" not in client.session
    client.post("/en/accounts/2fa/authenticate/", {"code": code()})
    assert client.session["_auth_user_id"] == str(sato.pk)


def test_a_code_works_once(sato: User) -> None:
    used = code()
    first, second = signed_in(with_app(sato)), signed_in(sato)

    first.post("/en/accounts/2fa/authenticate/", {"code": used})
    second.post("/en/accounts/2fa/authenticate/", {"code": used})

    assert "_auth_user_id" in first.session
    assert "_auth_user_id" not in second.session


def test_a_new_password_does_not_replace_the_second_factor(sato: User, django_capture_on_commit_callbacks: Any) -> None:
    with_app(sato)
    with django_capture_on_commit_callbacks(execute=True):
        Client().post("/en/accounts/password/reset/", {"email": sato.email})
    path = next(word for word in mail.outbox[-1].body.split() if "/password/reset/key/" in word)
    client = Client()
    form = client.get(path.partition("://")[2].partition("/")[2].join(["/", ""]), follow=True)
    new = "four slow snails on a wet stone"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new}, follow=True)

    sato.refresh_from_db()
    assert sato.check_password(new)
    assert "_auth_user_id" not in client.session
    client.post("/en/accounts/login/", {"login": sato.email, "password": new})
    assert "_auth_user_id" not in client.session
    assert client.get("/en/roles/").status_code == 302


def test_secrets_of_second_factors_are_encrypted_in_the_database(sato: User) -> None:
    with_app(sato)
    RecoveryCodes.activate(sato)

    app = Authenticator.objects.get(user=sato, type=Authenticator.Type.TOTP)
    codes = Authenticator.objects.get(user=sato, type=Authenticator.Type.RECOVERY_CODES)

    assert SECRET not in str(app.data)
    assert app.data["secret"].startswith("gAAAA")
    assert codes.data["seed"].startswith("gAAAA")
    assert get_adapter().decrypt(app.data["secret"]) == SECRET


def test_the_key_of_secrets_can_be_changed(settings: Any) -> None:
    from cryptography.fernet import Fernet

    from kanazawa_exchange.lib.sealing import CannotOpen

    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.FIELD_KEY = old
    stored = get_adapter().encrypt(SECRET)

    settings.FIELD_KEY = f"{new},{old}"
    assert get_adapter().decrypt(stored) == SECRET
    fresh = get_adapter().encrypt(SECRET)
    settings.FIELD_KEY = new
    assert get_adapter().decrypt(fresh) == SECRET
    with pytest.raises(CannotOpen):
        get_adapter().decrypt(stored)


@override("en")
def test_roles_are_given_after_the_password_was_asked_again(admin: User, aiko: User, sign_in: Any) -> None:
    client = sign_in(admin)
    url = reverse("accounts:role_grant", kwargs={"uid": aiko.person.uid})

    assert client.get(url).url.startswith("/en/accounts/reauthenticate/?next=")
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get(url).status_code == 200


def test_what_was_sent_before_the_question_is_done_after_it(admin: User, aiko: User, sign_in: Any) -> None:
    client = sign_in(admin)
    url = reverse("accounts:role_grant", kwargs={"uid": aiko.person.uid})
    refusal = client.post(url, {"role": "translator", "starts_on": "2020-04-01", "address": aiko.email})

    client.post(refusal.url, {"password": PASSWORD, "next": url})

    assert list(aiko.person.grants.values_list("role", flat=True)) == ["translator"]


@pytest.mark.parametrize(
    "path",
    [
        "/en/accounts/2fa/totp/activate/",
        "/en/accounts/2fa/recovery-codes/generate/",
        "/en/accounts/2fa/webauthn/add/",
        "/en/account/authenticator-code.svg",
    ],
)
def test_second_factors_change_only_after_the_password_was_asked_again(sato: User, sign_in: Any, path: str) -> None:
    answer = sign_in(sato).get(path)

    assert answer.status_code == 302
    assert "/accounts/reauthenticate/" in answer.url


def test_setting_one_up_is_in_the_audit_log_and_told_by_mail(sato: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(sato)
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    client.get("/en/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    # the test's own transaction never commits, and the letter needs the request it belongs to
    monkeypatch.setattr("django.db.transaction.on_commit", lambda act, *args, **kwargs: act())

    client.post("/en/accounts/2fa/totp/activate/", {"code": code(secret)})

    assert Authenticator.objects.filter(user=sato, type=Authenticator.Type.TOTP).exists()
    assert AuditEvent.objects.filter(event="second_factor_added", actor=sato, detail="totp").count() == 1
    assert mail.outbox[-1].to == [sato.email]
    assert secret not in mail.outbox[-1].body
