"""Which questionnaires there are, and one of them as pages and papers show it: items in their order, with levels and options."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, F

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.viewer import Viewer

from ..models import Instrument, InstrumentStatus, Item, ItemKind, Option
from ..moves import INSTRUMENT_MOVES
from ..scoring import instruments as arithmetic
from .instruments import item_in_arithmetic
from .sheets import AbilitySheet, RubricSheet, Texts, sheet, texts
from .versions import version_words

# --- One questionnaire -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OptionSheet:
    place: int
    key: str
    texts: Texts
    points: Decimal | None


@dataclass(frozen=True)
class ItemSheet:
    """One question; `ability` with its levels where it measures one, `scored` what it is in the arithmetic of scores."""

    uid: UUID
    version: int
    place: int
    key: str
    kind: str
    kind_label: str
    ability: AbilitySheet | None
    prompts: Texts
    notes: Texts
    weight: Decimal
    is_reversed: bool
    lowest: Decimal | None
    highest: Decimal | None
    options: tuple[OptionSheet, ...]
    scored: arithmetic.Item | None

    @property
    def steps(self) -> list[int]:
        """The steps of a scale, from its lowest to its highest."""
        if self.kind != ItemKind.SCALE or self.lowest is None or self.highest is None:
            return []
        return list(range(int(self.lowest), int(self.highest) + 1))

    @property
    def has_options(self) -> bool:
        return self.kind in (ItemKind.CHOICE, ItemKind.CHOICES)

    @property
    def points_words(self) -> str:
        """The points of its options, one after the other."""
        return formats.comma().join(formats.shortest(option.points) or "—" for option in self.options)


@dataclass(frozen=True)
class AskedSheet:
    """An ability that is measured: under `minimum` answers to its `items` there is no score."""

    ability: AbilitySheet
    minimum: int
    items: int


@dataclass(frozen=True)
class Questionnaire:
    """A questionnaire with everything in it; `rubric` is the version that it asks about."""

    uid: UUID
    version: int
    code: str
    names: Texts
    introductions: Texts
    status: str
    status_label: str
    status_kind: str
    in_use_on: date | None
    retired_on: date | None
    rubric: RubricSheet
    asked: tuple[AskedSheet, ...]
    items: tuple[ItemSheet, ...]

    @property
    def is_draft(self) -> bool:
        return self.status == InstrumentStatus.DRAFT

    @property
    def highest(self) -> int:
        """The highest level of its version of the rubric."""
        return max((level.number for level in self.rubric.levels), default=0)


def questionnaire(instrument: Instrument) -> Questionnaire:
    """Seven queries, whatever it asks; `rubric_version` with its rubric and `before` should be joined."""
    rubric = sheet(instrument.rubric_version)
    abilities = {ability.code: ability for ability in rubric.abilities}
    rows = list(instrument.items.select_related("ability").prefetch_related("options"))
    items = tuple(_item(row, place, abilities) for place, row in enumerate(rows, 1))
    return Questionnaire(
        uid=instrument.uid,
        version=instrument.version,
        code=instrument.code,
        names=texts(instrument, "name"),
        introductions=texts(instrument, "introduction"),
        status=instrument.status,
        status_label=INSTRUMENT_MOVES.office_label(instrument.status),
        status_kind=INSTRUMENT_MOVES.kind(instrument.status),
        in_use_on=instrument.in_use_on,
        retired_on=instrument.retired_on,
        rubric=rubric,
        asked=_asked(instrument, abilities, items),
        items=items,
    )


def _asked(
    instrument: Instrument, abilities: dict[str, AbilitySheet], items: tuple[ItemSheet, ...]
) -> tuple[AskedSheet, ...]:
    codes = [item.ability.code for item in items if item.ability]
    rows = instrument.asked.values_list("ability__code", "minimum")
    return tuple(AskedSheet(abilities[code], minimum, codes.count(code)) for code, minimum in rows)


def _item(item: Item, place: int, abilities: dict[str, AbilitySheet]) -> ItemSheet:
    return ItemSheet(
        uid=item.uid,
        version=item.version,
        place=place,
        key=item.key,
        kind=item.kind,
        kind_label=str(ItemKind(item.kind).label),
        ability=abilities[item.ability.code] if item.ability else None,
        prompts=texts(item, "prompt"),
        notes=texts(item, "note"),
        weight=item.weight,
        is_reversed=item.is_reversed,
        lowest=item.lowest,
        highest=item.highest,
        options=tuple(_option(option, number) for number, option in enumerate(item.options.all(), 1)),
        scored=item_in_arithmetic(item) if item.ability else None,
    )


def _option(option: Option, place: int) -> OptionSheet:
    return OptionSheet(place, option.key, texts(option, "text"), option.points)


# --- All of them -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class QuestionnaireLine:
    """One questionnaire in the list."""

    uid: UUID
    code: str
    name: Localized
    rubric: Localized
    number: int
    status: str
    status_label: str
    status_kind: str
    in_use_on: date | None
    retired_on: date | None
    abilities: int
    items: int

    @property
    def version(self) -> str:
        return version_words(self.number)


def questionnaires(user: Viewer) -> tuple[QuestionnaireLine, ...]:
    """Every questionnaire that this reader may see, those on the newest version of a rubric first; one query."""
    rows = Instrument.objects.visible_to(user).select_related("rubric_version__rubric")
    counted = rows.annotate(ability_count=Count("asked", distinct=True), item_count=Count("items", distinct=True))
    ordered = counted.order_by("rubric_version__rubric", F("rubric_version__number").desc(), "-pk")
    return tuple(_line(row, row.ability_count, row.item_count) for row in ordered)


def _line(instrument: Instrument, abilities: int, items: int) -> QuestionnaireLine:
    version = instrument.rubric_version
    return QuestionnaireLine(
        uid=instrument.uid,
        code=instrument.code,
        name=localized(instrument, "name"),
        rubric=localized(version.rubric, "name"),
        number=version.number,
        status=instrument.status,
        status_label=INSTRUMENT_MOVES.office_label(instrument.status),
        status_kind=INSTRUMENT_MOVES.kind(instrument.status),
        in_use_on=instrument.in_use_on,
        retired_on=instrument.retired_on,
        abilities=abilities,
        items=items,
    )
