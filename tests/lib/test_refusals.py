"""Refusals: sentences by field, and the database's own ones in words."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from kanazawa_exchange.accounts.models import PersonName
from kanazawa_exchange.lib.refusals import Refused, explained
from partners.models import City
from tests.factories import CityFactory, PersonFactory

pytestmark = pytest.mark.django_db


class CannotDoIt(Refused):
    """A refusal of its own kind."""


def test_one_sentence_or_one_for_each_field():
    assert Refused("No.").errors == {"": "No."}
    assert Refused("No.", field="slug").errors == {"slug": "No."}
    both = Refused({"a": "One.", "b": "Two."})
    assert both.errors == {"a": "One.", "b": "Two."}
    assert str(both) == "One. Two."


def same_address(city: City) -> City:
    return City(slug=city.slug, country="RU", time_zone="Asia/Tokyo", latitude=1, longitude=1, name_en="Other")


def test_a_unique_column_is_named_by_its_field():
    twin = same_address(CityFactory())
    with (
        translation.override("en"),
        pytest.raises(CannotDoIt) as refusal,
        explained({}, CannotDoIt),
        transaction.atomic(),
    ):
        twin.save()
    assert refusal.value.errors == {"slug": "Another record already has this value."}


def test_a_named_guard_has_its_own_sentence_found_when_it_is_needed():
    twin = same_address(CityFactory())
    with (
        pytest.raises(Refused) as refusal,
        explained({"partners_city.slug": ("", lambda: "Taken.")}),
        transaction.atomic(),
    ):
        twin.save()
    assert refusal.value.errors == {"": "Taken."}


def test_a_unique_constraint_over_several_columns_is_known_by_its_name():
    name = PersonFactory().names.get()
    with (
        pytest.raises(Refused) as refusal,
        explained({"person_name_one_per_script": ("script", "Once.")}),
        transaction.atomic(),
    ):
        PersonName(person=name.person, script=name.script, family="Petrova").save()
    assert refusal.value.errors == {"script": "Once."}


def test_what_nobody_explains_is_raised_as_it_came():
    with pytest.raises(IntegrityError), explained({}), transaction.atomic():
        raise IntegrityError("something else")
