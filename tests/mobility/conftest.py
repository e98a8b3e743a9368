"""Every test begins in the portal's first language, whatever page another one has read."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def in_japanese() -> None:
    translation.activate("ja")
