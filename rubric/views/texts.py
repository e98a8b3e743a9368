"""The office's pages of a draft: one ability a page with its descriptors in three languages, one level a page."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.pages import FormPage, edited, filled, registered
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted, bound, sent_version, version_of
from kanazawa_exchange.lib.localized import localized

from ..forms.mapping import MappingForm, stored_mapping
from ..forms.texts import AbilityForm, LevelForm, stored_values
from ..models import Ability, Level, RubricStatus, RubricVersion
from ..permissions import may_edit_rubric
from ..queries.sheets import level_words
from ..services import texts
from .pages import office_trail, subtitle, to_version, version_or_404, versions_of

TEMPLATE = "rubric/text_edit.html"


def _is_settled(request: SignedInRequest, version: RubricVersion) -> bool:
    """A form for a version in use is not shown; one that was sent keeps its words and hears the refusal."""
    return request.method != "POST" and version.status != RubricStatus.DRAFT


def _ability(request: SignedInRequest, uid: UUID) -> Ability:
    rows = Ability.objects.filter(rubric_version__in=versions_of(request))
    return get_object_or_404(rows.select_related("rubric_version__rubric", "rubric_version__before"), uid=uid)


def _level(request: SignedInRequest, uid: UUID) -> Level:
    rows = Level.objects.filter(rubric_version__in=versions_of(request))
    return get_object_or_404(rows.select_related("rubric_version__rubric", "rubric_version__before"), uid=uid)


# --- Abilities -------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_rubric)
def ability_create(request: SignedInRequest, uid: UUID) -> HttpResponse:
    version = version_or_404(request, uid)
    if _is_settled(request, version):
        return redirect(to_version(version))
    initial = {"version": version.version, "order": version.abilities.count() + 1}
    form = bound(AbilityForm, request, levels=list(version.levels.all()), initial=initial)
    page = FormPage(
        _("Add an ability"), office_trail(version), subtitle(version), submit=_("Add the ability"), template=TEMPLATE
    )
    return filled(
        request,
        page,
        form,
        lambda: texts.add_ability(
            version, form.values(), form.descriptions(), by=request.user, version=version_of(form)
        ),
        message=_("The ability is added."),
        version=version,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_rubric)
def ability_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    ability = _ability(request, uid)
    version = ability.rubric_version
    if _is_settled(request, version):
        return redirect(to_version(version))
    form = bound(AbilityForm, request, levels=list(version.levels.all()), initial=stored_values(ability))
    page = FormPage(
        _("Edit the ability"), office_trail(version), subtitle(version, localized(ability, "name")), template=TEMPLATE
    )
    return filled(
        request,
        page,
        form,
        lambda: texts.edit_ability(
            ability, form.values(), form.descriptions(), by=request.user, version=version_of(form)
        ),
        version=version,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_rubric)
def ability_carry(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """What the ability was in the version before; of a first version there is nothing to say."""
    ability = _ability(request, uid)
    version = ability.rubric_version
    if _is_settled(request, version) or version.before is None:
        return redirect(to_version(version))
    form = bound(MappingForm, request, draft=version, initial=stored_mapping(ability))
    page = FormPage(
        _("Compare with the version before"), office_trail(version), subtitle(version, localized(ability, "name"))
    )
    return filled(
        request,
        page,
        form,
        lambda: texts.carry(
            ability, form.cleaned_data["before"], form.levels(), by=request.user, version=version_of(form)
        ),
    )


@require_POST
@requires(may_edit_rubric)
def ability_remove(request: SignedInRequest, uid: UUID) -> HttpResponse:
    ability = _ability(request, uid)
    return _removed(request, ability, texts.remove_ability)


# --- Levels ----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_rubric)
def level_create(request: SignedInRequest, uid: UUID) -> HttpResponse:
    version = version_or_404(request, uid)
    if _is_settled(request, version):
        return redirect(to_version(version))
    page = FormPage(_("Add a level"), office_trail(version), subtitle(version), submit=_("Add the level"))
    return registered(request, page, LevelForm, texts.add_level, version, message=_("The level is added."))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_rubric)
def level_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    level = _level(request, uid)
    version = level.rubric_version
    if _is_settled(request, version):
        return redirect(to_version(version))
    page = FormPage(_("Edit the level"), office_trail(version), subtitle(version, level_words(level.number)))
    return edited(request, page, LevelForm, texts.edit_level, level)


@require_POST
@requires(may_edit_rubric)
def level_remove(request: SignedInRequest, uid: UUID) -> HttpResponse:
    level = _level(request, uid)
    return _removed(request, level, texts.remove_level)


def _removed(request: SignedInRequest, part: Ability | Level, remove: Callable[..., None]) -> HttpResponse:
    return acted(
        request,
        lambda: remove(part, by=request.user, version=sent_version(request)),
        message=_("Removed; the history keeps it."),
        redirect_to=to_version(part.rubric_version),
    )
