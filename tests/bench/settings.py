"""The portal's settings, and the command `bench`."""

from kanazawa_exchange.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench"]  # noqa: F405
