"""Which installation this is: its folder, keys, names and address."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from kanazawa_exchange.settings.environment import env, is_server

BASE_DIR = Path(__file__).resolve().parent.parent.parent
PRODUCTION = env.switch("PORTAL_PRODUCTION", default=False)
DATA_DIR = env.folder("PORTAL_DATA_DIR", BASE_DIR / "var")
env.refuse_faults()  # the rest is kept there
DEBUG = env.switch("DEBUG", default=False)
DEMO_DATA = env.switch("PORTAL_DEMO", default=not PRODUCTION)


def _is_host(name: str) -> bool:
    """As Django reads it: a name, a domain behind a dot, an address, or the star for any."""
    return name == "*" or bool(re.fullmatch(r"\[[0-9a-f:.]+\]|\.?[a-z0-9-]+(\.[a-z0-9-]+)*", name.lower()))


def _is_origin(address: str) -> bool:
    return is_server("http", "https")(address) and not urlsplit(address).path


# --- Keys: the defaults are printed here, so production has none ----------------------------------------------------
SECRET_KEY = env.text("SECRET_KEY", "" if PRODUCTION else "the-embedded-default-is-for-one-computer-only")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
FIELD_KEY = env.text("FIELD_KEY", "" if PRODUCTION else "ZW1iZWRkZWQtZGVmYXVsdC1maWVsZC1rZXktMzJieXQ=")

# --- Names and address ---------------------------------------------------------------------------------------------
ALLOWED_HOSTS = env.each(
    "ALLOWED_HOSTS",
    [] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"],
    _is_host,
    "names such as portal.example.org, separated by commas, without https://, port or path",
)
PORT = env.whole("PORT", 8000, least=1024, most=65535)
PORTAL_URL = env.checked(
    "PORTAL_URL",
    f"http://127.0.0.1:{PORT}",
    _is_origin,
    "an address such as https://portal.example.org, without a path and without a slash at its end",
)
CSRF_TRUSTED_ORIGINS = env.each(
    "CSRF_TRUSTED_ORIGINS", [], _is_origin, "addresses such as https://portal.example.org:8443, separated by commas"
)

# --- Watching ------------------------------------------------------------------------------------------------------
MONITOR_TOKEN = env.checked(
    "MONITOR_TOKEN",
    "",
    lambda token: len(token) >= 24 and token.isascii(),
    "a random text of at least 24 letters and digits",
)
