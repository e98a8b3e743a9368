"""The rubric in use, for whoever signs in, in the language of the reader; and every version as a printed sheet."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.saving import SignedInRequest
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import active_language

from ..exports.pdf import to_pdf
from ..models import RubricStatus
from ..permissions import may_edit_rubric, may_read_rubric
from ..queries.papers import university
from ..queries.sheets import sheet
from ..queries.versions import in_use
from .pages import to_version, version_or_404


@require_safe
@requires(may_read_rubric)
def rubric(request: SignedInRequest) -> HttpResponse:
    context = {"sheets": [sheet(version) for version in in_use()], "may_edit": may_edit_rubric(request.user)}
    return render(request, "rubric/rubric_show.html", context)


@require_safe
@requires(may_read_rubric)
def version_pdf(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """A version as this reader may see it; its code leads to the page that everybody reads, or to the office's."""
    version = version_or_404(request, uid)
    page = reverse("rubric:rubric") if version.status == RubricStatus.IN_USE else to_version(version)
    printed = to_pdf(
        sheet(version),
        university=university(),
        address=f"{settings.PORTAL_URL.rstrip('/')}{page}",
        lang=active_language(),
        timestamp=clock.now(),
    )
    name = f"{version.rubric.code}-v{version.number}-{active_language()}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(printed, content_type="application/pdf", headers=headers)
