"""Choices among records survive whatever a browser may send."""

import pytest
from django.core.exceptions import ValidationError

from kanazawa_exchange.accounts.forms.records import RecordsChoice
from partners.models import Institution

UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    "value",
    ["9223372036854775808", UNKNOWN, "-1", "1_000", "٣", "x" * 5000, "1\x00", ""],
)
def test_a_number_that_is_no_record_is_refused_at_the_field(db, value):
    field = RecordsChoice(Institution.objects.all(), required=False)
    with pytest.raises(ValidationError) as refusal:
        field.clean([value])
    assert len(" ".join(refusal.value.messages)) < 200


def test_known_records_are_chosen(world):
    field = RecordsChoice(Institution.objects.all(), required=False)
    assert set(field.clean([str(world.kazan.uid), str(world.irkutsk.uid)])) == {world.kazan, world.irkutsk}
