"""The world is built once for all probes of a module and taken back at its end."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from .table import Prober, build_world

# Counters of limits are cleared before each probe; in memory that costs nothing.
QUICK = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "permission-table"}}


@pytest.fixture(scope="module")
def prober(django_db_setup: None, django_db_blocker: Any) -> Iterator[Prober]:
    with django_db_blocker.unblock(), override_settings(CACHES=QUICK), transaction.atomic():
        yield Prober(build_world())
        transaction.set_rollback(True)
