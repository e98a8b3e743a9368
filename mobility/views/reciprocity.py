"""The page of one agreement's reciprocity balance."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.lib import clock
from partners.models import Agreement
from partners.permissions import may_read_agreements

from ..queries.reciprocity import reciprocity


@require_safe
@requires(may_read_agreements)
def agreement_reciprocity(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Figures for those who may know of the agreement: the office, and the representatives of its parties."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), uid=uid)
    context = {"agreement": agreement, "balance": reciprocity(agreement, clock.today())}
    return render(request, "mobility/reciprocity_detail.html", context)
