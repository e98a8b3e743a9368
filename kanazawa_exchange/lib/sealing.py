"""Texts that only the portal can read: encrypted with FIELD_KEY, which is neither in the database nor in its backup.

FIELD_KEY may hold several keys: the first encrypts, all decrypt, so that a key can be changed.
"""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class CannotOpen(Exception):
    """The text was sealed with a key that is not here, or was changed."""


@lru_cache(maxsize=4)
def _box(keys: str) -> MultiFernet:
    return MultiFernet([Fernet(key.strip()) for key in keys.split(",")])


def seal(text: str) -> str:
    return _box(settings.FIELD_KEY).encrypt(text.encode("utf-8", "surrogatepass")).decode()


def unseal(sealed: str) -> str:
    """What was sealed. Errors: CannotOpen."""
    try:
        return _box(settings.FIELD_KEY).decrypt(sealed.encode()).decode("utf-8", "surrogatepass")
    except InvalidToken as fault:
        raise CannotOpen from fault
