"""The main menu: its sections, and which of them a reader may enter."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.lib.viewer import Viewer
from kanazawa_exchange.lib.words import Words


@dataclass(frozen=True)
class Section:
    """One entry of the menu: its place from left to right, and the predicate of those who see it (else everybody)."""

    order: int
    label: Words
    url_name: str
    may: Callable[[Viewer | None], bool] | None = None


@dataclass(frozen=True)
class Item:
    label: Words
    url: str
    current: str
    count: int | None = None


def _outside_the_office(user: Viewer | None) -> bool:
    """The office finds this page in the footer; its menu is long enough."""
    return not is_office(user)


_sections = {"about": Section(80, _("About the programme"), "about", _outside_the_office)}


def add(*sections: Section) -> None:
    """Every app adds its own sections when it is ready."""
    _sections.update((section.url_name, section) for section in sections)


def sections() -> list[Section]:
    return sorted(_sections.values(), key=lambda section: section.order)


def navigation(request: HttpRequest) -> list[Item]:
    """The menu of this reader, in its fixed order; `current` is page on the section itself and true below it."""
    user: Viewer | None = getattr(request, "user", None)
    items: list[tuple[Words, str]] = []
    for section in sections():
        try:
            url = reverse(section.url_name)
        except NoReverseMatch:
            continue
        if section.may is None or section.may(user):
            items.append((section.label, url))
    # the longest address that begins the present one is where the reader is
    here = max((url for _label, url in items if request.path.startswith(url)), key=len, default="")
    return [
        Item(label, url, ("page" if url == request.path else "true") if url == here else "") for label, url in items
    ]
