"""A history is read by people: no code of a column is printed as it is stored."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.utils.translation import override

from kanazawa_exchange.accounts.queries.changes import HIDDEN, Words
from kanazawa_exchange.accounts.queries.history import timeline
from partners.models import City, Contact

AS_TYPED = frozenset(
    {
        "activity",
        "answer",
        "affiliation",
        "adopted_by",
        "aliases",
        "basis",
        "body",
        "applicant_comment",
        "alt",
        "caption",
        "committee_comment",
        "closures",
        "pen_name",
        "code",
        "cost",
        "date_basis",
        "definition",
        "description",
        "email",
        "family",
        "field_limits",
        "fields_of_study",
        "funder",
        "given",
        "help",
        "introduction",
        "jasso_code",
        "key",
        "lot_seed",
        "languages",
        "name",
        "note",
        "online_link",
        "participants",
        "patronymic",
        "period",
        "person",
        "phone",
        "place",
        "prompt",
        "purpose",
        "question",
        "region",
        "room",
        "scheme",
        "short_name",
        "slug",
        "student_number",
        "subject",
        "summary",
        "text",
        "theme",
        "title",
        "website",
        "zone",
    }
)
"""Columns that hold what somebody wrote, parts of addresses and marks of other registers: they are read as they stand."""
UNTOLD = {
    ("Enrolment", "level"),
    ("City", "time_zone"),
    ("MailTemplate", "kind"),
    ("Application", "certificate"),
    ("Nomination", "unlock_reason"),
    ("ActivityReportTranslation", "search_text"),
}
"""A level is written as the other university calls it; a zone is named by its own world-wide name; the kind of a letter never changes.
Applications show their moves and no changes of columns; why an unlock is asked for stands in the move. A search key is made from
the text and kept by no history."""
UNREAD = {"CountingRule"}
"""A rule never changes: it has versions, each with a page of its own, and no history is shown."""
TRACKED = [model for model in apps.get_models() if hasattr(model, "history") and model.__name__ not in UNREAD]
FIELDS = [
    pytest.param(model, field, id=f"{model.__name__}.{field.name}")
    for model in TRACKED
    for field in Words([], HIDDEN, {}).fields(model)
    if not field.is_relation
]


def in_words(field: Any, value: object, lang: str) -> str:
    with override(lang):
        return Words([], HIDDEN, {}).of(field, value)


def stored_values(field: Any) -> list[object]:
    """Values of a column that mean something else than their letters."""
    if field.choices:
        return [code for code, _label in field.flatchoices if code]
    if field.name in getattr(field.model, "IN_WORDS", {}):
        if isinstance(field, models.DecimalField):
            return [Decimal("1.500")]
        return ["12345"] if field.name == "weekdays" else ["JP"]
    by_kind: dict[type, list[object]] = {
        models.BooleanField: [True, False],
        models.DateField: [date(2018, 8, 1)],
        models.TimeField: [time(9, 0)],
    }
    return by_kind.get(type(field), [])


def test_the_walk_meets_every_kind() -> None:
    assert len(TRACKED) > 20
    assert {("Contact", "weekdays"), ("Mobility", "activity"), ("City", "country")} <= {
        (each.values[0].__name__, each.values[1].name) for each in FIELDS
    }


@pytest.mark.parametrize(("model", "field"), FIELDS)
def test_no_code_is_printed_as_it_is_stored(model: Any, field: Any) -> None:
    values = stored_values(field)
    for value in values:
        assert in_words(field, value, "ja") not in ("", str(value)), value
        assert in_words(field, value, "ru") not in ("", str(value)), value
    is_text = isinstance(field, models.CharField | models.TextField) and not values
    base = field.name.removesuffix(f"_{getattr(field, 'language', '')}")
    if is_text and (model.__name__, field.name) not in UNTOLD:
        assert base in AS_TYPED, "say how it is read: IN_WORDS of the model, or that it is read as it was typed"


def test_weekdays_hours_and_countries_are_read(world: Any, sato: Any) -> None:
    weekdays, country = Contact._meta.get_field("weekdays"), City._meta.get_field("country")
    assert [in_words(weekdays, "12345", lang) for lang in ("ja", "en", "ru")] == ["月〜金", "Mon–Fri", "пн–пт"]
    assert in_words(weekdays, "1", "ja") == "月"
    assert [in_words(country, "RU", lang) for lang in ("ja", "en", "ru")] == ["ロシア", "Russia", "Россия"]
    assert in_words(Contact._meta.get_field("opens_at"), time(9, 30), "ja") == "9:30"


def test_the_history_of_a_contact_tells_its_hours_in_words(world: Any, sato: Any) -> None:
    hours = {"weekdays": "12345", "opens_at": time(9), "closes_at": time(17)}
    contact = Contact.objects.create(institution=world.kanazawa, name_en="Window", name_ja="窓口", **hours)
    contact.weekdays = "1"
    contact.save()
    with override("en"):
        changes = timeline(contact)[0].changes
    assert [(change.before, change.after) for change in changes] == [("Mon–Fri", "Mon")]
