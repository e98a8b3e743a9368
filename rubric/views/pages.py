"""The versions that pages of the rubric load, and the trails and headings they have in common."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.views.pages import Crumb
from kanazawa_exchange.accounts.views.saving import SignedInRequest
from kanazawa_exchange.lib.localized import localized

from ..models import RubricVersion


def versions_of(request: SignedInRequest) -> QuerySet[RubricVersion]:
    rows: QuerySet[RubricVersion] = RubricVersion.objects.visible_to(request.user)
    return rows.select_related("rubric", "before")


def version_or_404(request: SignedInRequest, uid: UUID) -> RubricVersion:
    return get_object_or_404(versions_of(request), uid=uid)


def to_version(version: RubricVersion) -> str:
    return reverse("rubric:version_detail", args=[version.uid])


def office_trail(version: RubricVersion | None = None) -> list[Crumb]:
    """From the list of versions to one of them."""
    trail: list[Crumb] = [(_("Home"), reverse("home")), (_("Rubric"), reverse("rubric:version_list"))]
    return [*trail, (version_words(version), to_version(version))] if version else trail


def version_words(version: RubricVersion) -> str:
    return _("Version %(number)s") % {"number": version.number}


def subtitle(version: RubricVersion, *further: object) -> list[object]:
    """What a page is about, from the narrow to the wide."""
    return [*further, version_words(version), localized(version.rubric, "name")]
