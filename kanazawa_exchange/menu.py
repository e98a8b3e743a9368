"""The main menu: its sections, and which of them a reader may enter."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.permissions import is_office, is_signed_in
from kanazawa_exchange.lib.viewer import Viewer
from kanazawa_exchange.lib.words import Words

Predicate = Callable[[Viewer | None], bool]


@dataclass(frozen=True)
class Section:
    """One job in the menu: its place from left to right, and the predicate of those who see it (else everybody).

    Where the same thing has a page of its keepers too, `kept_at` is (its address, who keeps it): they are led there, and the
    entry is marked on both.
    """

    order: int
    label: Words
    url_name: str
    may: Predicate | None = None
    kept_at: tuple[str, Predicate] | None = None
    also: tuple[str, ...] = ()
    """How further addresses begin, behind the language, whose pages belong to this job."""
    for_visitors: int | None = None
    """Its place in the menu of whoever has not signed in, where that is another one."""

    def is_for(self, user: Viewer | None) -> bool:
        return self.may is None or self.may(user)

    def addresses(self, user: Viewer | None) -> list[str]:
        """Where this reader is led, and then the other pages on which the entry is marked."""
        names = [self.url_name]
        if self.kept_at is not None:
            name, keeps = self.kept_at
            names.insert(0 if keeps(user) else 1, name)
        found = [url for name in names if (url := _address(name))]
        return [*found, *(reverse("home") + piece for piece in self.also)] if found else []


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    current: str
    count: int | None = None


def outside_the_office(user: Viewer | None) -> bool:
    """The office finds these pages elsewhere; its menu is long enough."""
    return not is_office(user)


_sections = {
    "home": Section(0, _("Home"), "home"),
    "about": Section(90, _("About the programme"), "about", outside_the_office),
}


def add(*sections: Section) -> None:
    """Every app adds its own sections when it is ready."""
    _sections.update((section.url_name, section) for section in sections)


def sections() -> list[Section]:
    return sorted(_sections.values(), key=lambda section: section.order)


def in_order(user: Viewer | None) -> list[Section]:
    """The sections from left to right: a visitor is told what there is, whoever has signed in what there is to do."""
    if is_signed_in(user):
        return sections()
    return sorted(
        sections(), key=lambda section: section.order if section.for_visitors is None else section.for_visitors
    )


def navigation(request: HttpRequest) -> list[Item]:
    """The menu of this reader, in its fixed order; `current` is page on the section itself and true below it."""
    user: Viewer | None = getattr(request, "user", None)
    entries = [(section.label, section.addresses(user)) for section in in_order(user) if section.is_for(user)]
    # the longest address that begins the present one is where the reader is; every address begins like that of home
    above = (url for _label, urls in entries for url in urls if request.path.startswith(url))
    here = max((url for url in above if url != reverse("home") or url == request.path), key=len, default="")
    return [
        Item(str(label), urls[0], ("page" if here == request.path else "true") if here in urls else "")
        for label, urls in entries
        if urls
    ]


def _address(name: str) -> str:
    """The address of a page in the reader's language; nothing for one that is not built yet."""
    return _found(name, get_language(), settings.ROOT_URLCONF)


@lru_cache
def _found(name: str, _language: str | None, _addresses: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
