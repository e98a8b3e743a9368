"""No small group can be recovered from what the public pages and the file really say, by whatever is tried."""

from random import Random
from typing import Any

import pytest
from django.test import Client

from kanazawa_exchange.accounts.models import User
from rubric.models import RubricVersion
from rubric.scoring.tables import JointTable
from rubric.suppression import publication
from rubric.suppression.groups import Group, crossed
from rubric.suppression.marks import SMALLEST, Marks
from tests import factories
from tests.rubric import attacks, public_reader, versions
from tests.rubric.publishing import asked, counted, pairs, published, run_of

pytestmark = pytest.mark.django_db
Finest = dict[tuple[str, ...], int]

FEW: Finest = {
    ("outbound", "cultural"): 9,
    ("outbound", "basic"): 3,
    ("outbound", "advanced"): 6,
    ("inbound", "cultural"): 8,
    ("inbound", "basic"): 7,
    ("inbound", "advanced"): 5,
}


@pytest.fixture
def version(sato: User) -> RubricVersion:
    return versions.first(sato)


def table(count: int, chance: Random) -> JointTable:
    return pairs(*((chance.randrange(4), chance.randrange(4)) for _person in range(count)))


def brought_out(world: Any, version: RubricVersion, finest: Finest, year: int = 2018) -> None:
    """These pairs in FY2018, of every ability of the rubric, published."""
    chance = Random(year)
    programs = {
        code: factories.ProgramFactory._meta.model.objects.filter(code=code).first()
        or factories.ProgramFactory(project=world.project, code=code)
        for code in {program for _direction, program in finest}
    }
    cells = {}
    for (direction, program), count in finest.items():
        run = run_of(programs[program], direction, year)
        asked(version, run)
        cells[run] = {ability.code: table(count, chance) for ability in version.abilities.all()}
    published(counted(version, cells))


def withheld(seen: public_reader.Seen, finest: Finest, year: str = "russia-2018") -> set[Group]:
    """The public groups of which no answer of the portal gave a number."""
    shown = {(direction or None, program or None) for found, direction, program in seen.pairs if found == year}
    return set(crossed(finest, publication.VIEWS).public) - shown


def recovered(finest: Finest, hidden: set[Group]) -> set[Group]:
    """Small groups that subtraction or equations find, given that these are hidden."""
    groups = crossed(finest, publication.VIEWS)
    small = groups.small(SMALLEST)
    found = small & attacks.by_equations(groups, finest, hidden)
    for who in attacks.by_subtraction(groups, finest, hidden, SMALLEST):
        found |= {group for group in groups.counts if attacks.members(group, finest) == who} or {("?", "?")}
    return found | (small - hidden)


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
        "ja": "この集団の数字は公開していません",
        "en": "figures of this group are withheld",
        "ru": "не публикуются",
    }

    for language, sentence in words.items():
        page = Client().get(f"/{language}/results/?direction=outbound&program=basic").content.decode()
        assert sentence in page
        assert 'id="abilities-caption"' not in page
