"""The orders in which the office's lists of runs and of plans can stand, by the words of their heads."""

from kanazawa_exchange.lib.search_key import sort_key
from kanazawa_exchange.lib.sorting import Arranged

from ..models import PlanStatus, ProgramRun

TERMS, PLAN_STATES = list(ProgramRun.Term.values), list(PlanStatus.values)

RUN_ORDERS = {
    "year": Arranged(lambda run: run.fiscal_year, descending=True),
    "direction": Arranged(lambda run: run.direction, descending=True),
    "term": Arranged(lambda run: TERMS.index(run.term)),
    "theme": Arranged(lambda run: sort_key(str(run.theme)) if run.theme else None),
    "city": Arranged(lambda run: sort_key(str(run.city)) if run.city else None),
    "dates": Arranged(lambda run: run.starts_on, descending=True),
    "places": Arranged(lambda run: run.places, descending=True),
    "registered": Arranged(lambda run: run.people.registered, descending=True),
}

PLAN_ORDERS = {
    "version": Arranged(lambda plan: plan.number, descending=True),
    "status": Arranged(lambda plan: PLAN_STATES.index(plan.status)),
    "years": Arranged(lambda plan: (plan.first_fiscal_year, plan.last_fiscal_year)),
    "adopted": Arranged(lambda plan: plan.adopted_on, descending=True),
    "by": Arranged(lambda plan: sort_key(str(plan.adopted_by)) if plan.adopted_by else None),
    "superseded": Arranged(lambda plan: plan.superseded_on, descending=True),
}
