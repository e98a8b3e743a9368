"""Sentences are read in English; files are judged by the rules for applicants."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.utils import translation

NOW = datetime(2018, 6, 1, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield
