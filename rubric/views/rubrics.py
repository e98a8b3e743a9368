"""The office's pages of a rubric itself: registered without versions, and called by another name."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.pages import FormPage, edited, registered
from kanazawa_exchange.accounts.views.saving import SignedInRequest
from kanazawa_exchange.lib.localized import localized

from ..forms.rubrics import RubricForm, RubricNameForm
from ..models import Rubric
from ..permissions import may_edit_rubric
from ..services import versions
from .pages import office_trail


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_rubric)
def rubric_create(request: SignedInRequest) -> HttpResponse:
    page = FormPage(_("Register a rubric"), office_trail())
    message = _("The rubric is registered. Begin its first version now.")
    return registered(request, page, RubricForm, versions.create_rubric, message=message)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_rubric)
def rubric_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    rubric = get_object_or_404(Rubric.objects.visible_to(request.user), uid=uid)
    page = FormPage(_("Rename the rubric"), office_trail(), [localized(rubric, "name")])
    return edited(request, page, RubricNameForm, versions.rename_rubric, rubric)
