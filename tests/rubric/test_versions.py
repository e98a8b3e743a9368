"""The rubric is kept in versions: complete in three languages when put into use, and never changed afterwards."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override
from modeltranslation.translator import translator

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import MoveRefused, Step
from rubric import reference
from rubric.models import Ability, CarriedLevel, Descriptor, Level, Rubric, RubricVersion
from rubric.queries.sheets import sheet
from rubric.services import texts, versions
from tests.rubric.versions import FROM, LATER, NOW, adopted, first, following

# --- What is loaded --------------------------------------------------------------------------------------------------


def test_the_reference_holds_five_abilities_on_four_levels_in_three_languages(db: None) -> None:
    version = reference.load().versions.get()
    loaded = sheet(version)
    assert [len(ability.rows) for ability in loaded.abilities] == [4] * 5
    assert [level.number for level in loaded.levels] == [0, 1, 2, 3]
    assert str(loaded.abilities[3].names.words["ja"]) == "創造（想像）力"
    assert all(
        words.words[code] for ability in loaded.abilities for _level, words in ability.rows for code in LANGUAGES
    )
    assert (loaded.status, loaded.is_confirmed, loaded.missing) == ("draft", False, [])


def test_loading_twice_changes_nothing_and_leaves_what_the_office_wrote(world: Any, sato: User) -> None:
    ability = reference.load().versions.get().abilities.all()[0]
    texts.edit_ability(ability, {"name_en": "Openness"}, {}, by=sato, version=1)
    models: tuple[Any, ...] = (Rubric, RubricVersion, Ability, Level, Descriptor)
    before = [model.history.count() for model in models]
    reference.load()
    assert [model.history.count() for model in models] == before
    assert Ability.objects.get(pk=ability.pk).name_en == "Openness"


# --- Put into use ----------------------------------------------------------------------------------------------------


def test_a_version_is_put_into_use_and_stays_a_draft_of_its_texts_until_confirmed(world: Any, sato: User) -> None:
    version = first(sato)
    assert (version.status, version.in_use_on, version.is_confirmed) == ("in_use", FROM, False)
    confirmed = versions.move(version, "confirm", Step(on=LATER), by=sato, now=NOW)
    assert (confirmed.status, confirmed.confirmed_on, confirmed.is_confirmed) == ("in_use", LATER, True)
    with pytest.raises(MoveRefused):
        versions.move(confirmed, "confirm", Step(on=LATER), by=sato, now=NOW)


def test_what_is_missing_is_named_in_the_words_of_the_reader(world: Any, sato: User) -> None:
    draft = reference.load().versions.get()
    one, two = draft.abilities.all()[:2]
    texts.edit_ability(one, {"definition_ru": ""}, {2: {"text_en": "", "text_ru": " "}}, by=sato, version=None)
    texts.edit_ability(two, {"name_ja": ""}, {}, by=sato, version=None)
    with override("en"), pytest.raises(Refused) as refusal:
        adopted(draft, sato)
    assert str(refusal.value) == (
        "Texts are missing. Cultural tolerance: definition (Russian), level 2 (English, Russian);"
        " Recognition Skill: name (Japanese)."
    )
    assert RubricVersion.objects.get().status == "draft"


def test_a_further_level_wants_a_descriptor_of_every_ability(world: Any, sato: User) -> None:
    draft = reference.load().versions.get()
    texts.add_level(draft, {f"caption_{code}": "★" for code in LANGUAGES}, by=sato)
    assert len(sheet(draft).missing) == 5


def test_a_version_without_abilities_or_levels_is_not_used(world: Any, sato: User) -> None:
    rubric = versions.create_rubric({"code": "other", "name_en": "Other"}, by=sato)
    draft = versions.new_version(rubric, by=sato)
    with override("en"), pytest.raises(Refused, match="an ability; two levels at least"):
        adopted(draft, sato)


# --- The next version ------------------------------------------------------------------------------------------------


def test_the_next_version_begins_as_a_copy_and_replaces_the_one_in_use(world: Any, sato: User) -> None:
    used, draft = following(sato)
    before, after = sheet(used), sheet(draft)
    assert [a.names for a in after.abilities] == [a.names for a in before.abilities]
    assert [[words for _level, words in a.rows] for a in after.abilities] == [
        [words for _level, words in a.rows] for a in before.abilities
    ]
    assert all(ability.is_carried_unchanged for ability in after.abilities)
    assert not draft.is_confirmed
    adopted(draft, sato, LATER)
    used.refresh_from_db()
    assert (used.status, used.retired_on) == ("retired", LATER)


def test_the_next_version_is_not_older_than_the_one_in_use(world: Any, sato: User) -> None:
    _used, draft = following(sato)
    with pytest.raises(MoveRefused) as refusal:
        adopted(draft, sato, FROM.replace(year=2017))
    assert list(refusal.value.errors) == ["in_use_on"]


def test_a_rubric_has_one_draft_at_a_time_and_a_discarded_one_leaves_no_trace(world: Any, sato: User) -> None:
    used, draft = following(sato)
    with pytest.raises(Refused):
        versions.new_version(used.rubric, by=sato)
    versions.discard(draft, by=sato, version=draft.version)
    assert list(RubricVersion.objects.all()) == [used]
    assert versions.new_version(used.rubric, by=sato).number == 2


def test_who_edits_an_outdated_ability_is_told(world: Any, sato: User) -> None:
    ability = reference.load().versions.get().abilities.all()[0]
    texts.edit_ability(ability, {}, {0: {"text_en": "Other words"}}, by=sato, version=1)
    with pytest.raises(StaleEdit):
        texts.edit_ability(ability, {}, {0: {"text_en": "Mine"}}, by=sato, version=1)


# --- Never changed ---------------------------------------------------------------------------------------------------


def test_every_service_refuses_to_change_a_version_in_use(world: Any, sato: User) -> None:
    version = first(sato)
    ability, level = version.abilities.all()[0], version.levels.all()[3]
    for act in (
        lambda: texts.add_ability(version, {"code": "x", "name_en": "X"}, {}, by=sato),
        lambda: texts.edit_ability(ability, {"name_en": "X"}, {}, by=sato, version=None),
        lambda: texts.remove_ability(ability, by=sato, version=None),
        lambda: texts.add_level(version, {"caption_en": "X"}, by=sato),
        lambda: texts.edit_level(level, {"caption_en": "X"}, by=sato, version=None),
        lambda: texts.remove_level(level, by=sato, version=None),
        lambda: texts.carry(ability, None, {}, by=sato),
        lambda: versions.discard(version, by=sato, version=None),
        lambda: adopted(version, sato),
    ):
        with pytest.raises(versions.VersionIsInUse):
            act()


Write = Callable[[RubricVersion], object]
PARTS: tuple[Write, ...] = (
    lambda version: _save(version.abilities.all()[0], name_ru="Другое"),
    lambda version: version.abilities.all()[0].delete(),
    lambda version: Ability.objects.create(rubric_version=version, code="x", name_en="X"),
    lambda version: _save(version.levels.all()[0], caption_ja="別"),
    lambda version: version.levels.all()[0].delete(),
    lambda version: Level.objects.create(rubric_version=version, number=4, caption_en="X"),
    lambda version: _save(version.descriptors.all()[0], text_en="X"),
    lambda version: version.descriptors.all()[0].delete(),
    lambda version: _save(version.carried_levels.all()[0], level=version.levels.all()[0]),
    lambda version: version.carried_levels.all()[0].delete(),
)
OF_THE_VERSION: tuple[Write, ...] = (
    lambda version: _save(version, number=7),
    lambda version: _save(version, in_use_on=FROM),
    lambda version: _save(version, before=None),
    lambda version: _save(version, status="draft", in_use_on=None, confirmed_on=None),
    lambda version: _save(version, confirmed_on=None),
    lambda version: _save(version, rubric=Rubric.objects.create(code="another", name_en="Another")),
)


def _save(row: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


@pytest.fixture
def second(world: Any, sato: User) -> RubricVersion:
    """A version in use that follows another one; its texts are confirmed."""
    _used, draft = following(sato)
    version = versions.move(adopted(draft, sato, LATER), "confirm", Step(on=LATER), by=sato, now=NOW)
    return RubricVersion.objects.get(pk=version.pk)


@pytest.mark.parametrize("write", [*PARTS, *OF_THE_VERSION])
def test_the_database_refuses_to_change_a_version_in_use(second: RubricVersion, write: Write) -> None:
    with pytest.raises(IntegrityError, match="rubric_"), transaction.atomic():
        write(second)


def test_the_database_keeps_what_was_in_use(second: RubricVersion) -> None:
    with pytest.raises(IntegrityError, match="rubric_"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM rubric_rubricversion WHERE id = %s", [second.pk])


@pytest.fixture
def without_guards(db: None) -> None:
    """The control: the triggers are gone until the test's transaction is rolled back."""
    named = {"rubricversion": ["version_immutable"]}
    for part in ("ability", "level", "descriptor", "carriedlevel"):
        named[part] = [f"{part}_{event}" for event in ("insert", "update", "delete")]
    with connection.cursor() as cursor:
        for table, names in named.items():
            on = f" ON rubric_{table}" if connection.vendor == "postgresql" else ""
            for name in names:
                cursor.execute(f"DROP TRIGGER rubric_{name}{on}")


@pytest.mark.parametrize("write", [*PARTS, *OF_THE_VERSION])
def test_without_the_guards_the_same_writes_would_go_through(
    second: RubricVersion, without_guards: None, write: Write
) -> None:
    with transaction.atomic():
        write(second)


GUARD = {
    "sqlite": "SELECT sql FROM sqlite_master WHERE name = 'rubric_version_immutable'",
    "postgresql": "SELECT prosrc FROM pg_proc WHERE proname = 'rubric_version_immutable_refuse'",
}
OF_EVERY_RECORD = {"id", "uid", "version", "created_at", "updated_at", "status"}


def test_the_guard_names_every_column_of_a_version(db: None) -> None:
    """A further field wants a migration that puts a new guard in the place of this one."""
    with connection.cursor() as cursor:
        cursor.execute(GUARD[connection.vendor])
        guarded = set(re.findall(r"NEW\.(\w+) IS (?:NOT|DISTINCT)", cursor.fetchone()[0]))
    assert guarded == {field.column for field in RubricVersion._meta.concrete_fields} - OF_EVERY_RECORD
    assert RubricVersion not in translator.get_registered_models()


# --- How a version follows -------------------------------------------------------------------------------------------


def test_parts_of_two_versions_are_not_mixed(world: Any, sato: User) -> None:
    used, draft = following(sato)
    ability, level = draft.abilities.all()[0], draft.levels.all()[0]
    foreign_ability, foreign_level = used.abilities.all()[0], used.levels.all()[0]
    ability.carried_levels.all().delete()
    ability.descriptors.all().delete()
    for write in (
        lambda: Descriptor.objects.create(rubric_version=draft, ability=ability, level=foreign_level),
        lambda: Descriptor.objects.create(rubric_version=draft, ability=foreign_ability, level=level),
        lambda: CarriedLevel.objects.create(rubric_version=draft, ability=ability, level=level, before=level),
        lambda: _save(ability, before=draft.abilities.all()[1]),
    ):
        with pytest.raises(IntegrityError, match="one_version"), transaction.atomic():
            write()
    Descriptor.objects.create(rubric_version=draft, ability=ability, level=level)
    CarriedLevel.objects.create(rubric_version=draft, ability=ability, level=level, before=foreign_level)
