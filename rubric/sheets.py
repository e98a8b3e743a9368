"""The columns of a table of answers on paper: who answered, about which run and when, and a column for each question. Asks no database."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.cells import Said, Unread, Value, spoilt, texts, words
from kanazawa_exchange.lib.import_columns import chosen, plain
from kanazawa_exchange.lib.imports import Column, Reader
from kanazawa_exchange.lib.languages import LANGUAGES
from mobility.services.import_stays import STAYS

from .models import Ability, Item, ItemKind, Moment
from .scoring import answers as reading
from .scoring.instruments import Item as Asked
from .scoring.instruments import Unscorable

WHO = (
    "run", "fiscal_year", "direction", "program", "term", "person", "student_number", "name_kanji", "name_kana", "name_latin",
    "name_cyrillic", "kanji_family", "kanji_given", "kana_family", "kana_given", "latin_family", "latin_given",
    "cyrillic_family", "cyrillic_given", "cyrillic_patronymic", "family_name", "given_name", "name", "birth_date",
)  # fmt: skip
"""Of a table of stays, the columns that say of whom and of which run a row tells."""
MOMENT, LANGUAGE = "moment", "language"
QUESTION = "q_"
_MOMENTS: Mapping[str, tuple[str, ...]] = {
    Moment.PRE: ("事前", "事前アンケート", "渡航前", "派遣前", "pre", "pre-survey", "до поездки", "до"),
    Moment.POST: ("事後", "事後アンケート", "渡航後", "帰国後", "post", "post-survey", "после поездки", "после"),
}
_IN_BRACKETS = re.compile(r"[(（].*?[)）]")
_BETWEEN = str.maketrans(dict.fromkeys("；、,／/\n", ";"))


def moments() -> words.Choices:
    return words.choices(Moment.choices, _MOMENTS)


def of_title(text: str) -> dict[str, str]:
    """A title may name the wave, the fiscal year and the direction."""
    said = dict(STAYS.of_title(text))
    moment = words.mentioned(text, moments())
    if isinstance(moment, Said) and moment.value:
        said[MOMENT] = moment.value
    return said


def columns(items: Sequence[tuple[Item, Asked]], highest: int) -> tuple[Column, ...]:
    """`items`: those of the questionnaire in their order, each as its answers are judged; `highest`: of the levels."""
    who = [column for column in STAYS.columns if column.key in WHO]
    fixed = (
        *who,
        Column(
            MOMENT,
            _("Moment"),
            chosen(Moment.choices, _MOMENTS),
            ("時点", "事前／事後", "事前・事後", "wave", "анкета"),
        ),
        Column(LANGUAGE, _("Language"), chosen(settings.LANGUAGES), ("回答言語",)),
    )
    taken = {words.word_key(head) for column in fixed for head in _heads(column)}
    named = _abilities(item for item, _asked in items)
    questions = []
    for number, (item, asked) in enumerate(items, start=1):
        further = [*_numbered(number), item.key, *_prompts(item), *named[item.pk]]
        free = [head for head in further if words.word_key(head) not in taken]
        taken |= {words.word_key(head) for head in free}
        label: Any = _label(number, item)
        questions.append(Column(f"{QUESTION}{item.key}", label, _reader(item, asked, highest), tuple(free)))
    return (*fixed, *questions)


def _heads(column: Column) -> Iterable[str]:
    return (column.key, *words.in_every_language(column.label), *column.synonyms)


def _numbered(number: int) -> list[str]:
    return [f"Q{number}", f"問{number}", f"設問{number}", f"Question {number}", f"Вопрос {number}", f"В{number}"]


def _prompts(item: Item) -> list[str]:
    return list(dict.fromkeys(filter(None, (getattr(item, f"prompt_{code}") for code in LANGUAGES))))


def _abilities(items: Iterable[Item]) -> Mapping[int, list[str]]:
    """Question → the names of the ability about which it asks; with its number, where several ask about one."""
    asking: defaultdict[int, list[int]] = defaultdict(list)
    names: dict[int, tuple[str, ...]] = {}
    found: defaultdict[int, list[str]] = defaultdict(list)
    for item in items:
        if item.ability is not None:
            asking[item.ability.pk].append(item.pk)
            names[item.ability.pk] = _names(item.ability)
    for ability, several in asking.items():
        for place, pk in enumerate(several, start=1):
            found[pk] = [name if len(several) == 1 else f"{name} {place}" for name in names[ability]]
    return found


def _names(ability: Ability) -> tuple[str, ...]:
    """創造（想像）力 is also 創造力."""
    written = [*filter(None, (getattr(ability, f"name_{code}") for code in LANGUAGES)), ability.code]
    return tuple(dict.fromkeys((*written, *(_IN_BRACKETS.sub("", name) for name in written))))


def _prompt(number: int, item: Item) -> str:
    """1. Cultural tolerance: Where do you stand?, in the language of the reader."""
    asked = f"{item.ability.name}{formats.colon()}{item.prompt}" if item.ability is not None else item.prompt
    return f"{number}. {asked}"


_label = lazy(_prompt, str)


# --- Readers -------------------------------------------------------------------------------------------------------------


def _reader(item: Item, asked: Asked, highest: int) -> Reader:
    if item.kind == ItemKind.TEXT:
        return plain(partial(texts.text, max_length=reading.LONGEST_TEXT))
    if item.kind in (ItemKind.CHOICE, ItemKind.CHOICES):
        return plain(partial(_option, among=cache(partial(_options, item)), item=item, asked=asked, highest=highest))
    return plain(partial(_number, asked=asked, highest=highest))


def _number(value: Value, *, asked: Asked, highest: int) -> Said[Any] | Unread:
    """A level, a step of a scale or a number."""
    text, note = texts.written(value)
    typed = unicodedata.normalize("NFKC", text).strip()
    return _accepted(
        asked, highest, reading.typed(asked, [typed]), text, note or ("width" if typed != text.strip() else "")
    )


def _options(item: Item) -> words.Choices:
    return words.choices((option.key, option.text) for option in item.options.all())


def _option(
    value: Value, *, among: Callable[[], words.Choices], item: Item, asked: Asked, highest: int
) -> Said[Any] | Unread:
    """Options by key, text in any language or number; several behind semicolons, commas or strokes. They are put in order when
    the first cell is read."""
    if (wrong := spoilt(value)) is not None:
        return wrong
    text, _note = texts.written(value)
    known = among()
    whole = words.choice(text, known)
    parts = [text] if isinstance(whole, Said) or item.kind == ItemKind.CHOICE else text.translate(_BETWEEN).split(";")
    codes = []
    for part in filter(None, map(str.strip, parts)):
        read = words.choice(part, known)
        if isinstance(read, Unread):
            return read
        codes.append(read.value)
    return _accepted(asked, highest, reading.typed(asked, codes), text, "")


def _accepted(asked: Asked, highest: int, answer: Any, text: str, note: str) -> Said[Any] | Unread:
    try:
        return Said(reading.accepted(asked, highest, answer), note)
    except Unscorable:
        return Unread("answer.wrong", (), (("text", text.strip()[:100]),))
