"""Trails and headings of the programme records and of plans, and the page of their history."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Tracked
from kanazawa_exchange.accounts.queries.history import Entry
from kanazawa_exchange.accounts.views.pages import Crumb
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.period import fiscal_year_label

from ..models import ProgramRun, TargetPlan


def link(words: object, view: str, record: Tracked | None = None) -> Crumb:
    """The name of a page of programmes, with its address."""
    return words, reverse(f"programs:{view}", kwargs={"uid": record.uid} if record else None)


def office_trail(*further: Crumb) -> list[Crumb]:
    return [(_("Home"), reverse("home")), link(_("Programmes"), "office"), *further]


def plan_trail(plan: TargetPlan | None = None) -> list[Crumb]:
    """From the list of plans to one of them."""
    plans = [(_("Home"), reverse("home")), link(_("Plans"), "plan_list")]
    return [*plans, link(version_words(plan), "plan_detail", plan)] if plan else plans


def version_words(plan: TargetPlan) -> str:
    return _("Version %(number)s") % {"number": plan.number}


def names(*records: Tracked) -> list[object]:
    """What a page is about, from the narrow to the wide."""
    return [localized(record, "name") for record in records]


def run_words(run: ProgramRun) -> list[object]:
    """Which run of a programme: Basic Science Program, FY2018, Outbound."""
    return [localized(run.program, "name"), fiscal_year_label(run.fiscal_year), run.get_direction_display()]


def plan_words(plan: TargetPlan) -> list[object]:
    """Which plan: the project, the version."""
    return [localized(plan.project, "name"), version_words(plan)]


def history_page(
    request: HttpRequest, entries: Sequence[Entry], *, trail: Sequence[Crumb], subtitle: Sequence[object]
) -> HttpResponse:
    context = {"heading": _("History"), "entries": entries, "trail": trail, "subtitle": subtitle}
    return render(request, "programs/record_history.html", context)
