"""The printed sheet of the rubric: in the language of the reader, and labelled as a draft until it is confirmed."""

import io
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.states import Step
from rubric.models import RubricVersion
from rubric.queries.sheets import sheet
from rubric.services import texts, versions
from tests.rubric.versions import LATER, NOW, first, following

DRAFT_WORDS = {"ja": "本プロジェクトの案（未確認）", "en": "Draft of this project", "ru": "Проект формулировок"}


def letters(text: str) -> str:
    """Without blanks and the invisible signs at which lines break."""
    return re.sub(r"[\s\u200b\u00ad]+", "", text)


def printed(client: Any, version: RubricVersion, language: str) -> list[str]:
    """The text of each page."""
    with override(language):
        address = reverse("rubric:version_pdf", kwargs={"uid": version.uid})
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return [letters(page.extract_text()) for page in PdfReader(io.BytesIO(answer.content)).pages]


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_signs_in_prints_the_rubric_in_the_own_language(
    world: Any, sato: User, stranger: User, sign_in: Any, language: str
) -> None:
    version = first(sato)
    (page,) = printed(sign_in(stranger), version, language)
    for ability in sheet(version).abilities:
        assert letters(ability.names.words[language]) in page
        assert all(letters(words.words[language]) in page for _level, words in ability.rows)
    assert (
        letters("金沢大学" if language == "ja" else world.kanazawa.name_en if language == "en" else "Канадзав") in page
    )
    assert page.count(letters(DRAFT_WORDS[language])) == 2, "above the table and at the foot"


def test_every_page_of_a_long_sheet_says_that_it_is_a_draft(world: Any, sato: User, sign_in: Any) -> None:
    _used, draft = following(sato)
    long = {f"text_{code}": "word " * 95 for code in LANGUAGES}
    for ability in draft.abilities.all():
        texts.edit_ability(ability, {}, dict.fromkeys(range(4), long), by=sato, version=None)
    pages = printed(sign_in(sato), draft, "en")
    assert len(pages) > 1
    assert all(letters(DRAFT_WORDS["en"]) in page for page in pages)


def test_a_confirmed_sheet_is_no_draft(world: Any, sato: User, stranger: User, sign_in: Any) -> None:
    version = versions.move(first(sato), "confirm", Step(on=LATER), by=sato, now=NOW)
    (page,) = printed(sign_in(stranger), version, "en")
    assert letters(DRAFT_WORDS["en"]) not in page
