"""Settings that would be unsafe in production; `check --deploy` and the start refuse them."""

import base64
import binascii

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security)
def secrets_are_own(app_configs: object, **kwargs: object) -> list[checks.CheckMessage]:
    """In production nothing is taken from the defaults that are printed in the source."""
    if not settings.PRODUCTION:
        return []
    messages: list[checks.CheckMessage] = []
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if any("embedded-default" in secret or len(secret) < 50 or len(set(secret)) < 5 for secret in secrets):
        messages.append(
            checks.Error(
                "SECRET_KEY is missing, shorter than 50 characters or the embedded default.",
                id="portal.E001",
                hint="Set it to a random text: python -c 'import secrets; print(secrets.token_urlsafe(50))'",
            )
        )
    if not all(_is_field_key(key) for key in settings.FIELD_KEY.split(",")):
        messages.append(
            checks.Error(
                "FIELD_KEY is missing, malformed or the embedded default.",
                id="portal.E002",
                hint="Set it to 32 random bytes in URL-safe base64; keep it apart from the backups of the database.",
            )
        )
    if settings.FIELD_KEY and settings.FIELD_KEY == settings.SECRET_KEY:
        messages.append(checks.Error("FIELD_KEY and SECRET_KEY are the same.", id="portal.E003"))
    return messages


def _is_field_key(key: str) -> bool:
    try:
        raw = base64.urlsafe_b64decode(key.strip())
    except (binascii.Error, ValueError):
        return False
    return len(raw) == 32 and b"embedded-default" not in raw


@checks.register(checks.Tags.security)
def production_is_production(app_configs: object, **kwargs: object) -> list[checks.CheckMessage]:
    """What serves one computer well and a university badly."""
    if not settings.PRODUCTION:
        return []
    messages: list[checks.CheckMessage] = []
    if settings.DEBUG:
        messages.append(checks.Error("DEBUG shows secrets to whoever meets an error.", id="portal.E004"))
    if settings.DEMO_DATA:
        messages.append(checks.Error("Demonstration data has a printed password; unset PORTAL_DEMO.", id="portal.E005"))
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        messages.append(checks.Error("ALLOWED_HOSTS must name the hosts of this portal.", id="portal.E006"))
    if not settings.PORTAL_URL.startswith("https://"):
        messages.append(checks.Error("PORTAL_URL must be the https address that stands in mails.", id="portal.E007"))
    if not settings.REQUIRE_STAFF_MFA:
        messages.append(checks.Warning("Staff may sign in without a second factor.", id="portal.W001"))
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        messages.append(checks.Warning("SQLite serves one computer; set DATABASE_URL to PostgreSQL.", id="portal.W002"))
    if settings.CELERY_BROKER_URL.startswith("portalfs"):
        messages.append(
            checks.Warning("The broker is a folder on one computer; set CELERY_BROKER_URL to Redis.", id="portal.W003")
        )
    backend = settings.CACHES["default"]["BACKEND"]
    if backend.endswith(("LocMemCache", "DummyCache")):
        messages.append(
            checks.Error("The limits on sign-in would count per process; set CACHE_URL to Redis.", id="portal.E008")
        )
    elif backend.endswith("DatabaseCache"):
        messages.append(checks.Warning("The cache is in the database; set CACHE_URL to Redis.", id="portal.W004"))
    return messages
