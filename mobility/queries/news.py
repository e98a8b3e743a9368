"""What has been entered about the stays of a project since a moment."""

from datetime import datetime

from kanazawa_exchange.accounts.queries.news import News, moves_since
from programs.models import FundingProject

from ..models import Mobility
from ..moves import MOVES


def entered_since(project: FundingProject, since: datetime) -> News:
    stays = Mobility.objects.filter(run__program__project=project)
    return moves_since(stays, since, MOVES.done)
