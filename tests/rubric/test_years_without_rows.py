"""A published year without rows for researchers says so by its name, and why none are made later."""

from typing import Any

import pytest
from django.test import Client

from kanazawa_exchange.accounts.models import User
from rubric.models import Instrument, PublicRows
from tests import factories
from tests.rubric import scoring_worlds, surveys, versions
from tests.rubric.cohorts import Counted, ended
from tests.rubric.publishing import run_of
from tests.rubric.test_microdata import PAGE, answered, finished, travelled

pytestmark = pytest.mark.django_db
BEFORE = {
    "en": "FY2018 has no row: it was published before rows were kept with the figures.",
    "ja": "行はありません。数値とともに行を保存する前に公開されたためです。",
    "ru": "строк нет. Финансовый год опубликован до того, как строки стали сохраняться",
}
TOO_FEW = "has no row: too few people are alike"


@pytest.fixture
def instrument(sato: User) -> Instrument:
    return surveys.questionnaire(versions.first(sato))


@pytest.fixture
def office(sato: User, sign_in: Any) -> Client:
    client: Client = sign_in(sato)
    return client


def told(office: Client, language: str = "en") -> list[str]:
    """The page and the codebook, which goes along with the file."""
    address = PAGE.replace("/en/", f"/{language}/")
    return [
        " ".join(office.get(f"{address}{part}").content.decode().replace("\u00a0", " ").split())
        for part in ("", "codebook/")
    ]


def test_a_year_that_was_published_before_rows_were_kept(world: Any, instrument: Instrument, office: Client) -> None:
    ended(instrument.rubric_version, Counted(world.outbound, world.kazan), public={2018: 13})
    assert not PublicRows.objects.exists()
    for language, sentence in BEFORE.items():
        for text in told(office, language):
            assert sentence in text
    assert TOO_FEW not in told(office)[0]


def test_a_year_of_too_few(world: Any, instrument: Instrument, office: Client) -> None:
    finished(instrument, {world.outbound: travelled(world, world.outbound, 4)})
    for text in told(office):
        assert f"FY2018 {TOO_FEW}" in text
        assert BEFORE["en"] not in text


def test_of_two_projects_each_year_is_named_with_its_own(world: Any, instrument: Instrument, office: Client) -> None:
    """One of them is published, and then both have a year of the same number."""
    ended(instrument.rubric_version, Counted(world.outbound, world.kazan), public={2018: 13})
    assert all("FY2018 has no row" in text for text in told(office))
    other = factories.ProjectFactory(code="other", name_en="Other project", short_name_en="Other")
    run = run_of(factories.ProgramFactory(project=other), "outbound")
    ended(instrument.rubric_version, Counted(run, world.kazan), public={2018: 13})
    for text in told(office):
        assert "FY2018 has no row" not in text
        assert "FY2018 (Other) has no row" in text
        assert text.count("has no row") == 2


def test_beside_them_a_year_with_rows_is_not_named(world: Any, instrument: Instrument, office: Client) -> None:
    ended(instrument.rubric_version, Counted(world.outbound, world.kazan), public={2018: 13})
    later = run_of(world.cultural, "outbound", 2019)
    answered(instrument, later, travelled(world, later, 6))
    scoring_worlds.scored(instrument.rubric_version)
    for text in told(office):
        assert BEFORE["en"] in text
        assert "FY2019 has no row" not in text
    assert office.get(f"{PAGE}csv/").content.count(b",2019,") == 6
