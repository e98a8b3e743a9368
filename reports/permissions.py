"""Who may see figures, and who may see the people behind them."""

from mobility.permissions import may_list
from programs.permissions import may_see_plans

may_see_figures = may_see_plans
may_see_people_behind = may_list
