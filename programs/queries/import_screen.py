"""What the pages of an import say of a table of plan numbers: what its cells take, what codes stand for, where the plan is."""

from collections.abc import Collection, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.import_screens import Code, Screen
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.viewer import Viewer

from ..models import Direction, FundingProject, Program, TargetCell, TargetRevision


def _called(codes: Collection[Code], _user: Viewer) -> dict[Code, str]:
    """Programmes by their slugs, projects by their codes."""
    words = {code for _column, code in codes}
    programs = {one.slug: str(localized(one, "name")) for one in Program.objects.filter(slug__in=words)}
    projects = {one.code: str(localized(one, "name")) for one in FundingProject.objects.filter(code__in=words)}
    known = {"program": programs, "project": projects}
    return {(column, code): name for column, code in codes if (name := known.get(column, {}).get(code))}


def _offered(_user: Viewer) -> Mapping[str, Sequence[str]]:
    things = {"program": Program.objects.order_by("order", "pk"), "project": FundingProject.objects.order_by("pk")}
    return {column: [str(localized(one, "name")) for one in rows] for column, rows in things.items()}


def _pages(records: Collection[int], _user: Viewer) -> dict[int, str]:
    """A number stands on the page of its plan."""
    found = TargetCell.objects.filter(pk__in=records).values_list("pk", "plan__uid")
    return {pk: reverse("programs:plan_detail", args=[uid]) for pk, uid in found}


SCREEN = Screen(
    first=("program", "fiscal_year"),
    for_all=("project", "fiscal_year", "direction", "program", "note", *columns("note"), "kind", "decided_on"),
    passed_over=(_("Revisions"),),
    needed=(("fiscal_year",), ("direction",), ("number",)),
    choices={
        "direction": lambda: Direction.choices,
        "kind": lambda: [one for one in TargetRevision.Reason.choices if one[0] != TargetRevision.Reason.PARTNER_ADDED],
    },
    offered=_offered,
    shown={"fiscal_year": fiscal_year_label},
    called=_called,
    pages=_pages,
)
