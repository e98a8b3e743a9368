"""Agreements every test of the partners knows; sentences are read in English."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from kanazawa_exchange.lib.states import Step
from partners.models import Agreement
from partners.services import agreements, entries
from partners.services.entries import Party

NOW = datetime(2018, 6, 1, 3, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"


def paper(name: str = "agreement.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def draft(world: Any, sato: Any) -> Agreement:
    """A draft between Kanazawa and Kazan."""
    values = {
        "title_en": "Student exchange",
        "title_ja": "学生交流",
        "title_ru": "Обмен",
        "type": "exchange",
        "scope": "university",
    }
    parties = [Party("ours", world.kanazawa), Party("partner", world.kazan)]
    return entries.enter(values, parties, by=sato, now=NOW)


@pytest.fixture
def in_force(draft: Agreement, sato: Any) -> Agreement:
    """In force from 2018-04-01, last day 2019-03-31."""
    agreements.move(draft, "negotiate", Step(), by=sato, now=NOW)
    agreements.attach_document(draft, paper(), by=sato, now=NOW)
    days = {"effective_on": date(2018, 4, 1), "expires_on": date(2019, 3, 31)}
    agreements.move(draft, "sign", Step(on=date(2018, 3, 1), answers=days), by=sato, now=NOW)
    draft.refresh_from_db()
    return draft
