"""A record that figures mention, by its key, the word of its address and its name; and the box of a filter that chooses one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms

from .localized import Localized, localized


@dataclass(frozen=True)
class Named:
    """A record with its name for the reader."""

    pk: int
    slug: str
    name: Localized = field(compare=False)


def named(things: Iterable[Any]) -> list[Named]:
    """Programmes or institutions as choices, in the order given."""
    return [Named(thing.pk, thing.slug, localized(thing, "name")) for thing in things]


class NamedField(forms.ChoiceField):
    """One of the records named by their address part; gives the record's name and key."""

    def __init__(self, records: Iterable[Named], every: str, **kwargs: Any) -> None:
        self.by_slug = {named.slug: named for named in records}
        choices = [("", every), *((slug, str(named.name)) for slug, named in self.by_slug.items())]
        super().__init__(choices=choices, required=False, **kwargs)

    def clean(self, value: object) -> Named | None:
        return self.by_slug.get(super().clean(value))
