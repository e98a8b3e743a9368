"""The counting rules in words."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.entrance import requires

from .. import wording
from ..permissions import may_read_rules
from ..queries.rules import as_rule, rules_in_order, versions_of


@require_safe
@requires(may_read_rules)
def rule_list(request: HttpRequest) -> HttpResponse:
    return render(request, "reports/rule_list.html", {"rules": rules_in_order()})


@require_safe
@requires(may_read_rules)
def rule_detail(request: HttpRequest, code: str) -> HttpResponse:
    versions = versions_of(code)
    if not versions:
        raise Http404
    shown = [(rule, wording.rule_facts(rule, as_rule(rule))) for rule in versions]
    return render(
        request,
        "reports/rule_detail.html",
        {"current": versions[0], "versions": shown, "in_detail": wording.in_detail()},
    )
