"""New records that are made in a fifth of the time are those that a model makes."""

from uuid import UUID

import pytest
from django.db.models.signals import post_init, pre_init

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.lib.fresh import fresh
from mobility.models import Mobility


@pytest.mark.parametrize("model", [Person, Mobility])
def test_a_record_begins_as_its_model_makes_it(model):
    made, usual = fresh(model), model()
    assert {**made.__dict__, "_state": None, "uid": None} == {**usual.__dict__, "_state": None, "uid": None}
    assert made._state.__dict__ == usual._state.__dict__
    assert isinstance(made.uid, UUID)
    assert len({made.uid, usual.uid, fresh(model).uid}) == 3
    assert made._state is not fresh(model)._state


def test_foreign_keys_lead_to_their_records():
    person = Person(pk=-3)
    made, other = fresh(Mobility, person=person), Mobility(person=person)
    assert made.person is person
    assert (made.person_id, made._state.fields_cache) == (other.person_id, other._state.fields_cache)
    assert fresh(Mobility)._state.fields_cache == {}


@pytest.mark.parametrize("model", [Person, Mobility])
def test_nobody_listens_to_the_making_of_these_models(model):
    assert not pre_init.has_listeners(model)
    assert not post_init.has_listeners(model)
    assert "__init__" not in {
        name
        for each in model.__mro__
        if each.__module__.split(".")[0] != "django"
        for name in vars(each)
        if each is not object
    }
