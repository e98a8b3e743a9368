"""Published years with small groups in them, and what subtraction and equations find of these."""

from random import Random
from typing import Any

from programs.models import Program
from rubric.models import RubricVersion
from rubric.scoring.tables import JointTable
from rubric.suppression import publication
from rubric.suppression.groups import Group, crossed
from rubric.suppression.marks import SMALLEST
from tests import factories
from tests.rubric import attacks, public_reader
from tests.rubric.publishing import asked, counted, pairs, published, run_of

Finest = dict[tuple[str, ...], int]

FEW: Finest = {
    ("outbound", "cultural"): 9,
    ("outbound", "basic"): 3,
    ("outbound", "advanced"): 6,
    ("inbound", "cultural"): 8,
    ("inbound", "basic"): 7,
    ("inbound", "advanced"): 5,
}


def table(count: int, chance: Random) -> JointTable:
    return pairs(*((chance.randrange(4), chance.randrange(4)) for _person in range(count)))


def brought_out(world: Any, version: RubricVersion, finest: Finest, year: int = 2018) -> None:
    """These pairs in FY2018, of every ability of the rubric, published."""
    chance = Random(year)
    programs = {
        code: Program.objects.filter(code=code).first() or factories.ProgramFactory(project=world.project, code=code)
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
