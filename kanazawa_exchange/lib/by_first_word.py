"""Addresses found by their first word: of many hundred patterns only those are tried that can match it."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from django.urls import Resolver404, ResolverMatch, URLPattern, URLResolver
from django.urls.resolvers import RoutePattern

Pattern = URLPattern | URLResolver


class ByFirstWord(URLResolver):
    """The same patterns in the same order, and the same answer: those that begin with another word are passed over."""

    def resolve(self, path: Any) -> ResolverMatch:
        found = self.pattern.match(str(path))
        narrow = self._by_word.get(found[0].partition("/")[0]) if found else None
        try:
            return narrow.resolve(path) if narrow else super().resolve(path)
        except Resolver404:
            return super().resolve(path)  # says of each pattern that it was tried

    @cached_property
    def _by_word(self) -> dict[str, URLResolver]:
        return {word: _like(self, _narrowed(self.url_patterns, word)) for word in set(_words(self.url_patterns))}


def by_first_word(patterns: Iterable[Pattern]) -> list[URLResolver]:
    """What `i18n_patterns` gives, quicker."""
    includes = [each for each in patterns if isinstance(each, URLResolver)]
    return [ByFirstWord(each.pattern, each.urlconf_name, each.default_kwargs) for each in includes]


def _words(patterns: Iterable[Pattern]) -> Iterator[str]:
    """The words with which addresses begin; one that has no word of its own begins with any."""
    for each in patterns:
        if _is_bare(each):
            yield from _words(each.url_patterns)  # type: ignore[union-attr]  # only an include is bare
        elif "/" in (begins := _beginning(each)):
            yield begins.partition("/")[0]


def _narrowed(patterns: Iterable[Pattern], word: str) -> list[Pattern]:
    """Those that can match an address which begins with this word."""
    kept: list[Pattern] = []
    for each in patterns:
        begins = _beginning(each)
        if _is_bare(each):
            kept.append(_like(each, _narrowed(each.url_patterns, word)))  # type: ignore[union-attr,arg-type]
        elif begins.partition("/")[0] == word if "/" in begins else word.startswith(begins):
            kept.append(each)
    return kept


def _is_bare(pattern: Pattern) -> bool:
    """An include that adds nothing to the addresses."""
    return isinstance(pattern, URLResolver) and isinstance(pattern.pattern, RoutePattern) and str(pattern.pattern) == ""


def _beginning(pattern: Pattern) -> str:
    """What stands before the first part that varies; nothing where that is not told."""
    route = pattern.pattern
    return str(route).partition("<")[0] if isinstance(route, RoutePattern) else ""


def _like(resolver: URLResolver, patterns: list[Pattern]) -> URLResolver:
    names = (resolver.default_kwargs, resolver.app_name, resolver.namespace)
    return URLResolver(resolver.pattern, patterns, *names)
