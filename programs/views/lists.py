"""The lists of a programme's runs and of the versions of plans, their rows as files, and the numbers of one version as a file."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.lists import count_words, listed, sent, whole
from kanazawa_exchange.accounts.views.saving import SignedInRequest
from kanazawa_exchange.lib.list_files import ListFile
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.sorting import sorting_in
from kanazawa_exchange.lib.totals import Total

from ..exports.lists import PLANS, RUNS
from ..exports.numbers import NUMBERS, number_rows
from ..models import PlanStatus, Program, TargetPlan
from ..permissions import may_edit_plans, may_edit_programs, may_see_plans
from ..queries.cards import RunLine
from ..queries.catalogue import kept_runs_of
from ..queries.orders import PLAN_ORDERS, RUN_ORDERS
from ..queries.plans import ProjectPlans, plans_by_project
from ..queries.projects import projects_of
from ..queries.targets import plan_before, plan_of

# --- Runs ------------------------------------------------------------------------------------------------------------


def runs_noun(count: int) -> str:
    return ngettext("%(number)s run", "%(number)s runs", count)


def _runs(request: SignedInRequest, uid: UUID) -> tuple[Program, tuple[RunLine, ...]]:
    """The programme and its runs in the order of the address."""
    program = get_object_or_404(Program.objects.visible_to(request.user).select_related("project"), uid=uid)
    return program, sorting_in(request.GET, RUN_ORDERS).order.sorted(kept_runs_of(program))


@require_safe
@requires(may_edit_programs)
@listed
def run_list(request: SignedInRequest, uid: UUID) -> HttpResponse:
    program, runs = _runs(request, uid)
    around = whole(request, runs, runs_noun, sorting=sorting_in(request.GET, RUN_ORDERS))
    return render(request, "programs/run_list.html", {"program": program, "runs": runs, "listing": around})


@require_safe
@requires(may_edit_programs)
def run_list_file(request: SignedInRequest, uid: UUID, kind: str) -> HttpResponseBase:
    program, runs = _runs(request, uid)
    total = Total(len(runs))
    notes = [str(localized(program, "name")), count_words(total, runs_noun)]
    return sent(request, kind, ListFile(f"runs-{program.slug}", _("Runs"), RUNS, runs, notes), total)


# --- Plans -----------------------------------------------------------------------------------------------------------


def plans_noun(count: int) -> str:
    return ngettext("%(number)s version", "%(number)s versions", count)


def _plans(request: SignedInRequest) -> tuple[ProjectPlans, ...]:
    """The projects whose plans concern this reader, the versions of each in the order of the address."""
    plans = TargetPlan.objects.visible_to(request.user).order_by("-number")
    order = sorting_in(request.GET, PLAN_ORDERS).order
    projects = plans_by_project(plans, projects_of(request.user))
    return tuple(replace(project, plans=order.sorted(project.plans)) for project in projects)


@require_safe
@requires(may_see_plans)
@listed
def plan_list(request: SignedInRequest) -> HttpResponse:
    projects = _plans(request)
    plans = [plan for project in projects for plan in project.plans]
    context = {
        "projects": [(project, count_words(Total(len(project.plans)), plans_noun)) for project in projects],
        "listing": whole(request, plans, plans_noun, sorting=sorting_in(request.GET, PLAN_ORDERS)),
        "may_edit": may_edit_plans(request.user),
    }
    return render(request, "programs/plan_list.html", context)


@require_safe
@requires(may_see_plans)
def plan_list_file(request: SignedInRequest, kind: str) -> HttpResponseBase:
    rows = [(project, plan) for project in _plans(request) for plan in project.plans]
    total = Total(len(rows))
    file = ListFile("plans", _("Plans"), PLANS, rows, [count_words(total, plans_noun)])
    return sent(request, kind, file, total)


# --- Numbers of one version --------------------------------------------------------------------------------------------


def numbers_noun(count: int) -> str:
    return ngettext("%(number)s planned number", "%(number)s planned numbers", count)


@require_safe
@requires(may_see_plans)
def plan_numbers_file(request: SignedInRequest, uid: UUID, kind: str) -> HttpResponseBase:
    plan = get_object_or_404(TargetPlan.objects.visible_to(request.user).select_related("project"), uid=uid)
    is_first = plan.status == PlanStatus.DRAFT and plan_before(plan) is None
    rows = tuple(number_rows(plan, plan_of(plan), is_first=is_first))
    total = Total(len(rows))
    version = _("Plan, version %(number)s") % {"number": plan.number}
    notes = [str(localized(plan.project, "name")), f"{version} · {plan.get_status_display()}"]
    file = ListFile(f"plan-{plan.project.code}-{plan.number}", _("Plan numbers"), NUMBERS, rows, notes)
    return sent(request, kind, file, total)
