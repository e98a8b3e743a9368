"""What every answer carries, how cookies look in production, and that an error gives nothing away."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from kanazawa_exchange import checks
from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.logs import JsonFormatter
from tests.permissions.table import HEADERS
from tests.platform.processes import PRODUCTION

ROOT = Path(__file__).resolve().parent.parent.parent
POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'", "connect-src 'self'",
    "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "manifest-src 'self'",
}  # fmt: skip


def in_production(code: str, tmp_path: Path, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """Run a piece of code, or `manage.py` arguments, with the settings of a production installation."""
    environment = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    environment |= {
        **PRODUCTION,
        "PORTAL_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "kanazawa_exchange.settings",
    }
    for name, value in changes.items():
        environment.pop(name, None)
        if value is not None:
            environment[name] = value
    command = [sys.executable, "manage.py", *code.split()] if code.startswith("check") else [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)


# --- Headers ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/", 302),
        ("get", "/en/accounts/login/", 200),
        ("get", "/en/roles/", 302),
        ("get", "/en/no-such-page/", 404),
        ("get", "/en/accounts/login/?x=%00", 400),
        ("put", "/en/accounts/login/", 405),
        ("get", "/en/account/authenticator-code.svg", 302),
        ("get", "/healthz", 503),
    ],
)
@pytest.mark.django_db
def test_every_kind_of_answer_carries_the_headers(method: str, path: str, status: int) -> None:
    answer = getattr(Client(), method)(path)

    assert answer.status_code == status
    assert {name: answer.get(name) for name in HEADERS} == HEADERS
    assert set(answer["Content-Security-Policy"].split("; ")) == POLICY
    assert not {"Server", "X-Powered-By"} & set(answer.headers)


@pytest.mark.django_db
def test_a_refused_form_carries_them_too() -> None:
    answer = Client(enforce_csrf_checks=True).post("/en/accounts/login/", {})

    assert answer.status_code == 403
    assert {name: answer.get(name) for name in HEADERS} == HEADERS


def test_an_error_carries_them_and_gives_nothing_away(aiko: User, sign_in: Any) -> None:
    client = sign_in(aiko)
    client.raise_request_exception = False
    canary = "CANARY-in-a-local-variable"

    def broken(*args: Any, **kwargs: Any) -> None:
        secret = canary
        raise RuntimeError(secret)

    with patch("kanazawa_exchange.accounts.views.users.LanguageForm", broken):
        answer = client.get("/en/account/settings/")

    assert answer.status_code == 500
    assert canary not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()
    assert {name: answer.get(name) for name in HEADERS} == HEADERS
    assert "no-store" in answer["Cache-Control"]


def test_pages_of_two_people_are_never_stored_on_the_way(aiko: User, ivan: User, sign_in: Any) -> None:
    for user in (aiko, ivan):
        answer = sign_in(user).get("/en/account/settings/")
        assert user.email in answer.content.decode()
        assert answer["Cache-Control"] == "no-store, private"


# --- Production ---------------------------------------------------------------------------------------------------------
PROBE = """
import django, json
django.setup()
from django.test import Client
from django.test.utils import setup_test_environment
from django.conf import settings
from django.contrib.sessions.backends import db
settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
setup_test_environment()
secure = {"secure": True, "HTTP_HOST": "portal.example.ac.jp"}
page = Client().get("/ja/accounts/login/", **secure)
plain = Client().get("/ja/accounts/login/", HTTP_HOST="portal.example.ac.jp")
print(json.dumps({
    "status": page.status_code,
    "hsts": page.get("Strict-Transport-Security"),
    "cookies": {
        name: [bool(c["secure"]), bool(c["httponly"]), c["samesite"], c["path"], c["domain"]]
        for name, c in page.cookies.items()
    },
    "plain": [plain.status_code, plain.get("Location")],
    "session": [getattr(settings, "SESSION_COOKIE_" + name) for name in ("NAME", "SECURE", "HTTPONLY", "SAMESITE")],
    "debug": settings.DEBUG, "demo": settings.DEMO_DATA, "mfa": settings.REQUIRE_STAFF_MFA,
}))
"""


def test_production_cookies_are_locked_and_plain_http_is_left(tmp_path: Path) -> None:
    done = in_production(PROBE, tmp_path)

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["status"] == 200
    locked = [True, True, "Lax", "/", ""]
    assert found["cookies"] == {"__Host-csrf": locked, "django_language": locked}
    assert found["session"] == ["__Host-session", True, True, "Lax"]
    assert int(found["hsts"].split(";")[0].partition("=")[2]) >= 31_536_000
    assert "includeSubDomains" in found["hsts"]
    assert found["plain"] == [301, "https://portal.example.ac.jp/ja/accounts/login/"]
    assert [found["debug"], found["demo"], found["mfa"]] == [False, False, True]


def test_the_settings_of_production_pass_every_check(tmp_path: Path) -> None:
    done = in_production("check --deploy --fail-level WARNING", tmp_path)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("changes", "identifier"),
    [
        ({"REQUIRE_STAFF_MFA": "0"}, "portal.W001"),
        ({"DATABASE_URL": None}, "portal.W002"),
        ({"CELERY_BROKER_URL": None}, "portal.W003"),
        ({"CACHE_URL": None}, "portal.W004"),
        ({"CLAMD_URL": None}, "portal.I001"),
    ],
)
def test_what_serves_one_computer_only_is_named(
    changes: dict[str, str | None], identifier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = complaints({**PRODUCTION, **changes}, monkeypatch)

    assert ids == [identifier]


def test_a_safe_production_has_nothing_to_say(monkeypatch: pytest.MonkeyPatch) -> None:
    assert complaints(dict(PRODUCTION), monkeypatch) == []


def complaints(environment: dict[str, str | None], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the checks say about an environment; the settings they read are made as the settings make them."""
    given = {name: value for name, value in environment.items() if value is not None}
    engine = "postgresql" if "DATABASE_URL" in given else "sqlite3"
    backends = {"redis": "redis.RedisCache", "locme": "locmem.LocMemCache", "dbcac": "db.DatabaseCache"}
    made = SimpleNamespace(
        PRODUCTION=True,
        REQUIRE_STAFF_MFA=given.get("REQUIRE_STAFF_MFA") != "0",
        CLAMD_URL=given.get("CLAMD_URL", ""),
        CELERY_BROKER_URL=given.get("CELERY_BROKER_URL", "portalfs://"),
        DATABASES={"default": {"ENGINE": f"django.db.backends.{engine}"}},
        CACHES={
            "default": {"BACKEND": f"django.core.cache.backends.{backends[given.get('CACHE_URL', 'dbcache')[:5]]}"}
        },
    )
    monkeypatch.setattr(checks, "settings", made)
    return [str(message.id) for message in checks.production_is_production(None)]


def test_nothing_of_the_workshop_is_served(client: Client, db: None) -> None:
    for path in ("/.git/config", "/settings.py", "/en/admin/", "/admin/", "/__debug__/", "/static/", "/media/", "/.env",
                 "/media-is-never-served-directly/", "/static/../manage.py", "/en/accounts/social/login/"):  # fmt: skip
        assert client.get(path).status_code == 404, path


# --- Logs ---------------------------------------------------------------------------------------------------------------
def test_the_log_holds_no_personal_word(aiko: User, admin: User, sign_in: Any, caplog: Any) -> None:
    """What a visitor typed, mailed or is called never reaches a log line, refused and broken requests included."""
    caplog.set_level(logging.DEBUG, logger="django.request")
    caplog.set_level(logging.DEBUG, logger="kanazawa_exchange")
    canaries = ["CANARYMAIL", "CANARYPASSWORD", "CANARYNAME", aiko.email]
    Client().post("/en/accounts/login/", {"login": "CANARYMAIL@example.org", "password": "CANARYPASSWORD long"})
    sign_in(aiko).get("/en/roles/")
    sign_in(admin).post(reverse("accounts:person_add"), {"latin_family": "CANARYNAME", "latin_given": "A\x00"})
    sign_in(admin).post(reverse("accounts:person_add"), {"latin_family": "CANARYNAME", "latin_given": "Ann"})
    broken = sign_in(admin)
    broken.raise_request_exception = False
    with patch("kanazawa_exchange.accounts.services.people.register", side_effect=RuntimeError("broken")):
        broken.post(reverse("accounts:person_add"), {"latin_family": "CANARYNAME", "latin_given": "Bella"})

    text = caplog.text
    assert "Internal Server Error" in text
    assert [word for word in canaries if word in text] == []


def test_a_line_break_in_an_address_makes_no_second_line_in_the_log() -> None:
    record = logging.LogRecord("x", logging.WARNING, "", 0, "Not Found: %s", ('/a\r\n{"level": "FORGED"}\u2028',), None)

    line = JsonFormatter().format(record)

    assert len(line.splitlines()) == 1
    assert json.loads(line)["message"].startswith("Not Found")
