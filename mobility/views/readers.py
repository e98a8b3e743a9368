"""Who reads a page, for the log of what is handed over."""

from django.http import HttpRequest

from kanazawa_exchange.accounts.entrance import acting
from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.views.lists import wants_head


def reader(request: HttpRequest) -> User | None:
    """The account that is shown something; nobody where only the head of the page was asked for."""
    return None if wants_head(request) else acting(request)
