"""The words by which programmes and projects are known: their names in every language, their codes, further names."""

from kanazawa_exchange.lib.languages import columns

from ..models import FundingProject, Program


def names_of_program(thing: Program) -> list[str]:
    return [getattr(thing, name) or "" for name in columns("name")] + [
        thing.slug,
        thing.code,
        *thing.aliases.splitlines(),
    ]


def names_of_project(thing: FundingProject) -> list[str]:
    return [getattr(thing, name) or "" for name in columns("name", "short_name")] + [thing.code]
