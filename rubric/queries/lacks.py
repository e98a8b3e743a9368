"""What a questionnaire needs before it can be put into use, sentence by sentence, each at its item."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.words import Words

from ..scoring import instruments as arithmetic
from ..scoring.instruments import Fault, Unscorable
from .questionnaires import AskedSheet, ItemSheet, Questionnaire
from .sheets import Texts, missing_in

FAULTS: dict[Fault, Words] = {
    Fault.NO_ITEM: gettext_lazy("It scores an ability that the questionnaire does not ask about."),
    Fault.WEIGHT: gettext_lazy("The weight must be above zero."),
    Fault.OUT_OF_RANGE: gettext_lazy("The highest must be above the lowest."),
    Fault.POINTS: gettext_lazy(
        "The points of its options go below 0 or above the highest level. Where several options can be chosen, their points are added."
    ),
    Fault.TWICE: gettext_lazy("The same key stands twice."),
}
"""What is wrong with an item, in words. What else a Fault tells is about answers, not about questionnaires."""


@dataclass(frozen=True)
class Lack:
    """One sentence, and the item it is about; without one it is about the questionnaire or one of its abilities."""

    where: str
    sentence: str
    item: UUID | None = None

    def __str__(self) -> str:
        return f"{self.where}{formats.colon()}{self.sentence}" if self.where else self.sentence


def lacks_of(questionnaire: Questionnaire) -> list[Lack]:
    """Nothing for a questionnaire that is complete in every language and whose answers can be scored."""
    found = [Lack("", sentence) for sentence in _missing_texts(_own_texts(questionnaire))]
    if not questionnaire.asked:
        found.append(Lack("", _("It has no item yet that measures an ability.")))
    for item in questionnaire.items:
        found += [Lack(item_words(item), sentence, item.uid) for sentence in _of_item(questionnaire, item)]
    found += [
        Lack(str(row.ability.names.local), _too_few(row)) for row in questionnaire.asked if row.minimum > row.items
    ]
    return found


def item_words(item: ItemSheet) -> str:
    """How a sentence names an item."""
    return pgettext("questionnaire", "Item %(place)s") % {"place": item.place}


def _own_texts(questionnaire: Questionnaire) -> list[tuple[str, Texts]]:
    introduction = questionnaire.introductions
    return [(_("name"), questionnaire.names), *([(_("introduction"), introduction)] if introduction else [])]


def _of_item(questionnaire: Questionnaire, item: ItemSheet) -> Iterator[str]:
    yield from _missing_texts(_texts_of(item))
    if item.has_options and len(item.options) < 2:
        yield _("It needs two options at least.")
    if item.ability and item.has_options and any(option.points is None for option in item.options):
        yield _("Each of its options needs points, as it scores an ability.")
    if fault := _fault(questionnaire, item):
        yield str(FAULTS[fault])


def _texts_of(item: ItemSheet) -> list[tuple[str, Texts]]:
    """A note may be left out, but not in one language alone."""
    parts = [(_("question"), item.prompts)]
    parts += [(_("explanation"), item.notes)] if item.notes else []
    return parts + [(option_words(option.place), option.texts) for option in item.options]


def option_words(place: int) -> str:
    return pgettext("questionnaire", "option %(place)s") % {"place": place}


def _missing_texts(parts: list[tuple[str, Texts]]) -> Iterator[str]:
    if line := missing_in(parts):
        yield _("Texts are missing. %(texts)s.") % {"texts": line}


def _fault(questionnaire: Questionnaire, item: ItemSheet) -> Fault | None:
    """What the arithmetic of scores refuses about this item alone."""
    if item.scored is None:
        return None
    asked = {row.ability.code for row in questionnaire.asked} & {item.scored.ability}
    abilities = tuple(arithmetic.Ability(code, questionnaire.highest) for code in asked)
    try:
        arithmetic.Instrument("", abilities, (item.scored,))
    except Unscorable as refusal:
        return refusal.fault
    return None


def _too_few(row: AskedSheet) -> str:
    sentence = ngettext(
        "%(minimum)s answers are needed for a score, but there is %(number)s item.",
        "%(minimum)s answers are needed for a score, but there are %(number)s items.",
        row.items,
    )
    return sentence % {"minimum": row.minimum, "number": row.items}
