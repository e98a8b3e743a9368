"""What does the frame of every page need: the sections this reader may enter, and who we are?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.permissions import is_office, is_signed_in


@dataclass(frozen=True)
class Section:
    """One entry of the main menu; `may` is a predicate, or where to find it in an app that stands above."""

    label: Any
    url_name: str
    may: Callable[[Any], bool] | str | None = None


def _outside_the_office(user: Any) -> bool:
    """The office finds this page in the footer; its menu is long enough."""
    return not is_office(user)


@dataclass(frozen=True)
class Item:
    label: Any
    url: str
    current: str
    count: int | None = None


SECTIONS = (
    Section(_("Plan and actual"), "reports:plan_actual", "reports.permissions.may_read_plan_actual"),
    Section(_("Plans"), "programs:plan_list", "programs.permissions.reads_plans_from_outside"),
    Section(_("Dispatch and acceptance"), "mobility:mobility_list", "mobility.permissions.may_list_mobilities"),
    Section(_("My exchange"), "mobility:own_list", "mobility.permissions.travels"),
    Section(_("People"), "mobility:person_list", "mobility.permissions.may_list_people"),
    Section(_("Programmes"), "programs:program_list"),
    Section(_("Partners"), "partners:partner_list"),
    Section(_("About the programme"), "about", _outside_the_office),
    Section(_("Partner records"), "partners:office", "partners.permissions.may_enter_office"),
    Section(_("Agreements"), "partners:agreement_list", "partners.permissions.finds_agreements_in_the_menu"),
    Section(_("Programme records"), "programs:office", "programs.permissions.may_edit_programs"),
    Section(_("Roles"), "accounts:role_list", "kanazawa_exchange.accounts.permissions.may_list_roles"),
)


def _allowed(section: Section, user: Any) -> bool:
    if section.may is None:
        return True
    if not isinstance(section.may, str):
        return bool(section.may(user))
    return bool(is_signed_in(user) and import_string(section.may)(user))


def navigation(request: HttpRequest) -> list[Item]:
    """The menu of this reader, in its fixed order; `current` is page on the section itself and true below it."""
    user = getattr(request, "user", None)
    items: list[tuple[Any, str]] = []
    for section in SECTIONS:
        try:
            url = reverse(section.url_name)
        except NoReverseMatch:
            continue
        if _allowed(section, user):
            items.append((section.label, url))
    # the longest address that begins the present one is where the reader is
    here = max((url for _label, url in items if request.path.startswith(url)), key=len, default="")
    return [
        Item(label, url, ("page" if url == request.path else "true") if url == here else "") for label, url in items
    ]


def portal(request: HttpRequest) -> dict[str, Any]:
    """Lazy, so that a page without the frame costs nothing."""
    return {
        "demo_data": settings.DEMO_DATA,
        "navigation": SimpleLazyObject(lambda: navigation(request)),
    }
