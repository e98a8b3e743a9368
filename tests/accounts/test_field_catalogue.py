"""Every stored field is classified, with a purpose and an end."""

from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from tests import field_catalogue


def everything() -> list[type[models.Model]]:
    return apps.get_models(include_auto_created=True)


def test_every_field_of_every_model_is_classified_and_nothing_else_is() -> None:
    assert field_catalogue.faults(everything(), field_catalogue.read()) == []


@isolate_apps("kanazawa_exchange.accounts")
def test_a_new_field_without_a_line_is_found() -> None:
    class Passport(models.Model):  # noqa: DJ008  it is never shown
        number = models.CharField(max_length=20)

        class Meta:
            app_label = "accounts"

    before = field_catalogue.faults(everything(), field_catalogue.read())
    found = field_catalogue.faults([*everything(), Passport], field_catalogue.read())

    assert [fault for fault in found if fault not in before] == [
        "accounts.Passport.number is not classified in accounts.csv"
    ]


def test_a_line_without_its_field_is_found() -> None:
    stale = field_catalogue.Entry("accounts", "Person", "shoe_size", "personal", "none", "none", "yes")

    before = field_catalogue.faults(everything(), field_catalogue.read())
    found = field_catalogue.faults(everything(), [*field_catalogue.read(), stale])

    assert [fault for fault in found if fault not in before] == ["accounts.csv: Person.shoe_size does not exist"]


def test_sensitive_fields_leave_no_copy_in_a_history() -> None:
    sensitive = {(entry.model, entry.field) for entry in field_catalogue.read() if entry.kind == "sensitive"}
    histories = [model for model in everything() if hasattr(model, "instance_type")]

    kept = {(model, field) for _, model, field, _ in field_catalogue.stored_fields(histories)}

    assert len(histories) > 20
    assert not kept & sensitive
