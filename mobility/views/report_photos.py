"""The photos of an Activity Report for its authors, and their files for whoever moderates it, too."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.pictures import rendition

from .. import permissions
from ..models import ReportPhoto


@require_safe
@requires(permissions.has_person)
def report_photo(request: HttpRequest, uid: UUID, name: str) -> HttpResponse:
    """One size of a photo before everybody sees it; kept by no cache. Errors: Http404 for whoever does not read the report."""
    photos = ReportPhoto.objects.visible_to(request.user).served()
    photo = get_object_or_404(photos.select_related("file__picture"), uid=uid)
    return rendition(request, photo.file.picture, name)
