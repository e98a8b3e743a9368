"""The office's pages of versions: the list, one version in three languages, its history, and its moves."""

from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.forms.moves import MoveForm
from kanazawa_exchange.accounts.views.lists import count_words, listed, sent, whole
from kanazawa_exchange.accounts.views.pages import FormPage, filled
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted, bound, sent_version, version_of
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import LANGUAGES, language_name
from kanazawa_exchange.lib.list_files import ListFile
from kanazawa_exchange.lib.totals import Total

from ..exports.lists import VERSIONS
from ..models import Rubric, RubricStatus, RubricVersion
from ..moves import RUBRIC_MOVES
from ..permissions import may_edit_rubric
from ..queries.histories import version_history as history_of
from ..queries.sheets import sheet
from ..queries.versions import VersionLine, rubrics_with_versions
from ..services import versions
from .pages import office_trail, subtitle, to_version, version_or_404

# --- Reading ---------------------------------------------------------------------------------------------------------


def versions_noun(count: int) -> str:
    return ngettext("%(number)s version", "%(number)s versions", count)


def _lines(request: SignedInRequest) -> list[VersionLine]:
    return [line for rubric in rubrics_with_versions(request.user) for line in rubric.versions]


@require_safe
@requires(may_edit_rubric)
@listed
def version_list(request: SignedInRequest) -> HttpResponse:
    rubrics = rubrics_with_versions(request.user)
    around = whole(request, [line for rubric in rubrics for line in rubric.versions], versions_noun)
    return render(request, "rubric/version_list.html", {"rubrics": rubrics, "listing": around})


@require_safe
@requires(may_edit_rubric)
def version_list_file(request: SignedInRequest, kind: str) -> HttpResponseBase:
    lines = _lines(request)
    total = Total(len(lines))
    file = ListFile("rubric-versions", _("Rubric"), VERSIONS, lines, [count_words(total, versions_noun)])
    return sent(request, kind, file, total)


@require_safe
@requires(may_edit_rubric)
def version_detail(request: SignedInRequest, uid: UUID) -> HttpResponse:
    version = version_or_404(request, uid)
    context = {
        "sheet": sheet(version),
        "languages": tuple(map(language_name, LANGUAGES)),
        "moves": [row for row in RUBRIC_MOVES.offered(version, request.user) if _has_page(row.name, version)],
        "may_follow": version.status == RubricStatus.IN_USE,
        "rubric": version.rubric,
    }
    return render(request, "rubric/version_detail.html", context)


@require_safe
@requires(may_edit_rubric)
def version_history(request: SignedInRequest, uid: UUID) -> HttpResponse:
    version = version_or_404(request, uid)
    context = {"entries": history_of(version), "trail": office_trail(version), "subtitle": subtitle(version)}
    return render(request, "rubric/version_history.html", {"heading": _("History"), **context})


# --- Beginning, discarding, moving -----------------------------------------------------------------------------------


@require_POST
@requires(may_edit_rubric)
def version_begin(request: SignedInRequest, uid: UUID) -> HttpResponse:
    rubric = get_object_or_404(Rubric.objects.visible_to(request.user), uid=uid)
    return acted(
        request,
        lambda: versions.new_version(rubric, by=request.user),
        message=_("The new version is a draft. It begins as a copy of the version in use."),
        redirect_to=lambda draft: to_version(draft) if draft else reverse("rubric:version_list"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_rubric)
def version_discard(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The question, then the act."""
    version = version_or_404(request, uid)
    back = to_version(version)
    if request.method == "POST":
        return acted(
            request,
            lambda: versions.discard(version, by=request.user, version=sent_version(request)),
            message=pgettext("rubric", "The draft is discarded."),
            redirect_to=reverse("rubric:version_list"),
            back=back,
        )
    if version.status != RubricStatus.DRAFT:
        return redirect(back)
    around = {"trail": office_trail(version), "subtitle": subtitle(version), "back": back}
    return render(
        request,
        "rubric/version_discard.html",
        {"heading": pgettext("rubric", "Discard the draft"), "version": version, **around},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_rubric)
def version_move(request: SignedInRequest, uid: UUID, move: str) -> HttpResponse:
    """Put into use, or record that the texts are confirmed; no other move has a page."""
    version = version_or_404(request, uid)
    if move not in PAGES:
        raise Http404
    if request.method != "POST" and not (RUBRIC_MOVES.allowed(version.status, move) and _has_page(move, version)):
        return redirect(to_version(version))
    row = RUBRIC_MOVES.moves[move]
    form = bound(partial(MoveForm, row=row, record=version, today=clock.today()), request)
    page = FormPage(
        str(row.label),
        office_trail(version),
        subtitle(version),
        lead=row.notice,
        submit=row.label,
        template="rubric/version_move.html",
    )
    return filled(
        request,
        page,
        form,
        lambda: versions.move(version, move, form.step(), by=request.user, now=clock.now(), version=version_of(form)),
        message=_("%(done)s.") % {"done": row.done_label},
        missing=sheet(version).missing if move == "adopt" else (),
    )


PAGES = ("adopt", "confirm")


def _has_page(move: str, version: RubricVersion) -> bool:
    """Whether a page offers the move: what is confirmed is not confirmed again, and the next version alone replaces."""
    return move in PAGES and not (move == "confirm" and version.is_confirmed)
