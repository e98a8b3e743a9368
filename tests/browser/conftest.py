"""A Chromium, if this machine has one; signed in without the detour over the form."""

import os
import shutil
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's sync API runs a loop; the ORM refuses otherwise
LATEST = 60_000
"""Milliseconds."""


def chromium() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = os.path.dirname(__file__)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)
            if not chromium():
                item.add_marker(pytest.mark.skip(reason="no Chromium found; CHROMIUM=/path names one"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    args = ["--no-sandbox", "--font-render-hinting=none", "--disable-gpu", "--disable-background-networking"]
    return {**browser_type_launch_args, "executable_path": chromium(), "args": args}


@pytest.fixture(autouse=True)
def patient(request: pytest.FixtureRequest) -> None:
    """What comes late on a busy machine has come; what never comes fails after a minute."""
    if "context" in request.fixturenames:
        request.getfixturevalue("context").set_default_timeout(LATEST)
        expect.set_options(timeout=LATEST)


@pytest.fixture
def sign_in_page(context: Any, live_server: Any) -> Callable[[Any], None]:
    """sign_in_page(user) gives the browser that user's session; sign_in_page(None) takes it away."""

    def sign_in(user: Any) -> None:
        context.clear_cookies()
        if user is not None:
            client = Client()
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return sign_in
