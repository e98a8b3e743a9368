"""The settings of production, with the naive view."""

from kanazawa_exchange.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.naive_urls"
