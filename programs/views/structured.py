"""The public pages of programmes and of what the office publishes, in the words that search engines read."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import schema_org

from ..models import Event, News
from ..queries.catalogue import ProgramPage
from .publication_kinds import Kind


def of_publication(kind: Kind, record: Any, page: Any, request: HttpRequest) -> schema_org.Thing:
    """A news item is an article, an event an event, and any other page a page."""
    above = (kind.plural, reverse(kind.public_list))
    here = schema_org.web_page(request, (_("Home"), reverse("home")), above, (page.card.title, ""))
    told = {"title": page.card.title, "description": page.card.summary}
    match record:
        case News(published_at=datetime() as at):
            return schema_org.article("NewsArticle", **told, language=page.card.title.language, page=here, at=at)
        case Event():
            place = ", ".join(str(part) for part in (page.card.place, page.card.city) if part)
            times = {"starts": record.starts_at, "ends": record.ends_at}
            return schema_org.event(**told, **times, place=place, link=page.online_link, page=here)
    return {**here, "name": str(page.card.title), "publisher": schema_org.publisher()}


def of_program(page: ProgramPage, request: HttpRequest) -> schema_org.Thing:
    above = (_("Programmes"), reverse("programs:program_list"))
    here = schema_org.web_page(request, (_("Home"), reverse("home")), above, (page.card.name, ""))
    return schema_org.program(title=page.card.name, description=page.card.purpose, page=here)
