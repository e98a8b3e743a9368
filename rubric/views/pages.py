"""The versions and questionnaires that pages load, and the trails and headings they have in common."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.views.pages import Crumb
from kanazawa_exchange.accounts.views.saving import SignedInRequest
from kanazawa_exchange.lib.localized import localized

from ..models import Instrument, RubricVersion
from ..queries.versions import version_words


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
    return [*trail, (version_words(version.number), to_version(version))] if version else trail


def subtitle(version: RubricVersion, *further: object) -> list[object]:
    """What a page is about, from the narrow to the wide."""
    return [*further, version_words(version.number), localized(version.rubric, "name")]


# --- Questionnaires --------------------------------------------------------------------------------------------------


def questionnaire_or_404(request: SignedInRequest, uid: UUID) -> Instrument:
    rows = Instrument.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("rubric_version__rubric", "rubric_version__before"), uid=uid)


def to_questionnaire(instrument: Instrument) -> str:
    return reverse("rubric:questionnaire_detail", args=[instrument.uid])


def questionnaire_trail(instrument: Instrument | None = None) -> list[Crumb]:
    """From the list of questionnaires to one of them."""
    surveys = (_("Surveys"), reverse("rubric:wave_list"))
    trail: list[Crumb] = [
        (_("Home"), reverse("home")),
        surveys,
        (_("Questionnaires"), reverse("rubric:questionnaire_list")),
    ]
    return [*trail, (localized(instrument, "name"), to_questionnaire(instrument))] if instrument else trail
