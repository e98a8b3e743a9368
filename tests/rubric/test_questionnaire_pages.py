"""The pages of questionnaires: read as the participants read them, edited by the office side by side in three languages."""

import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.languages import LANGUAGES
from rubric.models import Instrument, Item, Rubric
from rubric.queries.questionnaires import questionnaire
from rubric.services import items, texts
from rubric.services import versions as rubric_versions
from tests.list_files import csv_rows, sheet_rows
from tests.rubric import versions
from tests.rubric.questionnaires import added, adopted, begun, in_each
from tests.rubric.test_rubric_pages import DRAFT_WORDS, body, office, sent, url
from tests.rubric.test_rubric_sheet import letters

__all__ = ["office"]


@pytest.fixture
def draft(world: Any, sato: User) -> Instrument:
    return begun(sato)


def of_every_kind(draft: Instrument, by: User) -> list[Item]:
    """A level item and one of each further kind."""
    ability = draft.rubric_version.abilities.all()[1]
    ends = {"ability": ability, "lowest": 1, "highest": 5}
    added(draft, "scale", by, **ends, is_reversed=True)
    added(draft, "number", by, **ends, weight=Decimal("2.5"))
    added(draft, "choice", by, 0, 3, ability=ability)
    added(draft, "choices", by, 1, 2, ability=ability)
    added(draft, "text", by)
    return list(draft.items.all())


# --- Reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("read_in", LANGUAGES)
def test_the_questions_are_read_in_the_chosen_language(
    draft: Instrument, office: Client, language: str, read_in: str
) -> None:
    text = body(office, url("questionnaire_detail", language, uid=draft.uid) + f"?read_in={read_in}")
    found = questionnaire(draft)
    for item in found.items:
        assert item.prompts.words[read_in] in text
        assert item.ability is not None
        assert all(words.words[read_in] in text for _level, words in item.ability.rows)
    assert DRAFT_WORDS[language] in text


def test_a_language_that_nobody_knows_is_that_of_the_page(draft: Instrument, office: Client) -> None:
    text = body(office, url("questionnaire_detail", "ru", uid=draft.uid) + "?read_in=xx")
    assert "Какой уровень ближе всего к вам сейчас?" in text


def test_every_kind_is_shown(draft: Instrument, sato: User, office: Client) -> None:
    of_every_kind(draft, sato)
    text = body(office, url("questionnaire_detail", uid=draft.uid))
    assert "A number from 1 to 5" in text
    assert "turned upside down" in text
    assert "2.5" in text
    assert text.count("Option 2") == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_printed_for_pen_and_paper(draft: Instrument, sato: User, office: Client, language: str) -> None:
    of_every_kind(draft, sato)
    answer = office.get(url("questionnaire_pdf", language, uid=draft.uid))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    pages = [letters(page.extract_text()) for page in PdfReader(io.BytesIO(answer.content)).pages]
    printed = "".join(pages)
    for item in questionnaire(draft).items:
        assert letters(item.prompts.words[language]) in printed
        for _level, words in item.ability.rows if item.ability and item.kind == "level" else ():
            assert letters(words.words[language]) in printed
    assert all(letters(DRAFT_WORDS[language]) in page for page in pages)


# --- The questionnaire -----------------------------------------------------------------------------------------------


def test_the_office_begins_one_and_names_it(world: Any, sato: User, office: Client) -> None:
    version = versions.first(sato)
    page = url("questionnaire_create")
    form = {**sent(office, page), **in_each("name", "Mine"), "code": "Mine"}
    assert form["rubric_version"] == version.uid or str(form["rubric_version"]) == str(version.uid)
    assert office.post(page, form).status_code == 302
    made = Instrument.objects.get(code="mine")
    page = url("questionnaire_edit", uid=made.uid)
    office.post(page, {**sent(office, page), "introduction_ru": "Введение"})
    made.refresh_from_db()
    assert (made.introduction_ru, made.rubric_version) == ("Введение", version)
    twice = office.post(url("questionnaire_create"), form)
    assert list(twice.context["form"].errors) == ["code"]


def test_how_many_answers_are_needed_is_asked_for_each_ability(draft: Instrument, sato: User, office: Client) -> None:
    of_every_kind(draft, sato)
    page = url("minimums_edit", uid=draft.uid)
    form = sent(office, page)
    assert office.post(page, {**form, "minimum_recognition-skill": "3"}).status_code == 302
    assert [row.minimum for row in questionnaire(draft).asked] == [1, 3, 1, 1, 1]
    for wrong in ("6", "0", "", "x"):
        answer = office.post(page, {**sent(office, page), "minimum_recognition-skill": wrong})
        assert list(answer.context["form"].errors) == ["minimum_recognition-skill"]


def test_what_is_missing_leads_to_its_item(draft: Instrument, sato: User, office: Client) -> None:
    item = added(draft, "choice", sato, 1)
    text = body(office, url("questionnaire_detail", uid=draft.uid))
    assert f'href="{url("item_edit", uid=item.uid)}">Item 6</a>' in text
    assert "It needs two options at least." in text
    page = url("questionnaire_move", uid=draft.uid, move="adopt")
    answer = office.post(page, {**sent(office, page), "in_use_on": "2018-04-01"})
    assert "Item 6: It needs two options at least." in answer.content.decode()


def test_the_office_puts_into_use_copies_and_ends(draft: Instrument, office: Client) -> None:
    page = url("questionnaire_move", uid=draft.uid, move="adopt")
    assert office.post(page, {**sent(office, page), "in_use_on": "2018-04-01"}).status_code == 302
    assert office.get(url("item_edit", uid=draft.items.all()[0].uid)).status_code == 302
    page = url("questionnaire_copy", uid=draft.uid)
    form = sent(office, page)
    assert form["code"] == f"{draft.code}-2", "a code that is free is offered"
    assert list(office.post(page, {**form, "code": draft.code}).context["form"].errors) == ["code"]
    assert office.post(page, {**form, "code": "five-b"}).status_code == 302
    assert Instrument.objects.get(code="five-b").before == draft
    page = url("questionnaire_move", uid=draft.uid, move="retire")
    office.post(page, {**sent(office, page), "retired_on": "2019-03-31"})
    draft.refresh_from_db()
    assert draft.status == "retired"
    assert office.get(page).status_code == 302
    assert office.get(url("questionnaire_move", uid=draft.uid, move="nothing")).status_code == 404


def test_a_copy_says_what_it_leaves_out(draft: Instrument, sato: User, office: Client) -> None:
    used = adopted(draft, sato)
    following = rubric_versions.new_version(used.rubric_version.rubric, by=sato)
    texts.remove_ability(following.abilities.all()[0], by=sato, version=None)
    page = url("questionnaire_copy", uid=used.uid)
    answer = office.post(page, {**sent(office, page), "rubric_version": str(following.uid)}, follow=True)
    assert "1 item is left out: its ability is there no longer." in answer.content.decode()


def test_a_draft_is_discarded_after_a_question(draft: Instrument, office: Client) -> None:
    page = url("questionnaire_discard", uid=draft.uid)
    assert "nothing brings them back" in body(office, page)
    office.post(page, {"version": 0})
    assert Instrument.objects.filter(pk=draft.pk).exists()
    office.post(page, {"version": draft.version})
    assert not Instrument.objects.filter(pk=draft.pk).exists()


def test_a_form_for_one_in_use_is_refused_with_its_words(draft: Instrument, sato: User, office: Client) -> None:
    page = url("item_edit", uid=draft.items.all()[0].uid)
    form = {**sent(office, page), "note_ja": "残る文章"}
    adopted(draft, sato)
    text = office.post(page, form).content.decode()
    assert "never change" in text
    assert "残る文章" in text


def test_the_history_tells_items_options_and_moves_in_words(draft: Instrument, sato: User, office: Client) -> None:
    item = added(draft, "choice", sato, 0, 1)
    items.edit_item(
        item, {"is_reversed": True, "ability": draft.rubric_version.abilities.all()[0]}, {}, by=sato, version=None
    )
    items.edit_item(item, {}, {1: {**in_each("text", "Never"), "points": 3}}, by=sato, version=None)
    adopted(draft, sato)
    text = body(office, url("questionnaire_history", uid=draft.uid))
    for words in ("How often?", "Never", "Turned upside down", "Cultural tolerance", "Put into use"):
        assert words in text


# --- Lists and rubrics -----------------------------------------------------------------------------------------------


def test_the_questionnaires_are_files_too(draft: Instrument, sato: User, office: Client) -> None:
    adopted(draft, sato)
    rows = csv_rows(office, url("questionnaire_list_csv"))
    assert [(row["Code"], row["Status"], row["Items"], row["In use from"]) for row in rows] == [
        ("five", "In use", "5", "2018-04-01"),
        ("self-assessment", "Draft", "6", ""),
    ]
    assert [row[1] for row in sheet_rows(office, url("questionnaire_list_xlsx"), 3)] == ["five", "self-assessment"]


@pytest.mark.parametrize("name", ["questionnaire_list", "questionnaire_detail"])
def test_pages_cost_the_same_for_one_and_for_three(draft: Instrument, sato: User, office: Client, name: str) -> None:
    address = url(name, **({"uid": draft.uid} if name == "questionnaire_detail" else {}))

    def queries() -> int:
        office.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert office.get(address).status_code == 200
        return len(captured)

    for item in list(draft.items.all())[1:]:
        items.remove_item(item, by=sato, version=None)
    few = queries()
    of_every_kind(draft, sato)
    for code in ("two", "three"):
        begun(sato, code, draft.rubric_version)
    assert queries() == few


def test_a_rubric_is_registered_and_renamed(world: Any, office: Client) -> None:
    page = url("rubric_create")
    assert "There is no rubric yet." in body(office, url("version_list"))
    office.post(page, {**sent(office, page), "name_en": "Leadership", "code": "Leadership"})
    rubric = Rubric.objects.get()
    assert rubric.code == "leadership"
    again = office.post(page, {**sent(office, page), "name_en": "Other", "code": "leadership"})
    assert list(again.context["form"].errors) == ["code"]
    page = url("rubric_edit", uid=rubric.uid)
    office.post(page, {**sent(office, page), "name_ja": "リーダーシップ"})
    rubric.refresh_from_db()
    assert (rubric.name_ja, rubric.name_en) == ("リーダーシップ", "Leadership")
    assert "Leadership" in body(office, url("version_list"))
