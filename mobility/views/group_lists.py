"""The page of a run that takes a list of people: what the rows do not say is filled in by the run, and the import shows all of it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.saving import SignedInRequest, bound, saved
from kanazawa_exchange.lib import clock, tables
from programs.models import Direction, ProgramRun
from programs.queries.labels import run_label

from .. import permissions
from ..forms.group_lists import GroupListForm
from ..forms.mobilities import runs_for
from ..models import ImportBatch
from ..queries.prefill import prefilled
from ..services import group_lists, imports
from ..services.import_stays import STAYS


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.may_register)
def group_list(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The list is kept and checked; nothing is registered before somebody has seen the preview."""
    run = runs_for(request.user).filter(uid=uid).first()
    if run is None:
        raise Http404
    form = bound(GroupListForm, request, initial=_of_run(request, run))
    return saved(
        request,
        form,
        lambda: _taken(request, run, form),
        message=_told,
        redirect_to=_onward,
        template="mobility/group_list.html",
        context={"run": run, "run_words": run_label(run)},
    )


def _of_run(request: SignedInRequest, run: ProgramRun) -> dict[str, object]:
    """The other side and the days, as far as the run tells them."""
    known = prefilled(run, request.user, clock.today())
    partner = known.get("receiving" if run.direction == Direction.OUTBOUND else "sending")
    return {"partner": partner and getattr(partner, "uid", ""), "starts_on": run.starts_on, "ends_on": run.ends_on}


def _taken(request: SignedInRequest, run: ProgramRun, form: GroupListForm) -> ImportBatch:
    table, now = tables.table(form.cleaned_data["people"]), clock.now()
    batch = group_lists.take(run, table, form.of_all(), source=run_label(run), by=request.user, now=now)
    return imports.begin_check(STAYS, batch, by=request.user, now=now)


def _told(batch: ImportBatch) -> str:
    if any(batch.heads):
        return _("The list is read. Nothing is registered yet.")
    return _("The list has no headings: the cells showed which column is which. Check that; nothing is registered yet.")


def _onward(batch: ImportBatch) -> str:
    """Columns that somebody must look at are shown first: the preview leads there."""
    return reverse("mobility:import_preview", args=[batch.uid])
