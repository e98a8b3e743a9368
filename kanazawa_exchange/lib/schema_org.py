"""What search engines are told of a page in the words of schema.org: who publishes it, and where it stands among the others."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

Thing = dict[str, Any]


def publisher() -> Thing:
    return {"@type": "CollegeOrUniversity", "name": _("Kanazawa University")}


def web_page(request: HttpRequest, *trail: tuple[object, str]) -> Thing:
    """The page at this address, with the pages above it: (name, path), the first one first, and itself with an empty path."""
    address = request.build_absolute_uri(request.path)
    return {"@type": "WebPage", "@id": address, "breadcrumb": _breadcrumbs(request, trail)}


def _breadcrumbs(request: HttpRequest, trail: Sequence[tuple[object, str]]) -> Thing:
    steps = [
        {
            "@type": "ListItem",
            "position": place,
            "name": str(name),
            "item": request.build_absolute_uri(path or request.path),
        }
        for place, (name, path) in enumerate(trail, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def article(kind: str, *, title: object, description: object, language: str, page: Thing, at: datetime) -> Thing:
    """An `Article` or `NewsArticle` that the university has published; its text is in `language`."""
    return {
        "@type": kind,
        "headline": str(title),
        "description": str(description),
        "inLanguage": language,
        "datePublished": at.isoformat(),
        "author": [publisher()],
        "publisher": publisher(),
        "mainEntityOfPage": page,
    }


def event(
    *, title: object, description: object, starts: datetime, ends: datetime, place: str, link: str, page: Thing
) -> Thing:
    """An event at a place, online (`link`), or both."""
    here: list[Thing] = [{"@type": "Place", "name": place, "address": place}] if place else []
    there: list[Thing] = [{"@type": "VirtualLocation", "url": link}] if link else []
    mode = "Mixed" if here and there else "Online" if there else "Offline"
    return {
        "@type": "Event",
        "name": str(title),
        "description": str(description),
        "startDate": starts.isoformat(),
        "endDate": ends.isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode",
        "location": here + there,
        "organizer": publisher(),
        "mainEntityOfPage": page,
    }


def program(*, title: object, description: object, page: Thing) -> Thing:
    return {
        "@type": "EducationalOccupationalProgram",
        "name": str(title),
        "description": str(description),
        "provider": publisher(),
        "mainEntityOfPage": page,
    }


def website(request: HttpRequest, *, name: object, description: object, language: str) -> Thing:
    """The portal as a whole, told on its first page."""
    return {
        "@type": "WebSite",
        "name": str(name),
        "description": str(description),
        "inLanguage": language,
        "url": request.build_absolute_uri(request.path),
        "publisher": publisher(),
    }
