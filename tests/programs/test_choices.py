"""Choices among records survive whatever a browser may send."""

import pytest
from django.core.exceptions import ValidationError

from partners.models import Institution
from programs.forms.parts import NamedMultipleChoiceField


@pytest.mark.parametrize("value", ["9223372036854775808", "-1", "1_000", "٣", "x" * 5000, "1\x00", ""])
def test_a_number_that_is_no_record_is_refused_at_the_field(db, value):
    field = NamedMultipleChoiceField(Institution.objects.all(), required=False)
    with pytest.raises(ValidationError) as refusal:
        field.clean([value])
    assert len(" ".join(refusal.value.messages)) < 200


def test_known_records_are_chosen(world):
    field = NamedMultipleChoiceField(Institution.objects.all(), required=False)
    assert set(field.clean([str(world.kazan.pk), str(world.irkutsk.pk)])) == {world.kazan, world.irkutsk}
