"""What has been entered about the plans of a project since a moment."""

from datetime import datetime

from kanazawa_exchange.accounts.queries.news import News, moves_since

from ..models import FundingProject, TargetPlan
from ..moves import PLAN_MOVES


def entered_since(project: FundingProject, since: datetime) -> News:
    plans = TargetPlan.objects.filter(project=project)
    return moves_since(plans, since, PLAN_MOVES.done)
