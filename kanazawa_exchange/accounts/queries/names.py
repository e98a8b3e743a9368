"""The names of many people on one screen, with one query for all of them, and the order in which that screen lists them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import prepared
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.names import ShownName, Spelling, screen_of, shown
from kanazawa_exchange.lib.paging import Order

from ..models import PersonName


def spellings_of(person_ids: Iterable[int]) -> dict[int, list[Spelling]]:
    """Every spelling of every name of these people."""
    spellings: dict[int, list[Spelling]] = defaultdict(list)
    keys = prepared.Keys(set(person_ids))
    for person, *parts in prepared.rows(_spellings, keys) if keys else ():
        spellings[person].append(Spelling(*parts))
    return spellings


def _spellings(people: prepared.Keys) -> QuerySet[PersonName, tuple[Any, ...]]:
    rows = PersonName.objects.filter(person_id__in=people)
    return rows.values_list("person_id", "script", "family", "given", "patronymic")


def shown_names(person_ids: Iterable[int], *, reading: bool = True) -> dict[int, ShownName]:
    """The name of each person on this screen; somebody without any name gets a word for it."""
    ids = set(person_ids)
    return named_on_screen(spellings_of(ids), ids, reading=reading)


def named_on_screen(
    spellings: Mapping[int, Sequence[Spelling]], person_ids: Iterable[int], *, reading: bool = False
) -> dict[int, ShownName]:
    """The same of spellings that are read already."""
    nameless = ShownName(_("(no name)"), active_language())
    return {pk: shown(spellings[pk], reading=reading) if spellings.get(pk) else nameless for pk in person_ids}


def name_order() -> Order:
    """The order of a list by the names that this screen prints, as a dictionary of its language has them."""
    return Order(sort_column())


def sort_column() -> str:
    """The column of `Person` that holds the order of this screen: Japanese by reading, Russian from А to Я."""
    return f"sort_{screen_of()}"
