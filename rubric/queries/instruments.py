"""What a stored questionnaire is in the arithmetic of scores, and how levels are written for the database to count."""

from fractions import Fraction
from itertools import chain, count

from ..models import Ability, Instrument, Item, RubricVersion
from ..scoring import instruments as arithmetic
from ..scoring.responses import Scores

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
NO_LEVEL = "-"
LEVELS: dict[str, int | None] = {NO_LEVEL: None} | {digit: level for level, digit in enumerate(DIGITS)}


def in_arithmetic(instrument: Instrument) -> arithmetic.Instrument:
    """The items that score and the abilities they measure, in the order of the rubric version; four queries.

    Errors: scoring.instruments.Unscorable for a questionnaire that contradicts itself, which none in use does.
    """
    highest = max(instrument.rubric_version.levels.values_list("number", flat=True), default=0)
    asked = instrument.asked.select_related("ability")
    items = instrument.items.exclude(ability=None).select_related("ability").prefetch_related("options")
    return arithmetic.Instrument(
        version=str(instrument.rubric_version.uid),
        abilities=tuple(arithmetic.Ability(row.ability.code, highest, row.minimum) for row in asked),
        items=tuple(item_in_arithmetic(item) for item in items),
    )


def item_in_arithmetic(item: Item) -> arithmetic.Item:
    """One item; without an ability it scores nothing, and its answers are judged in the same way."""
    return arithmetic.Item(
        key=item.key,
        ability=item.ability.code if item.ability else "",
        kind=arithmetic.Kind(item.kind),
        weight=Fraction(item.weight),
        reverse=item.is_reversed,
        lowest=Fraction(item.lowest or 0),
        highest=Fraction(item.highest or 0),
        options=tuple((option.key, Fraction(option.points or 0)) for option in item.options.all()),
    )


def abilities_after(before: RubricVersion, version: RubricVersion) -> dict[int, Ability]:
    """What the abilities of a version have become in a later one of the same rubric, by their primary keys."""
    old = set(before.abilities.values_list("pk", flat=True))
    earlier = dict(Ability.objects.filter(rubric_version__rubric=version.rubric_id).values_list("pk", "before"))
    found = {}
    for ability in version.abilities.all():
        origin: int | None = ability.pk
        while origin is not None and origin not in old:
            origin = earlier.get(origin)
        if origin is not None:
            found[origin] = ability
    return found


def levels_text(scores: Scores, abilities: tuple[str, ...]) -> str:
    """One character per ability of the rubric version, in its order: the level in base 36, "-" where there is none.

    `abilities` are the codes of all abilities of the version, of which a questionnaire may ask only some.
    """
    found = {score.ability: score.level for score in scores}
    return "".join(NO_LEVEL if (level := found.get(code)) is None else DIGITS[level] for code in abilities)


def level_of(character: str) -> int | None:
    """The level that `levels_text` wrote."""
    return LEVELS[character]


def free_code(code: str, version: RubricVersion | None) -> str:
    """This code, or the first with a number behind it that no questionnaire on the version has."""
    taken = set(Instrument.objects.filter(rubric_version=version).values_list("code", flat=True))
    numbered = (f"{code}-{number}" for number in count(2))
    return next(found for found in chain([code], numbered) if found not in taken)
