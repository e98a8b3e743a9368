"""The one way from a form to its service and to the answer: saved, refused at its fields, or both texts on one page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms
from django.contrib import messages
from django.db import models
from django.forms.utils import ErrorDict, ErrorList
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.conflicts import Comparison, compare, take, typed_in, version_of
from kanazawa_exchange.lib.refusals import Doubt, Doubted, Question, Refused
from kanazawa_exchange.lib.trilingual import initial_from

from ..models import Tracked, User
from ..queries.past import Save, at_version, saves_since
from ..services.editing import StaleEdit
from ..services.sent_forms import SentBefore
from .keeping import kept_page, typed
from .sending import led_on, once

__all__ = [
    "PageForm",
    "Question",
    "SignedInRequest",
    "ValuesForm",
    "acted",
    "add_refusal",
    "as_typed",
    "bound",
    "overruled",
    "saved",
    "sent_version",
    "typed",
    "version_of",
]


LONGEST_ANSWER = 100_000
"""Letters of the codes of doubts; the largest group of the portal has a tenth of it."""


class SignedInRequest(HttpRequest):
    """A request behind `requires`: somebody has signed in."""

    user: User


class PageForm(Protocol):
    """What a page sends: one form, or several that speak as one."""

    @property
    def fields(self) -> Mapping[str, forms.Field]: ...

    def is_valid(self) -> bool: ...

    def add_error(self, field: str | None, error: Any) -> None: ...


class ValuesForm(PageForm, Protocol):
    """A form that tells its values in the names of the record's fields."""

    cleaned_data: dict[str, Any]

    def values(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class Conflict:
    """What somebody is shown whose record was saved by another hand while the form was open."""

    saves: tuple[Save, ...]
    boxes: Comparison

    @property
    def is_own(self) -> bool:
        """Whether the sender alone has saved, in another window."""
        return bool(self.saves) and all(save.is_own for save in self.saves)

    @property
    def title(self) -> str:
        return _("The record was saved while you were editing it")

    @property
    def button(self) -> str:
        return _("Save with my changes")


def saved(
    request: HttpRequest,
    form: Any,
    act: Callable[[], Any],
    *,
    message: str | Callable[[Any], str],
    redirect_to: str | Callable[[Any], str],
    template: str,
    context: Mapping[str, object],
) -> HttpResponse:
    """Show the form, or call `act` (one service call) and lead to `redirect_to` with `message`.

    A form that arrives twice counts once: the second arrival is led to the result of the first. A refusal stands at its
    fields, a `Question` on the page, with `kept_page`: the page that holds what was typed, for an answer that leads elsewhere.
    A stale edit answers 409 with the same page: what both have changed, what only one has, and the form, which holds what
    was typed and, in the boxes that the sender left alone, what the other person saved.
    A form whose boxes are not simply fields of the record has `stored_values(record)`, and names the relations it shows in
    `parts`; one that is several has `typed_in()` and `take(values, version)` too.
    What is doubtful is asked about (`components/doubts.html` inside the form); `overruled` tells the service what was answered.
    """
    shown = {**context, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            result, address = once(request, act, redirect_to)
        except SentBefore as twice:
            return led_on(request, twice.earlier)
        except Question as question:
            shown |= {**question.context, "kept_page": kept_page(request)}
        except Refused as refusal:
            add_refusal(form, refusal)
        except Doubted as doubted:
            shown |= {"doubts": _quoted(form, doubted.doubts), "overruled_before": sorted(overruled(request))}
        except StaleEdit as stale:
            shown["conflict"] = _both_texts(form, stale.current, request.user)
            return render(request, template, shown, status=409)
        else:
            _say(request, message, result)
            return redirect(address)
    return render(request, template, shown)


def _quoted(form: Any, doubts: Sequence[Doubt]) -> Sequence[Doubt]:
    """The doubts with what was typed, where the form stores something else than that."""
    return form.quoted(doubts) if hasattr(form, "quoted") else doubts


def acted(
    request: HttpRequest,
    act: Callable[[], Any],
    *,
    message: str | Callable[[Any], str],
    redirect_to: str | Callable[[Any], str],
    back: str = "",
) -> HttpResponse:
    """The answer to a button without a form: done with a message, or the sentence why not.

    It leads to `redirect_to`, which may ask what `act` returned (None after a refusal); after a refusal to `back`, if
    that is another page. A button that was pressed twice counts once.
    """
    try:
        result, address = once(request, act, redirect_to, is_button=True)
    except SentBefore as twice:
        return led_on(request, twice.earlier)
    except (Refused, StaleEdit) as refusal:
        messages.error(request, str(refusal))
        address = back or (redirect_to(None) if callable(redirect_to) else redirect_to)
    else:
        _say(request, message, result)
    return redirect(address)


def _say(request: HttpRequest, message: str | Callable[[Any], str], result: Any) -> None:
    text = message(result) if callable(message) else message
    messages.success(request, text)


def sent_version(request: HttpRequest) -> int:
    """The version a button was printed with; anything unreadable counts as stale."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def overruled(request: HttpRequest) -> frozenset[str]:
    """The doubts that somebody has answered with "save all the same"; a group has as many as people."""
    return frozenset(request.POST.get("overruled", "")[:LONGEST_ANSWER].split())


def add_refusal(form: PageForm, refusal: Refused) -> None:
    """The sentences of a refusal, each at its box; what the form does not ask stands above it."""
    for name, sentence in refusal.errors.items():
        form.add_error(name if name in form.fields else None, sentence)


def bound(form_class: Any, request: HttpRequest, record: models.Model | None = None, **options: Any) -> Any:
    """The form with what was sent or kept, else with the record as it stands."""
    options.setdefault("initial", initial_from(record, form_class) if record is not None else {})
    if request.method == "POST":
        return form_class(request.POST, request.FILES, **options)
    kept = typed(request)
    return form_class(**options) if kept is None else unjudged(form_class(kept, **options))


def unjudged(form: Any) -> Any:
    """A form, or rows of forms, with what was typed and no word about it: nobody has sent it yet."""
    for one in getattr(form, "forms", ()):
        unjudged(one)
    form._errors = [] if hasattr(form, "forms") else ErrorDict()
    if hasattr(form, "forms"):
        form._non_form_errors = ErrorList()
    return form


def as_typed(request: HttpRequest, *rows: Any) -> None:
    """Rows of boxes that were given `typed(request)`: those of a form that was kept say nothing of what is wrong yet."""
    if request.method != "POST" and typed(request) is not None:
        for one in rows:
            unjudged(one)


def _both_texts(form: Any, record: Tracked, reader: Any) -> Conflict:
    """Who has saved, and what differs; from now on the form is sent against the newer record."""
    version = version_of(form)
    past = at_version(record, version, getattr(form, "parts", ()))
    stored = _stored_values(form, record)
    typed = form.typed_in() if hasattr(form, "typed_in") else typed_in(form)
    boxes = compare(typed, None if past is None else _stored_values(form, past), stored)
    untouched = {name: stored.get(name) for name in boxes.untouched}
    if hasattr(form, "take"):
        form.take(untouched, record.version)
    else:
        take(form, untouched, record.version)
    return Conflict(() if past is None else saves_since(record, version, reader), boxes)


def _stored_values(form: Any, record: Any) -> Mapping[str, object]:
    values: Mapping[str, object] = (
        form.stored_values(record) if hasattr(form, "stored_values") else initial_from(record, type(form))
    )
    return values
