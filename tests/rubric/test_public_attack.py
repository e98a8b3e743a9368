"""No small group can be recovered from what the public pages and the file really say, by whatever is tried."""

from random import Random
from typing import Any

import pytest
from django.test import Client

from kanazawa_exchange.accounts.models import User
from rubric.models import RubricVersion
from rubric.suppression import publication
from rubric.suppression.groups import crossed
from rubric.suppression.marks import SMALLEST, Marks
from tests.rubric import attacks, public_reader, versions
from tests.rubric.public_worlds import FEW, Finest, brought_out, recovered, withheld

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(sato: User) -> RubricVersion:
    return versions.first(sato)


def test_no_filter_page_language_or_file_gives_a_small_group_away(world: Any, version: RubricVersion) -> None:
    brought_out(world, version, FEW)

    seen = public_reader.everything(Client(), beside=({}, {"sort": "-pairs"}, {"rows": "all"}))

    hidden = withheld(seen, FEW)
    assert seen.addresses == 3 * 3 * 4 * 3  # languages, directions, programmes and all of them, words beside
    assert ("outbound", "basic") in hidden
    assert recovered(FEW, hidden) == set()
    assert set(seen.figures) == set(seen.pairs)
    assert seen.pairs["russia-2018", "", ""] == sum(FEW.values())


def test_trying_every_population_leaves_the_small_group_open(world: Any, version: RubricVersion) -> None:
    brought_out(world, version, FEW)

    hidden = withheld(public_reader.everything(Client(), ("ja",)), FEW)

    groups = crossed(FEW, publication.VIEWS)
    sizes = {counts["outbound", "basic"] for counts in attacks.possible(groups, FEW, hidden, spare=SMALLEST)}
    assert max(sizes) - min(sizes) >= SMALLEST


def test_control_without_complementary_cells_the_group_is_found(
    world: Any, version: RubricVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the small group itself is withheld: what is published gives it away, level by level."""
    monkeypatch.setattr(publication, "marked", lambda groups: Marks(groups.small(SMALLEST), frozenset(), 0))
    monkeypatch.setattr(publication, "recoverable", lambda groups, hidden: frozenset())
    brought_out(world, version, FEW)

    seen = public_reader.everything(Client(), ("ja",))

    hidden = withheld(seen, FEW)
    assert hidden == {("outbound", "basic")}
    assert recovered(FEW, hidden) == {("outbound", "basic")}
    whole, rest = (seen.figures["russia-2018", direction, "basic"][0] for direction in ("", "inbound"))
    before = [one - other for one, other in zip(whole.before, rest.before, strict=True)]
    assert sum(before) == 3  # the levels of three people, read off


def test_of_many_random_years_none_gives_a_small_group_away(world: Any, version: RubricVersion) -> None:
    chance = Random(7)
    years: dict[int, Finest] = {}
    for year in range(2010, 2016):
        years[year] = {place: chance.choice((0, 1, 3, 4, 6, 9)) for place in FEW}
        brought_out(world, version, years[year], year)

    seen = public_reader.everything(Client(), ("en",))

    for year, finest in years.items():
        hidden = withheld(seen, finest, f"russia-{year}")
        assert recovered(finest, hidden) == set(), year


def test_the_page_says_in_words_what_it_withholds(world: Any, version: RubricVersion) -> None:
    brought_out(world, version, FEW)
    words = {
        "ja": "この集団の数値は公開していません",
        "en": "figures of this group are withheld",
        "ru": "не публикуются",
    }

    for language, sentence in words.items():
        page = Client().get(f"/{language}/results/abilities/?direction=outbound&program=basic").content.decode()
        assert sentence in page
        assert 'id="abilities-caption"' not in page
