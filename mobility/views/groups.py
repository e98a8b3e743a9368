"""The page on which the arrivals or returns of a group are confirmed: choose, look at what would happen, confirm."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kanazawa_exchange.accounts.entrance import acting, requires
from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.accounts.queries.names import shown_names, sort_column
from kanazawa_exchange.accounts.services.sent_forms import SentBefore
from kanazawa_exchange.accounts.views.saving import add_refusal, bound
from kanazawa_exchange.accounts.views.sending import led_on, once
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.refusals import Doubt, Doubted, Refused
from programs.models import ProgramRun
from programs.queries import coordinated_program_ids

from .. import permissions
from ..forms.groups import GroupForm, GroupMoveForm, Member
from ..models import Mobility
from ..moves import MOVES
from ..queries.labels import run_label
from ..services import groups

Context = dict[str, object]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.may_register)
def group_move(request: HttpRequest, move: str) -> HttpResponse:
    """`move` is arrive or return. A POST without `confirm` previews and writes nothing; one with `again` shows the form."""
    row = MOVES.moves[move]
    state = ", ".join(MOVES.office_label(source) for source in row.sources)
    waiting = _runs(request, move)
    context: Context = {"move": move, "verb": row.label, "state": state, "anybody": waiting.exists()}
    chooser = GroupForm(request.GET or None, runs=_runs(request))
    if not chooser.is_valid():
        chooser.fields["run"].queryset = waiting  # type: ignore[attr-defined]
        return render(request, "mobility/group_choose.html", context | {"chooser": chooser})
    run = chooser.cleaned_data["run"]
    offered = _offered(request, run, move)
    context |= {"run": run, "run_label": run_label(run)}
    members = _members(offered)
    if not members:
        others = GroupForm(runs=waiting)
        return render(request, "mobility/group_choose.html", context | {"chooser": others, "is_empty": True})
    form = bound(
        GroupMoveForm,
        request,
        move=move,
        offered=offered,
        members=members,
        initial={"members": [member.stay.uid for member in members]},
    )
    if request.method != "POST" or "again" in request.POST or not form.is_valid():
        return render(request, "mobility/group_move.html", context | {"form": form})
    return _answer(request, move, form, context)


def _answer(request: HttpRequest, move: str, form: GroupMoveForm, context: Context) -> HttpResponse:
    act: dict[str, Any] = {
        "on": form.cleaned_data["on"],
        "own_days": form.own_days(),
        "by": acting(request),
        "now": clock.now(),
    }
    doubts: Sequence[Doubt] = ()
    if "confirm" in request.POST:
        try:
            meant = frozenset(request.POST.get("overruled", "").split())
            done, address = once(
                request,
                lambda: groups.move_all(form.members(), move, overruled=meant, **act),
                reverse("mobility:mobility_list"),
            )
        except SentBefore as twice:
            return led_on(request, twice.earlier)
        except groups.CannotMoveAll as refusal:
            outcomes = refusal.outcomes
        except Doubted as doubted:
            doubts, outcomes = doubted.doubts, groups.preview(form.members(), move, **act)
        except Refused as refusal:
            add_refusal(form, refusal)
            return render(request, "mobility/group_move.html", context | {"form": form})
        else:
            sentence = ngettext("%(n)d record is confirmed.", "%(n)d records are confirmed.", len(done))
            messages.success(request, sentence % {"n": len(done)})
            return redirect(address)
    else:
        outcomes = groups.preview(form.members(), move, **act)
        doubts = [outcome.doubt for outcome in outcomes if outcome.doubt]
    return render(request, "mobility/group_preview.html", context | _previewed(form, outcomes, doubts))


def _previewed(form: GroupMoveForm, outcomes: Sequence[groups.Outcome], doubts: Sequence[Doubt]) -> Context:
    """What would happen, line by line; with a refusal among them nothing can be confirmed, nor is anything asked."""
    members = {member.stay.pk: member for member in form.offered}
    is_clean = not any(outcome.refusal for outcome in outcomes)
    return {
        "form": form,
        "rows": [(members[outcome.mobility.pk], outcome) for outcome in outcomes],
        "sent": [(name, value) for name, value in form.data.items() if name == "on" or name.startswith("on_")],
        "is_clean": is_clean,
        "doubts": doubts if is_clean else (),
    }


def _runs(request: HttpRequest, move: str = "") -> Any:
    """The runs of this user, closed ones too; with a move those in which somebody waits for it."""
    runs = ProgramRun.objects.all()
    if move:
        waiting = Mobility.objects.filter(status__in=MOVES.moves[move].sources).values("run_id")
        runs = runs.filter(pk__in=waiting)
    if not is_office(request.user):
        runs = runs.filter(program_id__in=coordinated_program_ids(request.user))
    return runs.select_related("program").order_by("-fiscal_year", "program__order", "direction", "pk")


def _offered(request: HttpRequest, run: ProgramRun, move: str) -> Any:
    offered = Mobility.objects.visible_to(request.user).filter(run=run, status__in=MOVES.moves[move].sources)
    return offered.order_by(f"person__{sort_column()}", "pk")


def _members(offered: Any) -> list[Member]:
    """Those who are offered, each with the planned days; two queries."""
    stays = list(offered)
    names = shown_names(stay.person_id for stay in stays)
    return [
        Member(stay, names[stay.person_id].text, formats.period(stay.planned_starts_on, stay.planned_ends_on))
        for stay in stays
    ]
