"""The boxes of a record's page in blocks: what every stay needs stands open, what few need is folded until it holds something."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django import forms

from ..facts import COLUMNS, FOLDED, GROUPS, shown

Box = forms.BoundField


@dataclass(frozen=True)
class Block:
    """One group of facts. `pairs`: its boxes two by two; `said`: what its lists of choices say while it is folded."""

    key: str
    legend: str
    pairs: tuple[tuple[Box, ...], ...]
    is_folded: bool
    is_open: bool
    said: tuple[str, ...] = ()


def blocks(form: forms.Form, prefilled: bool, *, touched: Iterable[str] = ()) -> Iterator[Block]:
    """The groups in the order of the screen. `prefilled`: what stands in the boxes at first was not typed by anybody;
    `touched`: groups that hold something besides boxes."""
    for key, legend in GROUPS.items():
        boxes = [form[name] for name in COLUMNS if shown(name).group == key]
        is_open = key in touched or any(holds(box, prefilled=prefilled) for box in boxes)
        said = tuple(_chosen(box) for box in boxes) if key in FOLDED else ()
        yield Block(key, str(legend), pairs(boxes), key in FOLDED, is_open, tuple(filter(None, said)))


@dataclass(frozen=True)
class Folding:
    """Boxes that stand open, and those that are folded with what they hold in words."""

    open: tuple[Box, ...]
    folded: tuple[Box, ...]
    said: tuple[str, ...]
    is_open: bool


def folding(needed: Sequence[Box], boxes: Sequence[Box]) -> Folding:
    """The boxes that somebody `needed` to fill in, the rest folded until something is changed in it."""
    names = {box.name for box in needed}
    folded = tuple(box for box in boxes if box.name not in names)
    said = tuple(_named(box) for box in folded)
    return Folding(tuple(needed), folded, tuple(filter(None, said)), any(holds(box, prefilled=True) for box in folded))


def _named(box: Box) -> str:
    """The name of the record that a box holds."""
    field = box.field
    if not isinstance(field, forms.ModelChoiceField):
        return ""
    try:
        record = field.to_python(field.prepare_value(box.value()))
    except forms.ValidationError:
        return ""
    return "" if record is None else field.label_from_instance(record)


def pairs(boxes: list[Box]) -> tuple[tuple[Box, ...], ...]:
    return tuple(tuple(boxes[n : n + 2]) for n in range(0, len(boxes), 2))


def holds(box: Box, *, prefilled: bool) -> bool:
    """Whether something is wrong with a box, or somebody has put something else into it than stood there at first."""
    first = box.initial if prefilled else box.field.initial
    return bool(box.errors) or box.field.has_changed(first, box.value())


def focus_first(form: forms.Form, boxes: Iterable[Box]) -> None:
    """Put the cursor into the first of these boxes that is still empty; a form that was refused has its summary for that."""
    empty = next((box for box in boxes if not form.is_bound and box.value() in (None, "")), None)
    if empty is not None:
        empty.field.widget.attrs["autofocus"] = True


def _chosen(box: Box) -> str:
    """The word that a list of choices shows."""
    choices = getattr(box.field, "choices", None)
    if not isinstance(box.field, forms.ChoiceField) or isinstance(box.field, forms.ModelChoiceField) or not box.value():
        return ""
    return str(dict(choices or ()).get(box.value(), ""))
