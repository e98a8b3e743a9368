"""No app forgets a reference to people: a new foreign key says whether its rows go along when two entries are merged."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.services import references
from kanazawa_exchange.accounts.services.references import Knowledge, Reference


def to_people() -> set[str]:
    """Every foreign key, one-to-one and many-to-many relation to a person. A line of history says what was, and never moves."""
    return {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        if not hasattr(model, "instance_type")
        for field in [*model._meta.concrete_fields, *model._meta.local_many_to_many]
        if field.is_relation and field.related_model is Person
    }


def unregistered(known: Iterable[Reference]) -> set[str]:
    return to_people() ^ {reference.name for reference in known}


def test_every_reference_to_a_person_is_registered_once() -> None:
    assert unregistered(references.references()) == set()
    names = [reference.name for reference in references.references()]
    assert len(names) == len(set(names))


def test_an_account_goes_with_its_person_and_all_that_hangs_on_the_account_with_it() -> None:
    assert "accounts.user.person" in {reference.name for reference in references.moving()}


@pytest.mark.parametrize("app", ["accounts", "partners", "programs", "mobility"])
def test_control_an_app_that_says_nothing_is_found(app: str, monkeypatch: pytest.MonkeyPatch) -> None:
    silent: dict[str, Any] = {**references._known, app: Knowledge()}
    monkeypatch.setattr(references, "_known", silent)
    assert {name.split(".")[0] for name in unregistered(references.references())} == {app}


def test_control_a_further_foreign_key_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    further = models.ForeignKey(Person, on_delete=models.PROTECT)
    further.set_attributes_from_name("guardian")
    further.model = Person
    monkeypatch.setattr(Person._meta, "local_many_to_many", [further])
    assert unregistered(references.references()) == {"accounts.person.guardian"}


def test_what_stays_says_why() -> None:
    assert all(len(reference.stays.split()) > 3 for reference in references.references() if reference.stays)
