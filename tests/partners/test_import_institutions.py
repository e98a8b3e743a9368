"""A table of institutions: known by any full name, asked about by an abbreviation, new with an address of the English name."""

import pytest
from django.core.exceptions import PermissionDenied

from kanazawa_exchange.lib import import_rows, imports
from partners.models import Institution, OrgUnit
from partners.services import institutions
from partners.services.import_institutions import INSTITUTIONS
from tests.factories import CityFactory, InstitutionFactory
from tests.import_kinds import Office, changes, digest_of_everything, problems, rows_of

HEADS = (
    "機関名",
    "英語名称",
    "название на русском",
    "略称",
    "別名",
    "種別",
    "国",
    "都市",
    "URL",
    "緯度",
    "経度",
    "拠点校",
)
TOMSK = (
    "トムスク国立大学", "Tomsk State University", "Томский государственный университет", "TSU", "TGU；トムスク大学", "大学",
    "ロシア", "Томск", "https://tsu.example.ru/", "56.4697", "84.9478", "○",
)  # fmt: skip
KAZAN = ("", "Kazan Federal University", "", "KFU", "", "", "", "カザン", "", "", "", "")


@pytest.fixture
def office(world, sato):
    CityFactory(slug="tomsk", name_ja="トムスク", name_en="Tomsk", name_ru="Томск")
    return Office(INSTITUTIONS, sato, HEADS)


def test_a_new_institution_has_its_names_and_an_address(office):
    office.applied(TOMSK)
    tomsk = Institution.objects.latest("pk")
    assert (tomsk.name_ja, tomsk.name_en, tomsk.name_ru) == TOMSK[:3]
    assert (tomsk.slug, tomsk.short_name_en, tomsk.aliases) == ("tomsk-state-university", "TSU", "TGU\nトムスク大学")
    assert (tomsk.kind, tomsk.city.slug, tomsk.is_hub, tomsk.is_confirmed) == ("university", "tomsk", True, True)
    assert "tgu" in tomsk.search_key
    assert tomsk.history.get().history_user == office.by


def test_the_same_table_once_more_changes_nothing(office):
    office.applied(TOMSK, KAZAN)
    before = digest_of_everything()
    assert office.verdicts(TOMSK, KAZAN) == ["same", "same"]
    assert digest_of_everything() == before


def test_three_rows_and_a_hundred_cost_the_same_queries(office):
    rows = [("", f"Institute {number:03}", "", "", "", "研究所", "", "カザン", "", "", "", "") for number in range(103)]
    assert office.queries_of_check(*rows[:3]) == office.queries_of_check(*rows[3:])


@pytest.mark.parametrize("name", ["ｶｻﾞﾝ連邦大学", "KAZAN FEDERAL UNIVERSITY", "Казанский федеральный университет"])
def test_a_full_name_in_any_language_is_a_known_institution(office, name, world):
    batch = office.checked((name, *KAZAN[1:]) if name.startswith("ｶ") else ("", name, *KAZAN[2:]))
    assert rows_of(batch)[0].record_id == world.kazan.pk


def test_an_abbreviation_is_asked_about_and_never_merged(office, world):
    world.kazan.aliases = "KFU"
    world.kazan.save()
    row = ("", "Krym Federal University", "", "KFU", "", "大学", "", "カザン", "", "", "", "")
    batch = office.checked(row)
    assert problems(batch) == {2: [("institution", "institution.may_be_known")]}
    assert rows_of(batch)[0].problems[0]["nearest"] == ["kazan-federal-university", "new"]
    office.corrected(batch, 2, institution="new")
    assert rows_of(batch)[0].verdict == "new"
    office.corrected(batch, 2, institution="kazan-federal-university")
    assert ("name_en", "Kazan Federal University", "Krym Federal University") in changes(batch)


def test_a_known_institution_is_changed_cell_by_cell_and_gets_its_values_back(office, world):
    batch = office.applied(office.with_cell(KAZAN, "別名", "Kazan University"))
    assert changes(batch) == [("short_name", "", "KFU"), ("aliases", "", "Kazan University")]
    assert office.undone(batch).left == {}
    kazan = Institution.objects.get(pk=world.kazan.pk)
    assert (kazan.short_name_en, kazan.aliases, kazan.search_key) == ("", "", kazan.search_key)
    assert "kfu" not in kazan.search_key


def test_undo_takes_new_ones_away_and_leaves_what_is_used_or_edited(office):
    first = InstitutionFactory()
    rows = [("", name, "", "", "", "大学", "", "カザン", "", "", "", "") for name in ("Altai", "Omsk", "Tver")]
    batch = office.applied(*rows)
    altai, omsk, _tver = Institution.objects.filter(pk__gt=first.pk).order_by("pk")
    institutions.edit(altai, {"website": "https://altai.example.ru/"}, by=office.by, version=altai.version)
    OrgUnit.objects.create(institution=omsk, name_en="Faculty")
    undone = office.undone(batch)
    assert {number: why.code for number, why in undone.left.items()} == {2: "undo.edited", 3: "undo.in_use"}
    assert list(Institution.objects.filter(pk__gt=first.pk).order_by("pk")) == [altai, omsk]


def test_what_somebody_changed_since_is_kept_and_told(office):
    office.applied(TOMSK)
    tomsk = Institution.objects.latest("pk")
    institutions.edit(tomsk, {"short_name_en": "Tomsk U"}, by=office.by, version=tomsk.version)
    batch = office.checked(TOMSK)
    assert (rows_of(batch)[0].verdict, rows_of(batch)[0].notes["short_name"]) == ("same", "kept")
    assert office.problems(office.with_cell(TOMSK, "略称", "TGU")) == {2: [("short_name", "edited_since")]}


@pytest.mark.parametrize(
    ("head", "value", "problem"),
    [
        ("都市", "Atlantis", ("city", "city.unknown")),
        ("都市", "", ("city", "city.missing")),
        ("種別", "", ("kind", "kind.missing")),
        ("種別", "castle", ("kind", "choice.unknown")),
        ("国", "日本", ("country", "city.elsewhere")),
        ("緯度", "", ("latitude", "degrees.half")),
        ("緯度", "99", ("latitude", "number.maximum")),
        ("英語名称", "", ("slug", "slug.missing")),
    ],
)
def test_what_is_wrong_is_told_at_its_cell(office, head, value, problem):
    (found,) = office.problems(office.with_cell(TOMSK, head, value))[2]
    assert found[0] == problem[0]
    assert found[1] == problem[1] or head == "緯度"


def test_a_row_needs_a_name_and_two_rows_are_no_two_institutions(office):
    nameless = office.with_cell(office.with_cell(office.with_cell(TOMSK, "機関名", ""), "英語名称", ""), HEADS[2], "")
    assert ("name", "name.missing") in office.problems(nameless)[2]
    assert office.problems(TOMSK, TOMSK) == {3: [("", "row.twice_record")]}
    assert office.problems(KAZAN, KAZAN) == {3: [("", "row.twice_record")]}


def test_an_answer_that_nobody_proposed_is_told_as_such(office):
    batch = office.checked(TOMSK)
    told = problems(office.corrected(batch, 2, institution="nowhere"))
    assert told == {2: [("institution", "institution.not_proposed")]}
    assert INSTITUTIONS.reasons["institution.unknown"] == import_rows.REASONS["institution.unknown"]


def test_a_known_institution_moves_to_another_country_by_its_page_only(office, world):
    assert office.problems(office.with_cell(KAZAN, "都市", "Kanazawa")) == {2: [("city", "city.abroad")]}


def test_the_office_alone_imports_institutions(world, kimura, petrova):
    for user in (kimura, petrova):
        with pytest.raises(PermissionDenied):
            Office(INSTITUTIONS, user, HEADS).checked(TOMSK)


def test_names_in_languages_are_known_by_short_heads():
    heads = ("日本語名", "英語名", "ロシア語名", "略称")
    found = imports.mapped(INSTITUTIONS.columns, heads)
    assert found.keys == ("name_ja", "name_en", "name_ru", "short_name")
