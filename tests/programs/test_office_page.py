"""The office's page of projects: nothing is said twice, and what is missing is named."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from programs.queries.office import office_projects


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


def test_a_committee_named_as_its_kind_is_named_once(world: Any) -> None:
    for number, name in enumerate(("Quality assurance sub-committee", "Those who watch quality")):
        world.project.committees.create(slug=f"quality-{number}", kind="quality", name_en=name)
    lines = {str(line.name): line.kind_label for line in office_projects()[0].committees}
    assert lines == {
        "Quality assurance sub-committee": "",
        "Those who watch quality": "Quality assurance sub-committee",
    }


def test_what_nobody_has_written_is_named_with_its_language(world: Any) -> None:
    world.cultural.name_ru = ""
    world.cultural.description_en, world.cultural.description_ja, world.cultural.description_ru = (
        "About",
        "説明",
        "Описание",
    )
    world.cultural.save()
    lines = {line.slug: line.missing for line in office_projects()[0].programs}
    assert lines["cultural"] == ("Name (Russian)",)
