"""The page of one import: its rows and what becomes of them, their corrections, and the registration."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.models import JobEnding
from kanazawa_exchange.accounts.queries.jobs import job_page, why_ended
from kanazawa_exchange.accounts.services.sent_forms import SentBefore
from kanazawa_exchange.accounts.views.saving import SignedInRequest, typed
from kanazawa_exchange.accounts.views.sending import led_on, once
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.imports import Kind
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.paging import PAGE_SIZE, place_in
from kanazawa_exchange.lib.refusals import Refused

from .. import permissions
from ..forms.import_grid import texts_in
from ..forms.import_grid import touched as touched_in
from ..models import UNUSUAL, BatchState, ImportBatch, Verdict
from ..queries import import_lists
from ..queries import import_preview as previews
from ..queries.import_cells import Typed, box_name, called
from ..queries.import_values import Values
from ..services import imports
from ..services.imports import Cell, Saved, answered_alike
from .imports import address, batch_of

CHECK, REGISTER, REGISTER_CHOSEN = "check", "register", "register_chosen"
"""What the buttons of the preview send as `act`; `answer` holds a row, a column and what is accepted there."""

SOMEBODY_ELSE = gettext_lazy(
    "Somebody else has corrected some of these cells meanwhile. Look at both texts and send yours again if it is right."
)
ALL = "all"
MOST_TOLD = 5
"""Cells that a message names."""

TEMPLATES = {BatchState.CHECKED: "mobility/import_preview.html"}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.may_import)
def import_preview(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The rows as they were checked, to be corrected and registered; later what was registered."""
    batch, kind = batch_of(request, uid)
    if _is_under_way(batch):
        return _under_way(request, batch, kind)
    if batch.state == BatchState.DRAFT:
        return redirect(address(batch, "import_columns"))
    if request.method == "POST":
        return _answer(request, batch, kind)
    return _page(request, batch, kind, _kept(request))


def _is_under_way(batch: ImportBatch) -> bool:
    return batch.job is not None and batch.job.ended_at is None


def _under_way(request: SignedInRequest, batch: ImportBatch, kind: Kind) -> HttpResponse:
    """How far a long table is; the page shows its rows when the work has ended."""
    assert batch.job is not None  # noqa: S101 asked of such imports only
    context = {"line": import_lists.lines([batch])[0], "act": batch.job.parameters.get("act"), "uid": batch.job.uid}
    context |= {"job": job_page(batch.job, request.user), "says": kind.screen.says}
    return render(request, "mobility/import_job.html", context)


def _unfinished(batch: ImportBatch) -> str:
    """That the last job of the import, which was to do all or nothing, has done nothing, and why."""
    job = batch.job
    if job is None or job.ended_at is None or job.ending == JobEnding.DONE:
        return ""
    act = job.parameters.get("act")
    if act == "undo" and batch.state == BatchState.APPLIED:
        nothing = _("Nothing was taken back, the rows are registered as before.")
        return formats.sentences(*why_ended(job), nothing)
    is_newest = batch.checked_at is not None and batch.checked_at < job.ended_at
    if act == "apply" and batch.state == BatchState.CHECKED and is_newest:
        return formats.sentences(*why_ended(job), _("Nothing was registered."))
    return ""


def _page(request: SignedInRequest, batch: ImportBatch, kind: Kind, typed_in: Typed, status: int = 200) -> HttpResponse:
    only = request.GET.get("only", "") or _first(batch)
    opened = request.GET.getlist("open") if batch.state == BatchState.CHECKED else []
    shown = previews.preview(
        batch, kind, request.user, only=only, place=place_in(request.GET), opened=opened, typed=typed_in
    )
    line = import_lists.lines([batch])[0]
    memory = imports.remembered(kind, batch.heads, by=request.user)
    context: dict[str, Any] = {
        "batch": batch,
        "line": line,
        "preview": shown,
        "page": shown.page,
        "boxes": json.dumps(shown.shown, ensure_ascii=False),
        "seen": batch.checked_at.isoformat() if batch.checked_at else "",
        "filters": _filters(line, shown.unusual, only),
        "only": only,
        "is_all_open": "all" in opened,
        "people_left": import_lists.people_left(batch),
        "is_typed": line.rows <= imports.MOST_TYPED,
        "says": kind.screen.says,
        "register": kind.screen.says.register(line.right),
        "given": _given(batch, kind, request),
        "left_out": _left_out(batch, kind),
        "lines_left_out": _lines_left_out(batch),
        "same_table": import_lists.registered_before(batch, request.user)
        if batch.state == BatchState.CHECKED
        else None,
        "refusal": batch.refusal.get(active_language(), ""),
        "unfinished": _unfinished(batch),
        "memory": memory if memory and memory.used_at < batch.created_at else None,
    }
    template = TEMPLATES.get(BatchState(batch.state), "mobility/import_result.html")
    return render(request, template, context, status=status)


def _first(batch: ImportBatch) -> str:
    """What a preview of several pages opens on: the rows to correct, where there are any."""
    rows = sum(batch.counts.get(verdict, 0) for verdict in Verdict.values)
    is_long = batch.state == BatchState.CHECKED and rows > PAGE_SIZE
    return Verdict.WRONG.value if is_long and batch.counts.get(Verdict.WRONG) else ALL


def _filters(line: import_lists.BatchLine, unusual: int, only: str) -> list[tuple[str, str, int, bool]]:
    """The word of the address, the words, how many rows, and whether they are shown; verdicts without a row are left out."""
    every = [(ALL, _("All rows"), line.rows, only == ALL)]
    if left := line.counts.get("left", 0):
        every.append((previews.LEFT, _("Not taken back"), left, only == previews.LEFT))
    for verdict in (Verdict.WRONG, Verdict.NEW, Verdict.CHANGED, Verdict.SAME):
        if line.counts.get(verdict) or only == verdict:
            every.append((verdict.value, str(verdict.label), line.counts.get(verdict, 0), only == verdict))
    if unusual or only == UNUSUAL:
        every.append((UNUSUAL, _("Unusual"), unusual, only == UNUSUAL))
    return every


def _given(batch: ImportBatch, kind: Kind, request: HttpRequest) -> list[tuple[str, str]]:
    """What holds for all rows, as it was said; choices by their labels."""
    values = Values.of(kind, set(batch.given.items()), request.user)
    said = [(column, batch.given[column.key]) for column in kind.columns if batch.given.get(column.key)]
    return [(called(kind, column.key), values.named(column.key, text)) for column, text in said]


def _left_out(batch: ImportBatch, kind: Kind) -> list[str]:
    """The heads of the columns that are not read."""
    return imports.unread_heads(kind, batch)


def _lines_left_out(batch: ImportBatch) -> str:
    """The numbers of the lines that are no rows of the table, "" when there are none."""
    if not batch.left_out:
        return ""
    count, lines = batch.left_out["number"], batch.left_out["lines"]
    words = ngettext(
        "Line %(lines)s was left out: it is a heading, a total or a note.",
        "Lines %(lines)s were left out: they are headings, totals or notes.",
        count,
    )
    shown = formats.series(*(str(line) for line in lines))
    return words % {"lines": shown if count == len(lines) else f"{shown} …"}


# --- Corrected, registered ---------------------------------------------------------------------------------------------


def _answer(request: SignedInRequest, batch: ImportBatch, kind: Kind) -> HttpResponse:
    """What was typed is saved first; rows are registered only as they were shown, so after corrections the page comes again."""
    touched = _with_answers(request, batch, kind, _touched(request))
    act = request.POST.get("act", CHECK)
    try:
        if touched:
            saved = _typed(request, batch, touched)
            if saved.elsewhere and not _is_under_way(saved.batch):
                messages.error(request, str(SOMEBODY_ELSE))
                return _page(request, saved.batch, kind, _as_sent(touched, saved.elsewhere), status=409)
            _tell_elsewhere(request, kind, touched, saved.elsewhere)
            message = _corrected(saved.batch, act)
        elif act in (REGISTER, REGISTER_CHOSEN):
            message = _registered(request, batch, kind, act)
        else:
            check = partial(imports.begin, batch, "check", by=request.user, now=clock.now())
            message = _corrected(once(request, check, address(batch), is_button=True)[0], act)
    except SentBefore as twice:
        return led_on(request, twice.earlier)
    except Refused as refusal:
        messages.error(request, str(refusal))
        if touched:
            return _page(request, batch, kind, Typed({box_name(one.number, one.column): one.text for one in touched}))
    else:
        messages.success(request, message)
    return redirect(request.get_full_path())


def _typed(request: SignedInRequest, batch: ImportBatch, touched: Sequence[Cell]) -> Saved:
    type_in = partial(imports.type_in, batch, touched, by=request.user, now=clock.now())
    saved, _address = once(request, type_in, address(batch), is_button=True)
    return saved


def _as_sent(touched: Sequence[Cell], elsewhere: Mapping[tuple[int, str], str]) -> Typed:
    """The cells that were not saved: what was typed, and what somebody else has typed there."""
    texts = {(cell.number, cell.column): cell.text for cell in touched}
    return Typed(
        {box_name(*place): texts[place] for place in elsewhere},
        {box_name(*place): text for place, text in elsewhere.items()},
    )


def _tell_elsewhere(
    request: HttpRequest, kind: Kind, touched: Sequence[Cell], elsewhere: Mapping[tuple[int, str], str]
) -> None:
    """Both texts of each cell that was not saved, where a worker is at the rows already and no page can show them."""
    texts = {(cell.number, cell.column): cell.text for cell in touched}
    for number, column in list(elsewhere)[:MOST_TOLD]:
        words = {
            "cell": f"{called(kind, column)} {number}",
            "theirs": elsewhere[number, column],
            "mine": texts[number, column],
        }
        messages.warning(
            request, _("Somebody else has typed “%(theirs)s” into %(cell)s. You have typed “%(mine)s”.") % words
        )


def _corrected(done: ImportBatch, act: str) -> str:
    if _is_under_way(done):
        return _("The rows are being checked.")
    wrong = done.counts.get(Verdict.WRONG, 0)
    rest = ngettext("%(number)s row is still to be corrected.", "%(number)s rows are still to be corrected.", wrong)
    words = [
        _("All rows are checked anew."),
        rest % {"number": formats.number(wrong)} if wrong else _("Every row is valid."),
    ]
    if act in (REGISTER, REGISTER_CHOSEN):
        words.append(_("Look at what you have corrected, then register."))
    return formats.sentences(*words)


def _registered(request: SignedInRequest, batch: ImportBatch, kind: Kind, act: str) -> str:
    numbers = None if act == REGISTER else [int(text) for text in request.POST.getlist("row") if _is_number(text)]
    if numbers == []:
        raise Refused(_("Tick the rows that are to be registered."))
    seen = _moment(request.POST.get("seen", ""))
    apply = partial(imports.begin, batch, "apply", numbers=numbers, shown=seen, by=request.user, now=clock.now())
    done, _address = once(request, apply, address(batch), is_button=True)
    if _is_under_way(done):
        return _("The rows are being registered: all of them, or none.")
    count = done.counts.get("written", 0)
    return kind.screen.says.registered(count)


def _moment(text: str) -> datetime | None:
    """When the rows of the page were checked, if the page says so."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _touched(request: HttpRequest) -> list[Cell]:
    """The boxes that hold something else than they showed."""
    return touched_in(request.POST.dict(), request.POST.get("shown", ""))


def _with_answers(request: HttpRequest, batch: ImportBatch, kind: Kind, touched: list[Cell]) -> list[Cell]:
    """What was typed, and the answer of a button: for its row, or for all rows that are wrong in the same way."""
    shown = texts_in(request.POST.get("shown", ""))
    for name in ("answer", "answer_all"):
        parts = request.POST.get(name, "").split("|", 2)
        if len(parts) != 3 or not _is_number(parts[0]):
            continue
        number, column, text = int(parts[0]), parts[1], parts[2]
        cells = [Cell(number, column, shown.get(box_name(number, column), ""), text)]
        if name == "answer_all":
            cells = answered_alike(batch, kind, number, column, text)
        given = {(cell.number, cell.column) for cell in cells}
        touched = [cell for cell in touched if (cell.number, cell.column) not in given] + cells
    return touched


def _is_number(text: str) -> bool:
    """Whether it can be the number of a row."""
    return text.isascii() and text.isdecimal() and len(text) < 10


def _kept(request: HttpRequest) -> Typed:
    """What was typed and kept when its sender was signed out."""
    kept = typed(request)
    if kept is None:
        return Typed()
    texts = {name: text for name, text in kept.items() if isinstance(text, str)}
    return Typed({box_name(one.number, one.column): one.text for one in touched_in(texts, texts.get("shown", ""))})
