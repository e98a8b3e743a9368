"""The questionnaire as whoever answers sees it: one ability a screen, each level with its descriptor in full."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.localized import Localized, localized

from ..models import Ability, Instrument, Item, ItemKind, Level
from ..scoring import instruments as arithmetic
from ..scoring.instruments import Answer
from .instruments import item_in_arithmetic


@dataclass(frozen=True)
class Choice:
    """One radio or box: what is stored, how it is called, and its text where it has one."""

    value: str
    caption: Localized
    text: Localized | None = None
    number: int | None = None

    @property
    def in_words(self) -> Localized:
        """A level with its number: 2 Independent."""
        if self.number is None:
            return self.caption
        return replace(self.caption, text=f"{self.number} {self.caption.text}")


@dataclass(frozen=True)
class Question:
    """One item with what can be chosen."""

    item: arithmetic.Item
    kind: str
    prompt: Localized
    note: Localized
    choices: tuple[Choice, ...]
    lowest: Decimal | None
    highest: Decimal | None

    @property
    def key(self) -> str:
        return self.item.key

    def in_words(self, answer: Answer) -> list[Localized]:
        """An answer as the page says it: the options by their words, numbers as they are written here."""
        if answer is None:
            return []
        if not self.choices:
            shown = formats.number(Decimal(str(answer)), decimals=_decimals(answer)) if self._is_number else str(answer)
            return [Localized(shown, active_language())]
        chosen = {str(one) for one in (answer if isinstance(answer, list | tuple) else [answer])}
        return [choice.in_words for choice in self.choices if choice.value in chosen]

    @property
    def _is_number(self) -> bool:
        return self.kind in (ItemKind.NUMBER, ItemKind.SCALE)


@dataclass(frozen=True)
class Screen:
    """What is asked at once: the items of one ability, or those that belong to none."""

    number: int
    title: Localized | None
    definition: Localized | None
    questions: tuple[Question, ...]
    highest: int


def screens(instrument: Instrument) -> tuple[Screen, ...]:
    """The screens in the order of the items; four queries, however many they are."""
    items = list(instrument.items.select_related("ability").prefetch_related("options"))
    levels = list(instrument.rubric_version.levels.all())
    rows = instrument.rubric_version.descriptors.all()
    texts = {(row.ability_id, row.level_id): localized(row, "text") for row in rows}
    highest = max((level.number for level in levels), default=0)
    return tuple(
        Screen(
            number,
            localized(ability, "name") if ability else None,
            localized(ability, "definition") if ability else None,
            tuple(_question(item, levels, texts) for item in together),
            highest,
        )
        for number, (ability, together) in enumerate(_in_screens(items), 1)
    )


def _in_screens(items: Iterable[Item]) -> list[tuple[Ability | None, list[Item]]]:
    """All items of an ability stand where its first one does; those without one, with their neighbours."""
    found: list[tuple[Ability | None, list[Item]]] = []
    of_ability: dict[int, list[Item]] = {}
    for item in items:
        if item.ability is None:
            if not found or found[-1][0] is not None:
                found.append((None, []))
            found[-1][1].append(item)
        elif item.ability.pk in of_ability:
            of_ability[item.ability.pk].append(item)
        else:
            of_ability[item.ability.pk] = [item]
            found.append((item.ability, of_ability[item.ability.pk]))
    return found


def _question(item: Item, levels: list[Level], texts: dict[tuple[int, int], Localized]) -> Question:
    return Question(
        item=item_in_arithmetic(item),
        kind=item.kind,
        prompt=localized(item, "prompt"),
        note=localized(item, "note"),
        choices=_choices(item, levels, texts),
        lowest=item.lowest,
        highest=item.highest,
    )


LONGEST_ROW = 11
"""A scale of more steps than this is typed as a number."""


def _choices(item: Item, levels: list[Level], texts: dict[tuple[int, int], Localized]) -> tuple[Choice, ...]:
    if item.kind == ItemKind.LEVEL:
        of_ability = item.ability_id or 0
        return tuple(
            Choice(str(level.number), localized(level, "caption"), texts.get((of_ability, level.pk)), level.number)
            for level in levels
        )
    if item.kind == ItemKind.SCALE and item.lowest is not None and item.highest is not None:
        lowest, highest = int(item.lowest), int(item.highest)
        if highest - lowest < LONGEST_ROW:
            return tuple(
                Choice(str(step), Localized(str(step), active_language())) for step in range(lowest, highest + 1)
            )
    return tuple(Choice(option.key, localized(option, "text")) for option in item.options.all())


def _decimals(answer: Answer) -> int:
    return len(str(answer).partition(".")[2])


def range_words(question: Question) -> str:
    """Between which numbers an answer lies: from 0 to 10."""
    if question.lowest is None or question.highest is None or question.choices:
        return ""
    ends = {"lowest": _plain(question.lowest), "highest": _plain(question.highest)}
    return _("From %(lowest)s to %(highest)s") % ends


def _plain(value: Decimal) -> str:
    text = format(value.normalize(), "f")
    return formats.number(value, decimals=len(text.partition(".")[2]))
