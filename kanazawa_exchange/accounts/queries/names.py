"""The names of many people on one screen, with one query for all of them."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.names import ShownName, Spelling, shown

from ..models import PersonName


def spellings_of(person_ids: Iterable[int]) -> dict[int, list[Spelling]]:
    """Every spelling of every name of these people."""
    spellings: dict[int, list[Spelling]] = defaultdict(list)
    rows = PersonName.objects.filter(person_id__in=set(person_ids))
    for person, *parts in rows.values_list("person_id", "script", "family", "given", "patronymic"):
        spellings[person].append(Spelling(*parts))
    return spellings


def shown_names(person_ids: Iterable[int], *, reading: bool = True) -> dict[int, ShownName]:
    """The name of each person on this screen; somebody without any name gets a word for it."""
    ids = set(person_ids)
    spellings = spellings_of(ids)
    nameless = ShownName(_("(no name)"), active_language())
    return {pk: shown(spellings[pk], reading=reading) if spellings.get(pk) else nameless for pk in ids}
