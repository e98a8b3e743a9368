"""The page on which the arrivals or returns of a group are confirmed: choose, look at what would happen, confirm, undo."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kanazawa_exchange.accounts.entrance import acting, requires
from kanazawa_exchange.accounts.services.sent_forms import SentBefore
from kanazawa_exchange.accounts.views.saving import add_refusal, bound, overruled
from kanazawa_exchange.accounts.views.sending import led_on, once
from kanazawa_exchange.accounts.views.undoing import group_undone, tell_of_group
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.refusals import Doubt, Doubted, Refused
from programs.queries.labels import run_label
from programs.queries.runs import runs_kept_by

from .. import permissions
from ..forms.groups import GroupForm, GroupMoveForm
from ..models import Mobility
from ..moves import MOVES
from ..queries.groups import Member, confirmed, members, waiting
from ..services import groups

Context = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.may_register)
def group_move(request: HttpRequest, move: str) -> HttpResponse:
    """`move` is arrive or return. A POST without `confirm` previews and writes nothing; one with `again` shows the form.

    Those are offered who are due; with `everybody` in the address all who could be confirmed.
    """
    everybody = "everybody" in request.GET
    due, anybody = (waiting(request.user, move, clock.today(), everybody=whom) for whom in (False, True))
    stays, runs = (anybody if everybody else due), runs_kept_by(request.user)
    context: Context = {"move": move, "verb": MOVES.moves[move].label, "everybody": everybody}
    chooser = GroupForm(request.GET if "run" in request.GET else None, runs=runs)
    if not chooser.is_valid():
        return _choose(request, stays, anybody, context | {"chooser": chooser})
    run = chooser.cleaned_data["run"]
    context |= {"run": run, "run_label": run_label(run)}
    offered = stays.filter(run=run)
    people = members(offered, move)
    if not people:
        return _choose(request, stays, anybody, context | {"chooser": GroupForm(runs=runs), "is_empty": True})
    context |= {"early": [person for person in people if person.is_early]}
    context |= {"later": anybody.filter(run=run).count() - len(people)}
    chosen = {"members": list(due.filter(run=run).values_list("uid", flat=True))}
    form = bound(GroupMoveForm, request, move=move, offered=offered, members=people, initial=chosen)
    if request.method != "POST" or "again" in request.POST or not form.is_valid():
        return render(request, "mobility/group_move.html", context | {"form": form})
    return _answer(request, move, form, context)


def _choose(
    request: HttpRequest, stays: QuerySet[Mobility], anybody: QuerySet[Mobility], context: Context
) -> HttpResponse:
    """The runs of these stays, and how many of `anybody` are not among them."""
    chooser = context["chooser"]
    runs = runs_kept_by(request.user).filter(pk__in=stays.values("run_id"))
    chooser.fields["run"].queryset = runs
    of_run = {"run": context["run"]} if "run" in context else {}
    later = anybody.filter(**of_run).count() - stays.filter(**of_run).count()
    return render(request, "mobility/group_choose.html", context | {"anybody": runs.exists(), "later": later})


def _answer(request: HttpRequest, move: str, form: GroupMoveForm, context: Context) -> HttpResponse:
    act: dict[str, Any] = {
        "on": form.cleaned_data["on"],
        "own_days": form.own_days(),
        "by": acting(request),
        "now": clock.now(),
    }
    if "confirm" in request.POST:
        confirm = partial(_confirmed, form, move, overruled=overruled(request), **act)
        try:
            done, address = once(request, confirm, reverse("mobility:mobility_list"))
        except SentBefore as twice:
            return led_on(request, twice.earlier)
        except groups.CannotMoveAll as refusal:
            outcomes = refusal.outcomes
        except Doubted:
            outcomes = groups.preview(form.members(), move, **act)
        except Refused as refusal:
            add_refusal(form, refusal)
            return render(request, "mobility/group_move.html", context | {"form": form})
        else:
            _tell(request, context, form, done, act["now"])
            return redirect(address)
    else:
        outcomes = groups.preview(form.members(), move, **act)
    return render(request, "mobility/group_preview.html", context | _previewed(form, outcomes))


def _confirmed(form: GroupMoveForm, move: str, **act: Any) -> list[Mobility]:
    """The records as they stand then."""
    return [outcome.mobility for outcome in groups.move_all(form.members(), move, **act)]


def _tell(
    request: HttpRequest, context: Context, form: GroupMoveForm, done: Sequence[Mobility], made_at: datetime
) -> None:
    """Who was confirmed, when and in which run, with the button that undoes all of it."""
    moved = {stay.pk for stay in done}
    people = [member.stay.person_id for member in form.offered if member.stay.pk in moved]
    told = confirmed(context["run"], [day for stay in done if (day := form.day_of(stay))], people)
    names = formats.listed(told.names)
    if told.others:
        words = ngettext("%(names)s and %(n)d other", "%(names)s and %(n)d others", told.others)
        names = words % {"names": formats.series(*told.names), "n": told.others}
    # Translators: what was done, in which programme run, on which day, to whom
    words = _("%(done)s. %(run)s, %(days)s: %(names)s.")
    parts = {"done": MOVES.done(str(context["move"])), "run": told.run, "days": told.days, "names": names}
    tell_of_group(request, words % parts, address=reverse("mobility:group_undo"), made_at=made_at)


def _previewed(form: GroupMoveForm, outcomes: Sequence[groups.Outcome]) -> Context:
    """What would happen, line by line; with a refusal among them nothing can be confirmed, nor is anything asked."""
    people = {member.stay.pk: member for member in form.offered}
    refused = sum(bool(outcome.refusal) for outcome in outcomes)
    doubts = [_of(people[outcome.mobility.pk], outcome.doubt) for outcome in outcomes if outcome.doubt and not refused]
    return {
        "form": form,
        "rows": [(people[outcome.mobility.pk], outcome) for outcome in outcomes],
        "sent": [(name, value) for name, value in form.data.items() if name == "on" or name.startswith("on_")],
        "is_clean": not refused,
        "refused": refused,
        "doubts": doubts,
    }


def _of(member: Member, doubt: Doubt) -> Doubt:
    """The doubt with the name of whom it is about."""
    return replace(doubt, text=f"{member.name}{formats.colon()}{doubt.text}")


@require_http_methods(["POST"])
@requires(permissions.may_register)
def group_undo(request: HttpRequest) -> HttpResponse:
    """Undo what was just confirmed of a group, for all of them."""
    return group_undone(request, groups.undo_all, address=reverse("mobility:mobility_list"))
