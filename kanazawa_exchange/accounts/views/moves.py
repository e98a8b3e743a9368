"""The page on which a record is moved: the present state, what the move asks for, one button."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.refusals import Doubt, Doubted, Refused
from kanazawa_exchange.lib.states import NEW, Move, MoveTable
from kanazawa_exchange.lib.viewer import Viewer

from ..entrance import acting
from ..forms.moves import MoveForm
from ..queries.history import Entry, since
from ..services.editing import StaleEdit
from ..services.sent_forms import SentBefore
from .saving import add_refusal, bound, overruled, version_of
from .sending import led_on, once
from .undoing import tell


@dataclass(frozen=True, kw_only=True)
class MovePage:
    """What the pages of all moves of one kind of record have in common.

    `service(record, name, step, by=, now=, version=)` makes a move, `address(record)` is where the record is read,
    `undo_address(record)` where its last move is undone; a table of final moves needs none. `onward(record)` is where a move leads
    that takes the record out of sight.
    `version(record)` is the version that the page names: an earlier one where the reader must not learn that there is a newer one.
    `context(request, record, row)` is what `template` shows around `components/move.html`; `history(record, user)` is told, as
    far as it is new, to somebody who meets a newer record.
    """

    table: MoveTable
    service: Callable[..., Any]
    template: str
    address: Callable[[Any], str]
    context: Callable[[HttpRequest, Any, Move], Mapping[str, object]]
    undo_address: Callable[[Any], str] = lambda _record: ""
    onward: Callable[[Any], str] | None = None
    version: Callable[[Any], int] = lambda record: int(record.version)
    history: Callable[[Any, Viewer], Sequence[Entry]] = lambda _record, _user: ()
    is_own: bool = False  # read by the person concerned: states in the words for that person


def moved(request: HttpRequest, page: MovePage, record: Any, name: str) -> HttpResponse:
    """Show the form of a move of a visible record, or make the move, once, and lead to the record.

    After a stale edit the page (409) tells what happened meanwhile, with what was typed still in the boxes.
    Errors: Http404 for a move that no page makes, PermissionDenied for one that this user does not make.
    """
    row, by = _row_or_404(page.table, name), acting(request)
    if not page.table.may(by, record, name):
        raise PermissionDenied
    made = partial(MoveForm, row=row, record=record, today=clock.today())
    form = bound(made, request, initial={"version": page.version(record)})
    if request.method == "POST" and form.is_valid():
        now = clock.now()
        step = replace(form.step(), overruled=overruled(request))
        act = partial(page.service, record, name, step, by=by, now=now, version=version_of(form))
        try:
            after, address = once(request, act, (page.onward or page.address)(record))
        except SentBefore as twice:
            return led_on(request, twice.earlier)
        except Refused as refusal:
            add_refusal(form, refusal)
        except Doubted as doubted:
            return _shown(request, page, record, form, doubts=doubted.doubts)
        except StaleEdit as stale:
            return _stale(request, page, stale.current, form)
        else:
            if row.is_final:
                messages.success(request, _message(row, record))
            else:
                undo = page.undo_address(record)
                tell(request, _message(row, record), address=undo, sent={"version": after.version}, made_at=now)
            return redirect(address)
    return _shown(request, page, record, form)


def _message(row: Move, record: Any) -> str:
    """What is said once the record has moved; reasons that were asked for stand in the history."""
    words = _("%(done)s. The history tells who and why.") if row.asks_why(record) else _("%(done)s.")
    return words % {"done": row.done_label}


def _stale(request: HttpRequest, page: MovePage, current: Any, form: MoveForm) -> HttpResponse:
    """The page once more, beside what the others have done; sent again, it moves the newer record."""
    meanwhile = since(current, version_of(form), page.history(current, request.user))
    form.restart(page.version(current))
    words = _(
        "The record was saved meanwhile; its state is now “%(state)s”. Look at it once more and send the form again."
    )
    label = page.table.person_label if page.is_own else page.table.office_label
    form.add_error(None, words % {"state": label(page.table.state_of(current))})
    return _shown(request, page, current, form, status=409, meanwhile=meanwhile)


def _row_or_404(table: MoveTable, name: str) -> Move:
    """The row of a move that people make with a record that exists; other moves have no page."""
    row = table.moves.get(name)
    if row is None or row.may is None or row.sources == {NEW}:
        raise Http404
    return row


def _shown(
    request: HttpRequest,
    page: MovePage,
    record: Any,
    form: MoveForm,
    *,
    status: int = 200,
    meanwhile: Sequence[Entry] = (),
    doubts: Sequence[Doubt] = (),
) -> HttpResponse:
    context = {
        "meanwhile": meanwhile,
        "doubts": doubts,
        "form": form,
        "row": form.row,
        "back": page.address(record),
        "is_possible": page.table.possible(page.table.state_of(record), form.row.name),
        "way": page.table.moves.get(page.table.way(page.table.state_of(record), form.row.name)),
        "state": page.table.office_label(page.table.state_of(record)),
        **page.context(request, record, form.row),
    }
    return render(request, page.template, context, status=status)
