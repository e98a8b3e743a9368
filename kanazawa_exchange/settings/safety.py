"""What the portal must not be started with, although each value by itself can be meant."""

import base64
import binascii
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.http.request import validate_host

from kanazawa_exchange.settings.environment import Environment

LONG_KEY = "a random text of at least 50 characters: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
FIELD_KEY = "32 random bytes in URL-safe base64, other than SECRET_KEY; former keys may follow behind commas"


def is_long_key(key: str) -> bool:
    return len(key) >= 50 and len(set(key)) >= 5 and "embedded-default" not in key


def is_field_key(key: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(key.strip())) == 32
    except (binascii.Error, ValueError):
        return False


def refuse_mismatch(env: Environment, *, field_key: str, hosts: Sequence[str], address: str) -> None:
    """Everywhere: a key that encrypts nothing, and an address in mails that this portal would not answer."""
    if field_key and not all(is_field_key(key) for key in field_key.split(",")):
        env.wrong("FIELD_KEY", FIELD_KEY)
    if hosts and not validate_host(_host(address), hosts):
        env.wrong("PORTAL_URL", f"an address of one of ALLOWED_HOSTS ({', '.join(hosts)})")


def _host(address: str) -> str:
    host = urlsplit(address).hostname or ""
    return f"[{host}]" if ":" in host else host


def refuse_open_doors(
    env: Environment, *, keys: Sequence[str], field_key: str, hosts: Sequence[str], address: str, cache: str
) -> None:
    """In production: nothing of the defaults that are printed in the source, and nothing that shows or opens too much."""
    if not is_long_key(keys[0]):
        env.wrong("SECRET_KEY", LONG_KEY)
    if not all(map(is_long_key, keys[1:])):
        env.wrong("SECRET_KEY_FALLBACKS", "former keys of at least 50 characters each, separated by commas")
    if not field_key or field_key in keys or b"embedded-default" in base64.urlsafe_b64decode(field_key.split(",")[0]):
        env.wrong("FIELD_KEY", FIELD_KEY)
    if not hosts or "*" in hosts:
        env.wrong("ALLOWED_HOSTS", "names such as portal.example.org, separated by commas; at least one, and no *")
    if not address.startswith("https://"):
        env.wrong("PORTAL_URL", "the https address that stands in mails, such as https://portal.example.org")
    if cache.endswith(("LocMemCache", "DummyCache")):
        env.wrong("CACHE_URL", "redis://host:6379/0, as all processes count tries of signing in together")


def refuse_workshop(env: Environment, *, debug: bool, demo: bool) -> None:
    """In production: pages that show the inside of an error, and people whose password is printed."""
    if debug:
        env.wrong("DEBUG", "0 in production, because it shows secrets to whoever meets an error")
    if demo:
        env.wrong("PORTAL_DEMO", "0 in production, because the password of the demo people is printed")
