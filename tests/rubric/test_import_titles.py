"""The list of imports names the questionnaires whose answers on paper came in."""

from typing import Any

import pytest

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from mobility.models import ImportBatch
from mobility.queries import import_lists
from tests.rubric import surveys, versions

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_imports_names_every_questionnaire_in_one_query(
    sato: User, django_assert_num_queries: Any, count: int
) -> None:
    version = versions.first(sato)
    for number in range(count):
        asked = surveys.questionnaire(version, f"self-{number}")
        ImportBatch.objects.create(
            kind=f"answers-{asked.pk}", owner=sato, source="x", digest="", created_at=clock.now()
        )
    import_lists.page(sato)
    with django_assert_num_queries(4):
        page = import_lists.page(sato)
    assert ["Self-assessment" in line.kind for line in page.rows] == [True] * count
