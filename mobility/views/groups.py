"""The page on which the arrivals or returns of a group are confirmed: choose, look at what would happen, confirm."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kanazawa_exchange.accounts.entrance import acting, requires
from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.accounts.services.sent_forms import SentBefore
from kanazawa_exchange.accounts.views.saving import add_refusal
from kanazawa_exchange.accounts.views.sending import led_on, once
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.refusals import Refused
from programs.models import ProgramRun
from programs.queries import coordinated_program_ids

from .. import permissions
from ..forms.groups import GroupForm, GroupMoveForm
from ..models import Mobility
from ..moves import MOVES
from ..queries.labels import run_label
from ..services import groups


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.may_register)
def group_move(request: HttpRequest, move: str) -> HttpResponse:
    """`move` is arrive or return. A POST without `confirm` previews and writes nothing."""
    row = MOVES.moves[move]
    state = ", ".join(MOVES.office_label(source) for source in row.sources)
    context: dict[str, object] = {"move": move, "verb": row.label, "state": state}
    chooser = GroupForm(request.GET or None, runs=_runs(request, move))
    context["chooser"] = chooser
    if not chooser.is_valid():
        return render(request, "mobility/group_choose.html", context)
    run = chooser.cleaned_data["run"]
    context |= {"run": run, "run_label": run_label(run)}
    offered, names = _offered(request, run, move)
    if request.method != "POST":
        form = GroupMoveForm(offered=offered, names=names, initial={"members": [stay.uid for stay in offered]})
        return render(request, "mobility/group_move.html", context | {"form": form})
    form = GroupMoveForm(request.POST, offered=offered, names=names)
    if not form.is_valid():
        return render(request, "mobility/group_move.html", context | {"form": form})
    return _answer(request, move, form, names, context)


def _answer(
    request: HttpRequest, move: str, form: GroupMoveForm, names: dict[int, str], context: dict[str, object]
) -> HttpResponse:
    act: dict[str, Any] = {"on": form.cleaned_data["on"], "by": acting(request), "now": clock.now()}
    if "confirm" in request.POST:
        try:
            done, address = once(
                request, lambda: groups.move_all(form.members(), move, **act), reverse("mobility:mobility_list")
            )
        except SentBefore as twice:
            return led_on(request, twice.earlier)
        except groups.CannotMoveAll as refusal:
            outcomes = refusal.outcomes
        except Refused as refusal:
            add_refusal(form, refusal)
            return render(request, "mobility/group_move.html", context | {"form": form})
        else:
            count = len(done)
            sentence = ngettext("%(n)d record is confirmed.", "%(n)d records are confirmed.", count)
            messages.success(request, sentence % {"n": count})
            return redirect(address)
    else:
        outcomes = groups.preview(form.members(), move, **act)
    rows = [(names[outcome.mobility.pk], outcome.refusal, outcome.mobility.uid) for outcome in outcomes]
    context |= {"form": form, "rows": rows, "on": form.cleaned_data["on"]}
    context["is_clean"] = not any(refusal for _name, refusal, _uid in rows)
    return render(request, "mobility/group_preview.html", context)


def _runs(request: HttpRequest, move: str) -> Any:
    """The runs of this user in which somebody waits for this move, closed ones too."""
    waiting = Mobility.objects.filter(status__in=MOVES.moves[move].sources).values("run_id")
    runs = ProgramRun.objects.filter(pk__in=waiting)
    if not is_office(request.user):
        runs = runs.filter(program_id__in=coordinated_program_ids(request.user))
    return runs.select_related("program").order_by("-fiscal_year", "program__order", "direction", "pk")


def _offered(request: HttpRequest, run: ProgramRun, move: str) -> tuple[Any, dict[int, str]]:
    offered = (
        Mobility.objects.visible_to(request.user)
        .filter(run=run, status__in=MOVES.moves[move].sources)
        .order_by("person__sort_key", "pk")
    )
    people = dict(offered.values_list("pk", "person_id"))
    names = shown_names(people.values())
    return offered, {pk: names[person].text for pk, person in people.items()}
