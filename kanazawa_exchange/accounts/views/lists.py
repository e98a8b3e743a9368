"""The page of a list: its short address, the way back to it, what stands around its rows, and the rows as a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponseRedirect, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.chosen import Chosen, chosen, codes, without
from kanazawa_exchange.lib.list_files import CONTENT_TYPES, MOST_ROWS, XLSX, ListFile
from kanazawa_exchange.lib.paging import WHOLE_PAGE_SIZE, Page
from kanazawa_exchange.lib.sorting import Sorting
from kanazawa_exchange.lib.totals import Total
from kanazawa_exchange.lib.ways_back import keep

from ..entrance import acting
from ..services.ledger import audit

DETAIL = 200
"""Letters that a line of the ledger holds."""

ROWS, WHOLE = "rows", "all"
"""`rows=all` asks for the whole list on one page, to print it."""

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


def short_address(view: V) -> V:
    """State on a view that the address of its page says only what is set."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        query = _short(request.GET)
        if query != request.GET:
            return HttpResponseRedirect(f"{request.path}?{query.urlencode()}" if query else request.path)
        return view(request, *args, **kwargs)

    return cast(V, shown)


def listed(view: V) -> V:
    """State on a view that it shows a list: its address is short, and is kept for the way back."""

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        keep(request)
        return answer

    return short_address(cast(V, kept))


def _short(query: QueryDict) -> QueryDict:
    """The query without words that say nothing."""
    short = query.copy()
    for name in query:
        values = [value for value in query.getlist(name) if value]
        if values:
            short.setlist(name, values)
        else:
            del short[name]
    return short


def size_in(request: HttpRequest, usual: int) -> int:
    """How many rows the page shows."""
    return WHOLE_PAGE_SIZE if request.GET.get(ROWS) == WHOLE else usual


# --- Around the rows -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Listing:
    """What stands around the rows of a list: their number in words, the filter, the order, the files, what goes on paper."""

    count: str
    sorting: Sorting | None
    chosen: Sequence[Chosen]
    files: dict[str, str]
    is_astray: bool = False
    is_part: bool = False
    whole: str = ""
    printed_on: date = field(default_factory=clock.today)


def listing(
    request: HttpRequest,
    page: Page[Any],
    total: Total,
    noun: Callable[[int], str],
    *,
    sorting: Sorting | None = None,
    chosen: Sequence[Chosen] = (),
) -> Listing:
    """What stands around a page of a list; its files have the address of the list and their ending."""
    match = request.resolver_match
    name, parts = (match.view_name, match.kwargs) if match else ("", {})
    rest = without(request.GET, ROWS).removeprefix("?")
    query = f"?{rest}" if rest else ""
    is_part = bool(page.previous or page.next)
    return Listing(
        count=count_words(total, noun),
        sorting=sorting,
        chosen=chosen,
        files={kind: reverse(f"{name}_{kind}", kwargs=parts) + query for kind in CONTENT_TYPES},
        is_astray=page.is_astray or (sorting is not None and sorting.is_astray),
        is_part=is_part,
        whole=_whole(rest) if is_part and total.number <= WHOLE_PAGE_SIZE else "",
    )


def whole(
    request: HttpRequest,
    rows: Sequence[Any],
    noun: Callable[[int], str],
    *,
    sorting: Sorting | None = None,
    chosen: Sequence[Chosen] = (),
) -> Listing:
    """What stands around a short list, which is one page."""
    return listing(request, Page(tuple(rows)), Total(len(rows)), noun, sorting=sorting, chosen=chosen)


def _whole(rest: str) -> str:
    return "?" + "&".join(part for part in (rest, f"{ROWS}={WHOLE}") if part)


def count_words(total: Total, noun: Callable[[int], str]) -> str:
    """128 records; more than 10,000 records."""
    words = noun(total.number) % {"number": formats.number(total.number)}
    return _("more than %(count)s") % {"count": words} if total.is_more else words


# --- Files -----------------------------------------------------------------------------------------------------------


def sent(
    request: HttpRequest, kind: str, file: ListFile[Any], total: Total, *, asked: Sequence[str] = ()
) -> HttpResponseBase:
    """The rows of a list as a file, which the ledger notes; with too many rows, a sentence about it instead.

    `asked`: the filter in code (`lib.chosen.codes`). A request for the head alone makes no file and leaves no line.
    """
    if total.is_more:
        messages.error(request, _too_many(kind))
        return HttpResponseRedirect(_address_of_list(request, kind))
    if wants_head(request):
        return _attached(StreamingHttpResponse((), content_type=CONTENT_TYPES[kind]), file.name, kind)
    note_export(request, f"{file.name} {kind} {total.number}", *asked)
    if kind == XLSX:
        return _attached(FileResponse(file.xlsx(), content_type=CONTENT_TYPES[kind]), file.name, kind)
    return _attached(StreamingHttpResponse(file.csv(), content_type=CONTENT_TYPES[kind]), file.name, kind)


def _attached(answer: StreamingHttpResponse, name: str, kind: str) -> StreamingHttpResponse:
    answer["Content-Disposition"] = f'attachment; filename="{name}-{clock.today().isoformat()}.{kind}"'
    return answer


def note_export(request: HttpRequest, *codes: str) -> None:
    """A line of the ledger about people who leave the portal: which list, as what, how many rows, and the filter in code."""
    if not wants_head(request):
        audit("list_exported", by=acting(request), now=clock.now(), detail=" ".join(codes)[:DETAIL])


def wants_head(request: HttpRequest) -> bool:
    """Whether the body is left out; the middleware hands HEAD to the views as the GET it stands for."""
    return request.META.get("REQUEST_METHOD") == "HEAD"


def unread(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Instead of a file whose filter cannot be read: back to the list, which shows what is wrong with it."""
    messages.error(request, _("The filter cannot be read, so that no file was made. Correct it here first."))
    return HttpResponseRedirect(_address_of_list(request, kind))


def _address_of_list(request: HttpRequest, kind: str) -> str:
    query = request.META.get("QUERY_STRING", "")
    return request.path.removesuffix(f"{kind}/") + (f"?{query}" if query else "")


def _too_many(kind: str) -> str:
    words = {"number": formats.number(MOST_ROWS[kind])}
    return _("A file of this kind holds at most %(number)s rows. Choose fewer with the filter.") % words


def sent_filtered(
    request: HttpRequest, kind: str, file: ListFile[Any], noun: Callable[[int], str], form: Form
) -> HttpResponseBase:
    """The rows of a short list that a filter lets through; beneath them stand their number and the filter."""
    if not form.is_valid():
        return unread(request, kind)
    rows = tuple(file.rows)
    total = Total(len(rows))
    notes = [*file.notes, count_words(total, noun), *(part.words for part in chosen(form))]
    return sent(request, kind, replace(file, rows=rows, notes=notes), total, asked=codes(form))
