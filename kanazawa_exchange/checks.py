"""What production can run with but should not: warned of by every command, and refused by `check --deploy`.

What it must not run with is refused by the settings themselves (settings/safety.py).
"""

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security)
def production_is_production(app_configs: object, **kwargs: object) -> list[checks.CheckMessage]:
    """What serves one computer well and a university badly."""
    if not settings.PRODUCTION:
        return []
    messages: list[checks.CheckMessage] = []
    if not settings.REQUIRE_STAFF_MFA:
        messages.append(checks.Warning("Staff may sign in without a second factor.", id="portal.W001"))
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        messages.append(checks.Warning("SQLite serves one computer; set DATABASE_URL to PostgreSQL.", id="portal.W002"))
    if settings.CELERY_BROKER_URL.startswith("portalfs"):
        messages.append(
            checks.Warning("The broker is a folder on one computer; set CELERY_BROKER_URL to Redis.", id="portal.W003")
        )
    if settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
        messages.append(checks.Warning("The cache is in the database; set CACHE_URL to Redis.", id="portal.W004"))
    if not settings.CLAMD_URL:
        messages.append(
            checks.Info("Uploaded files are not checked for malware; set CLAMD_URL to a clamd.", id="portal.I001")
        )
    return messages
