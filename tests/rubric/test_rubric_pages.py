"""The pages of the rubric: read by everybody in the own language, edited by the office side by side in three."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.languages import LANGUAGES
from rubric import reference
from rubric.models import Ability, RubricVersion
from rubric.queries.sheets import sheet
from rubric.queries.versions import rubrics_with_versions
from rubric.services import texts, versions
from tests.list_files import csv_rows
from tests.rubric.versions import FROM, LATER, adopted, first, following

DRAFT_WORDS = {
    "ja": "本プロジェクトの案（未確認）",
    "en": "Draft of this project, to be confirmed",
    "ru": "Проект формулировок, ожидает подтверждения",
}


@pytest.fixture
def office(sato: User, sign_in: Any) -> Client:
    client: Client = sign_in(sato)
    return client


def url(name: str, language: str = "en", **parts: Any) -> str:
    with override(language):
        return reverse(f"rubric:{name}", kwargs=parts)


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


# --- Reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_signs_in_reads_the_rubric_in_use_in_the_own_language(
    world: Any, sato: User, stranger: User, sign_in: Any, language: str
) -> None:
    version = first(sato)
    text = body(sign_in(stranger), url("rubric", language))
    for ability in sheet(version).abilities:
        assert ability.names.words[language] in text
        assert all(words.words[language] in text for _level, words in ability.rows)
    assert DRAFT_WORDS[language] in text


def test_a_draft_is_nobodys_to_read_and_a_confirmed_version_is_no_draft(
    world: Any, sato: User, stranger: User, sign_in: Any
) -> None:
    draft = reference.load().versions.get()
    reader = sign_in(stranger)
    assert "No rubric is in use yet." in body(reader, url("rubric"))
    assert list(RubricVersion.objects.visible_to(stranger)) == []
    adopted(draft, sato)
    page = url("version_move", uid=draft.uid, move="confirm")
    keeper = sign_in(sato)
    keeper.post(page, {**sent(keeper, page), "confirmed_on": "2019-04-01"})
    assert DRAFT_WORDS["en"] not in body(reader, url("rubric"))


@pytest.mark.parametrize("name", ["version_list", "version_detail", "ability_edit"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_office_too_is_told_wherever_texts_are_unconfirmed(
    world: Any, sato: User, office: Client, name: str, language: str
) -> None:
    _used, draft = following(sato)
    parts = {"version_detail": draft.uid, "ability_edit": draft.abilities.all()[0].uid}
    address = url(name, language, **({"uid": parts[name]} if name in parts else {}))
    assert DRAFT_WORDS[language] in body(office, address)


def test_one_version_stands_side_by_side_in_three_languages(world: Any, sato: User, office: Client) -> None:
    version = first(sato)
    text = body(office, url("version_detail", uid=version.uid))
    for ability in sheet(version).abilities:
        assert all(words.words[code] in text for _level, words in ability.rows for code in LANGUAGES)


# --- Editing ---------------------------------------------------------------------------------------------------------


def sent(client: Client, page: str) -> dict[str, Any]:
    """The form of a page as a browser would send it back."""
    form = client.get(page).context["form"]
    return {bound.html_name: bound.value() if bound.value() is not None else "" for bound in form}


def test_an_ability_is_edited_on_one_page_with_its_descriptors(world: Any, sato: User, office: Client) -> None:
    draft = reference.load().versions.get()
    ability = draft.abilities.all()[1]
    page = url("ability_edit", uid=ability.uid)
    form = {**sent(office, page), "level_3_ru": "Новый текст", "definition_en": "Seeing what is there"}
    assert office.post(page, form).status_code == 302
    edited = sheet(RubricVersion.objects.get()).abilities[1]
    assert edited.rows[3][1].words["ru"] == "Новый текст"
    assert edited.definitions.words["en"] == "Seeing what is there"
    told = body(office, url("version_history", uid=draft.uid))
    assert "Новый текст" in told
    assert "level 3" in told


def test_a_refusal_stands_at_its_box_and_keeps_what_was_typed(world: Any, sato: User, office: Client) -> None:
    ability = reference.load().versions.get().abilities.all()[0]
    page = url("ability_edit", uid=ability.uid)
    form = {**sent(office, page), "level_0_ja": "残る文章"}
    for wrong, box in (({"code": "creativity"}, "code"), ({"level_1_en": "x" * 501}, "level_1_en")):
        answer = office.post(page, {**form, **wrong})
        assert list(answer.context["form"].errors) == [box]
        assert "残る文章" in answer.content.decode()
    assert Ability.objects.get(pk=ability.pk).version == 1


def test_two_who_edit_one_ability_see_both_texts(world: Any, sato: User, admin: User, office: Client) -> None:
    ability = reference.load().versions.get().abilities.all()[0]
    page = url("ability_edit", uid=ability.uid)
    mine = {**sent(office, page), "level_0_en": "My words", "level_1_en": "Mine alone"}
    texts.edit_ability(ability, {}, {0: {"text_en": "Their words"}}, by=admin, version=1)
    answer = office.post(page, mine)
    assert answer.status_code == 409
    (both,) = answer.context["conflict"].boxes.both
    assert (both.yours, both.theirs) == ("My words", "Their words")
    assert "Mine alone" in answer.content.decode()


def test_a_form_for_a_version_in_use_is_not_shown_and_is_refused(world: Any, sato: User, office: Client) -> None:
    draft = reference.load().versions.get()
    page = url("ability_edit", uid=draft.abilities.all()[0].uid)
    form = sent(office, page)
    adopted(draft, sato)
    assert office.get(page).status_code == 302
    assert "never change" in office.post(page, form).content.decode()


def test_abilities_and_levels_come_and_go(world: Any, sato: User, office: Client) -> None:
    draft = reference.load().versions.get()
    names = {f"name_{code}": "Sixth" for code in LANGUAGES}
    page = url("ability_create", uid=draft.uid)
    office.post(page, {**sent(office, page), **names, "code": "sixth", "level_0_en": "Nothing"})
    page = url("level_create", uid=draft.uid)
    office.post(page, {**sent(office, page), "caption_en": "Beyond"})
    found = sheet(RubricVersion.objects.get())
    assert (len(found.abilities), len(found.levels)) == (6, 5)
    assert found.abilities[5].rows[0][1].words["en"] == "Nothing"
    sixth, lowest, highest = found.abilities[5], found.levels[0], found.levels[4]
    office.post(url("level_remove", uid=lowest.uid), {"version": lowest.version})
    office.post(url("level_remove", uid=highest.uid), {"version": highest.version})
    office.post(url("ability_remove", uid=sixth.uid), {"version": sixth.version})
    found = sheet(RubricVersion.objects.get())
    assert (len(found.abilities), [level.number for level in found.levels]) == (5, [0, 1, 2, 3])


def test_the_office_begins_puts_into_use_and_discards(world: Any, sato: User, office: Client) -> None:
    used = first(sato)
    office.post(url("version_begin", uid=used.rubric.uid))
    draft = RubricVersion.objects.get(number=2)
    page = url("version_move", uid=draft.uid, move="adopt")
    future = office.post(page, {**sent(office, page), "in_use_on": "2999-04-01"})
    assert list(future.context["form"].errors) == ["in_use_on"]
    assert office.post(page, {**sent(office, page), "in_use_on": LATER.isoformat()}).status_code == 302
    draft.refresh_from_db()
    assert (draft.status, draft.in_use_on) == ("in_use", LATER)
    office.post(url("version_begin", uid=used.rubric.uid))
    third = RubricVersion.objects.get(number=3)
    assert "nothing brings them back" in body(office, url("version_discard", uid=third.uid))
    office.post(url("version_discard", uid=third.uid), {"version": third.version})
    assert RubricVersion.objects.count() == 2
    for move in ("retire", "adopt", "nothing"):
        assert office.get(url("version_move", uid=draft.uid, move=move)).status_code in (302, 404)


# --- What it costs ---------------------------------------------------------------------------------------------------


def one(by: User) -> RubricVersion:
    """The smallest version: one ability on two levels."""
    rubric = versions.create_rubric({"code": "small", "name_en": "Small"}, by=by)
    draft = versions.new_version(rubric, by=by)
    for _number in range(2):
        texts.add_level(draft, {f"caption_{code}": "L" for code in LANGUAGES}, by=by)
    ability(draft, "first", by)
    return draft


def ability(draft: RubricVersion, code: str, by: User) -> None:
    words = {f"text_{language}": "T" for language in LANGUAGES}
    names = {f"name_{language}": code for language in LANGUAGES}
    texts.add_ability(draft, {"code": code, **names}, {0: words, 1: words}, by=by)


def three(draft: RubricVersion, by: User) -> RubricVersion:
    """Three abilities, and three versions."""
    for code in ("second", "third"):
        ability(draft, code, by)
    second = versions.new_version(adopted(draft, by, FROM).rubric, by=by)
    return versions.new_version(adopted(second, by, LATER).rubric, by=by)


@pytest.mark.parametrize("many", [False, True])
def test_lists_and_sheets_cost_the_same_for_one_and_for_three(
    world: Any, sato: User, django_assert_num_queries: Any, many: bool
) -> None:
    draft = one(sato)
    if many:
        draft = three(draft, sato)
    version = RubricVersion.objects.select_related("rubric", "before").get(pk=draft.pk)
    rubrics_with_versions(sato)
    with django_assert_num_queries(2):
        (rubric,) = rubrics_with_versions(sato)
    with django_assert_num_queries(4):
        read = sheet(version)
    assert (len(rubric.versions), len(read.abilities)) == ((3, 3) if many else (1, 1))
    assert (rubric.versions[0].abilities, rubric.versions[0].levels) == (len(read.abilities), 2)


@pytest.mark.parametrize("name", ["rubric", "version_list", "version_detail"])
def test_pages_cost_the_same_for_one_and_for_three(world: Any, sato: User, office: Client, name: str) -> None:
    def queries_of(version: RubricVersion) -> int:
        address = url(name, **({"uid": version.uid} if name == "version_detail" else {}))
        office.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert office.get(address).status_code == 200
        return len(captured)

    draft = one(sato)
    if name == "rubric":
        draft = adopted(draft, sato, FROM.replace(year=2017))
        few = queries_of(draft)
        for code in ("second", "third"):
            follower = versions.new_version(draft.rubric, by=sato)
            ability(follower, code, sato)
            draft = adopted(follower, sato, FROM)
        assert queries_of(draft) == few
    else:
        few = queries_of(draft)
        assert queries_of(three(draft, sato)) == few


def test_the_versions_are_a_file_too(world: Any, sato: User, office: Client) -> None:
    following(sato)
    rows = csv_rows(office, url("version_list_csv"))
    assert [(row["Version"], row["Status"], row["Texts"]) for row in rows] == [
        ("2", "Draft", "to be confirmed"),
        ("1", "In use", "to be confirmed"),
    ]
