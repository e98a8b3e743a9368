"""Members of committees and evaluators read no number of answers that is public nowhere: set aside, come since, of an older version."""

import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from kanazawa_exchange.accounts.models import User, tracked_writes_allowed
from rubric.models import PublicYear, RubricVersion, SurveyWave
from rubric.queries import cohort_readers
from rubric.queries.cohort_sums import CohortSum
from tests.list_files import content_of
from tests.markup import compact
from tests.rubric import surveys, versions
from tests.rubric.cohorts import BEGAN, PLAIN, Counted, ended
from tests.rubric.seat_reader import AT

pytestmark = pytest.mark.django_db
PAGES = ("", "programs/", "years/")
ASIDE, OLDER = "were set aside", "3 pairs one answer was given in an older version"
LATER = BEGAN.replace(hour=5)
HEAD = "Read from an older version"


@pytest.fixture
def version(sato: User) -> RubricVersion:
    return versions.first(sato)


@pytest.fixture
def counted(world: Any, version: RubricVersion, sato: User) -> None:
    """A published year of thirteen pairs, three of them read from an older version; two answers were set aside, one came since."""
    asked = surveys.questionnaire(version)
    draft = versions.versions.new_version(version.rubric, by=sato)
    newer = versions.adopted(draft, sato, versions.LATER)
    ended(newer, Counted(world.outbound, world.kazan, PLAIN, mapped=3), public={2018: 13}, set_aside=2)
    wave = surveys.wave(world.outbound, asked)
    surveys.answered(wave, world.sent(), surveys.levels(asked, 1, 1, 1, 1, 1), sent_at=LATER)
    with tracked_writes_allowed():
        SurveyWave.objects.filter(pk=wave.pk).update(status="locked", updated_at=BEGAN)


def pages(client: Client) -> str:
    return " ".join(compact(client.get(f"{AT}{page}", {"fy": "2018"}).content.decode()) for page in PAGES)


def heads(client: Client) -> set[str]:
    book = load_workbook(io.BytesIO(content_of(client.get(f"{AT}xlsx/", {"fy": "2018"}))))
    return {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}


@pytest.mark.parametrize("who", ["mori", "hayashi"])
def test_neither_pages_nor_workbook_tell_one(
    counted: None, request: pytest.FixtureRequest, sign_in: Any, who: str
) -> None:
    client = sign_in(request.getfixturevalue(who))
    text, cells = pages(client), heads(client)
    assert "The answers of 13 people" in text
    for words in (ASIDE, OLDER, "come since", "has come"):
        assert words not in text
        assert not any(words in cell for cell in cells)
    assert HEAD not in cells
    assert "A published fiscal year never changes." in text
    assert "Some people were asked by an older version of the rubric" in text


def test_control_the_office_reads_all_three(counted: None, sato: User, sign_in: Any) -> None:
    client = sign_in(sato)
    text = pages(client)
    assert ASIDE in text
    assert OLDER in text
    assert "1 answer has come since and is not counted." in text
    assert HEAD in heads(client)


def test_control_of_the_sums_as_they_are_the_share_of_older_answers_could_be_told(
    counted: None, mori: User, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard off: committees read what was counted."""
    sums: list[CohortSum] = []
    told = cohort_readers.as_published

    def noted(group: Any, scale: Any) -> CohortSum:
        sums.append(told(group, scale))
        return sums[-1]

    monkeypatch.setattr(cohort_readers, "as_published", noted)
    sign_in(mori).get(AT, {"fy": "2018"})
    as_told = {table.mapped for table in sums[0].tables.values()}
    run = PublicYear.objects.get().score_run
    counted_tables = [one["mapped"] for one in run.cells.get().tables.values()]
    assert (set(counted_tables), as_told) == ({3}, {13})
