"""The words by which programmes and projects are known: their names in every language, their codes, further names."""

import re
from collections.abc import Iterable

from kanazawa_exchange.lib.gazetteer import Gazetteer
from kanazawa_exchange.lib.languages import columns

from ..models import FundingProject, Program

_GENERIC = re.compile(r"プログラム|\b(?:the|programs?|programmes?|программ[аы]?)\b|[«»“”\"「」『』]", re.IGNORECASE)


def programs_by_name(among: Iterable[Program]) -> Gazetteer[Program]:
    """By their names, also without the word that all have: 文化交流, Cultural Exchange."""
    return Gazetteer.of(among, names_of_program, shortened=_without_generic_words)


def _without_generic_words(name: str) -> str:
    return _GENERIC.sub(" ", name)


def names_of_program(thing: Program) -> list[str]:
    return [getattr(thing, name) or "" for name in columns("name")] + [
        thing.slug,
        thing.code,
        *thing.aliases.splitlines(),
    ]


def names_of_project(thing: FundingProject) -> list[str]:
    return [getattr(thing, name) or "" for name in columns("name", "short_name")] + [thing.code]
