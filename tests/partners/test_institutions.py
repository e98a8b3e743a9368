"""Institutions, their units and cities: typed by the office, found by anybody's spelling, never overwritten unseen."""

from typing import Any

import pytest
from django.urls import reverse

from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.lib.refusals import Refused
from partners.models import City, Institution, OrgUnit
from partners.queries.institutions import find
from partners.services import institutions
from tests.factories import CityFactory


@pytest.fixture
def kazan_typed(world: Any, sato: Any) -> Institution:
    values = {
        "slug": "kfu",
        "kind": "university",
        "city": world.kazan.city,
        "name_ja": "カザン連邦大学",
        "name_en": "Kazan Federal University",
        "name_ru": "Казанский федеральный университет",
        "short_name_ru": "КФУ",
        "aliases": "カザン大学\nKazan State University\nГүзәл университеты",
    }
    return institutions.create(values, by=sato)


def fields(**changes: Any) -> dict[str, Any]:
    """What the form of an institution sends."""
    city = City.objects.get(slug=changes.pop("city_slug", "typed-city"))
    typed = {
        "name_ja": "新しい大学",
        "name_en": "New University",
        "name_ru": "",
        "slug": "new-university",
        "kind": "university",
        "city": str(city.uid),
        "aliases": "",
        "website": "",
        "awards_degrees": "on",
        "is_confirmed": "on",
    }
    return {**typed, **changes}


@pytest.fixture
def city(db: None) -> City:
    return CityFactory(slug="typed-city")


@pytest.mark.parametrize(
    "words",
    ["カザン連邦", "ｶｻﾞﾝ大学", "kazan federal", "ＫＡＺＡＮ", "казанский", "КФУ", "kazan state", "Гүзәл"],
)
def test_an_institution_is_found_by_every_name_it_has(kazan_typed: Institution, words: str) -> None:
    found = find(words)
    assert not found.suggested
    assert "kfu" in [line.slug for line in found.lines]


@pytest.mark.parametrize("words", ["かざん連邦", "гузал", "kazanfederal"])
def test_a_looser_spelling_is_a_suggestion(kazan_typed: Institution, words: str) -> None:
    found = find(words)
    assert found.suggested
    assert "kfu" in [line.slug for line in found.lines]


def test_nothing_like_it_finds_nothing(kazan_typed: Institution) -> None:
    assert find("Wellington").lines == ()


def test_the_keys_follow_a_changed_name(kazan_typed: Institution, sato: Any) -> None:
    institutions.edit(kazan_typed, {"name_en": "Volga University", "aliases": ""}, by=sato, version=1)
    assert [line.slug for line in find("volga").lines] == ["kfu"]
    assert "kfu" not in [line.slug for line in find("kazan state").lines]
    assert "kfu" in [line.slug for line in find("КФУ").lines]


def test_two_editors_and_the_second_is_told(kazan_typed: Institution, sato: Any, admin: Any) -> None:
    institutions.edit(kazan_typed, {"name_en": "First"}, by=sato, version=1)
    with pytest.raises(StaleEdit):
        institutions.edit(kazan_typed, {"name_en": "Second"}, by=admin, version=1)
    kazan_typed.refresh_from_db()
    assert (kazan_typed.name_en, kazan_typed.version) == ("First", 2)


def test_an_address_part_belongs_to_one_record(kazan_typed: Institution, world: Any, sato: Any) -> None:
    with pytest.raises(Refused) as refusal:
        institutions.edit(kazan_typed, {"slug": world.kazan.slug}, by=sato, version=None)
    assert list(refusal.value.errors) == ["slug"]


def test_a_unit_stays_in_its_institution_and_out_of_itself(kazan_typed: Institution, world: Any, sato: Any) -> None:
    physics = institutions.create_unit(kazan_typed, {"name_en": "Physics", "parent": None}, by=sato)
    optics = institutions.create_unit(kazan_typed, {"name_en": "Optics", "parent": physics}, by=sato)
    with pytest.raises(Refused):
        institutions.edit_unit(physics, {"parent": optics}, by=sato, version=None)
    with pytest.raises(Refused):
        institutions.create_unit(world.kazan, {"name_en": "Foreign", "parent": physics}, by=sato)


def test_two_units_put_below_each_other_one_after_the_other_make_no_circle(kazan_typed: Institution, sato: Any) -> None:
    physics, optics = (institutions.create_unit(kazan_typed, {"name_en": name}, by=sato) for name in ("P", "O"))
    as_seen_before = OrgUnit.objects.get(pk=optics.pk)
    institutions.edit_unit(optics, {"parent": physics}, by=sato, version=None)
    with pytest.raises(Refused) as refusal:
        institutions.edit_unit(physics, {"parent": as_seen_before}, by=sato, version=None)
    assert list(refusal.value.errors) == ["parent"]


def test_the_keys_come_from_the_names_as_they_are_stored(kazan_typed: Institution, sato: Any, admin: Any) -> None:
    """A command that holds an old object gives no old name back."""
    institutions.edit(kazan_typed, {"name_en": "Volga University", "aliases": ""}, by=admin, version=1)
    institutions.edit(kazan_typed, {"website": "https://example.org"}, by=sato, version=None)
    assert "kfu" in [line.slug for line in find("volga").lines]
    assert "kfu" not in [line.slug for line in find("kazan state").lines]


def test_every_act_writes_history_in_the_name_of_its_actor(kazan_typed: Institution, sato: Any, admin: Any) -> None:
    institutions.edit(kazan_typed, {"name_en": "Again"}, by=admin, version=1)
    rows = kazan_typed.history.order_by("history_id")
    assert [(row.history_type, row.history_user) for row in rows] == [("+", sato), ("~", admin)]


# --- The forms -----------------------------------------------------------------------------------------------------------


def test_the_office_registers_with_one_language_and_the_others_stay_honestly_empty(
    city: City, world: Any, sign_in: Any, sato: Any
) -> None:
    answer = sign_in(sato).post(reverse("partners:institution_register"), fields(name_ja="", name_en="New University"))
    assert answer.status_code == 302
    made = Institution.objects.get(slug="new-university")
    assert (made.name_ja, made.name_en, made.name_ru) == ("", "New University", "")
    page = sign_in(sato).get("/ru/partners/new-university/").content.decode()
    assert "названия на русском пока нет" in page
    assert '<span lang="en">New University</span>' in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name_en", "x" * 1_000_000),
        ("name_en", "Kazan\x00University"),
        ("name_en", "Kazan\u202eytisrevinU"),
        ("name_en", "Kazan\u200bUniversity"),
        ("slug", "two words"),
        ("slug", "../../etc"),
        ("slug", "казань"),
        ("city", "7"),
        ("city", "00000000-0000-0000-0000-000000000000"),
        ("city", "\x00"),
        ("kind", "circus"),
        ("website", "javascript:alert(1)"),
        ("latitude", "1_0"),
        ("latitude", "91"),
        ("latitude", "NaN"),
        ("longitude", "1e2"),
        ("jasso_code", "x" * 21),
        ("aliases", "x" * 2001),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_stored(
    city: City, world: Any, sign_in: Any, sato: Any, field: str, value: str
) -> None:
    before = Institution.objects.count()
    typed = fields(latitude="55.79", longitude="49.12") | {field: value}
    answer = sign_in(sato).post(reverse("partners:institution_register"), typed)
    assert answer.status_code in (200, 400)
    assert Institution.objects.count() == before
    if answer.status_code == 200:
        form = answer.context["form"]
        assert field in form.errors
        assert form["name_ja"].value() == typed["name_ja"], "nothing that was typed is lost"


def test_without_a_name_in_any_language_the_form_comes_back(city: City, world: Any, sign_in: Any, sato: Any) -> None:
    answer = sign_in(sato).post(reverse("partners:institution_register"), fields(name_ja=" ", name_en=""))
    assert answer.context["form"].errors == {"name_en": ["Fill in one language at least."]}


def test_a_stale_edit_shows_both_texts_and_can_then_be_saved(
    city: City, kazan_typed: Institution, sign_in: Any, sato: Any, admin: Any
) -> None:
    address = reverse("partners:institution_edit", args=[kazan_typed.uid])
    institutions.edit(kazan_typed, {"name_en": "Theirs"}, by=admin, version=1)
    mine = fields(name_en="Mine & yours", slug="kfu", version="1")

    answer = sign_in(sato).post(address, mine)

    assert answer.status_code == 409
    assert ("Mine & yours", "Theirs") in [(item.yours, item.theirs) for item in answer.context["conflict"].boxes.both]
    text = answer.content.decode()
    assert "Theirs" in text
    assert 'value="Mine &amp; yours"' in text
    kazan_typed.refresh_from_db()
    assert kazan_typed.name_en == "Theirs"

    again = sign_in(sato).post(address, mine | {"version": answer.context["form"]["version"].value()})
    assert again.status_code == 302
    kazan_typed.refresh_from_db()
    assert kazan_typed.name_en == "Mine & yours"


@pytest.mark.parametrize("version", ["", "0", "-1", "abc", "99999999999999999999"])
def test_an_edit_without_its_version_overwrites_nothing(
    city: City, kazan_typed: Institution, sign_in: Any, sato: Any, version: str
) -> None:
    address = reverse("partners:institution_edit", args=[kazan_typed.uid])
    answer = sign_in(sato).post(address, fields(slug="kfu", version=version))
    assert answer.status_code in (200, 409)
    kazan_typed.refresh_from_db()
    assert kazan_typed.version == 1


def test_a_city_is_registered_with_full_width_digits_and_a_comma(world: Any, sign_in: Any, sato: Any) -> None:
    typed = {
        "name_ja": "エラブガ",
        "name_en": "Yelabuga",
        "name_ru": "Елабуга",
        "slug": "Yelabuga",
        "country": "RU",
        "time_zone": "Europe/Moscow",
        "latitude": "５５,７６",
        "longitude": "52.03",
    }
    assert sign_in(sato).post(reverse("partners:city_register"), typed).status_code == 302
    made = City.objects.get(slug="yelabuga")
    assert (str(made.latitude), str(made.longitude)) == ("55.76000", "52.03000")
    institutions.edit_city(made, {"name_ru": "Алабуга"}, by=sato, version=1)
    answer = sign_in(sato).post(reverse("partners:city_edit", args=[made.uid]), typed | {"version": "1"})
    assert answer.status_code == 409
