"""Where a reader left a list: its filter, order and place, kept in the session for the way back from a record."""

from django.http import HttpRequest

KEPT = "lists"
MOST, LONGEST = 20, 2_000
"""So many lists are kept, each with an address of at most so many letters."""


def keep(request: HttpRequest) -> None:
    """Keep how the list of this request is shown; a plain one needs nothing kept, and nobody is given a session for it."""
    if request.session.session_key is None:
        return
    kept, name = dict(request.session.get(KEPT, {})), _without_language(request.path)
    query = request.META.get("QUERY_STRING", "")
    if kept.get(name, "") == query:
        return
    kept.pop(name, None)
    if query and len(query) <= LONGEST:
        kept[name] = query
    request.session[KEPT] = dict(list(kept.items())[-MOST:])


def as_left(request: HttpRequest | None, address: str) -> str:
    """The address of a page; that of a list with the filter, order and place in which this reader left it."""
    session = getattr(request, "session", None)
    query = session.get(KEPT, {}).get(_without_language(address), "") if session is not None else ""
    return f"{address}?{query}" if query else address


def _without_language(path: str) -> str:
    return "/" + path.lstrip("/").partition("/")[2]
