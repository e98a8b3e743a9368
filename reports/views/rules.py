"""The counting rules in words, for everybody: a public figure leads to what it counts."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from .. import wording
from ..models import CountingRule
from ..queries.rules import as_rule, rules_in_order, versions_of


@require_safe
@login_not_required
def rule_list(request: HttpRequest) -> HttpResponse:
    return render(request, "reports/rule_list.html", {"rules": rules_in_order()})


@require_safe
@login_not_required
def rule_detail(request: HttpRequest, code: str) -> HttpResponse:
    versions = versions_of(code)
    if not versions:
        raise Http404
    shown = [(rule, wording.rule_facts(rule, as_rule(rule))) for rule in versions]
    of_people = versions[0].counts == CountingRule.Counts.PARTICIPATIONS
    context = {
        "current": versions[0],
        "versions": shown,
        "in_detail": wording.in_detail() if of_people else [],
        "list_of": "" if of_people else reverse("mobility:activity_report_list"),
    }
    return render(request, "reports/rule_detail.html", context)
