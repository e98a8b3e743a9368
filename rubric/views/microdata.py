"""The office's page of the anonymised file for researchers, and the file itself, whose every download the ledger notes."""

from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.lists import note_export
from kanazawa_exchange.accounts.views.saving import SignedInRequest
from kanazawa_exchange.lib import clock, content_types, formats
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.list_files import CONTENT_TYPES, CSV, MOST_ROWS, XLSX

from ..codebook import codebook, rules, step_words, version_words
from ..exports import codebook_pdf
from ..exports.microdata import codebook_csv, rows_csv, save_workbook
from ..models import RubricVersion
from ..permissions import may_export_microdata
from ..queries.microdata import Microdata, microdata, versions_of_rows
from ..queries.papers import university


@require_safe
@requires(may_export_microdata)
def microdata_show(request: SignedInRequest) -> HttpResponse:
    found, versions = _found(request)
    if found is None:
        return render(request, "rubric/microdata.html", {})
    steps = [(step_words(step), count) for step, count in enumerate(found.found.at_step)]
    context = {
        "found": found,
        "sheet": found.sheet,
        "version": version_words(found),
        "rules": rules(found),
        "steps": steps,
        "entries": [entry for entry in codebook(found) if entry.column],
        "count": len(found.found.rows),
        "others": [one for one in versions if str(one.uid) != str(found.sheet.uid)],
    }
    return render(request, "rubric/microdata.html", context)


@require_safe
@requires(may_export_microdata)
def microdata_file(request: SignedInRequest, kind: str) -> HttpResponseBase:
    """The rows as a workbook with the codebook, or as CSV."""
    found, _versions = _found(request)
    if found is None or len(found.found.rows) > MOST_ROWS[kind]:
        return _refused(request, found, kind)
    if request.META.get("REQUEST_METHOD") == "HEAD":  # nobody reads the rows: no file is made, the ledger notes nothing
        return _attached(HttpResponse(content_type=CONTENT_TYPES[kind]), "microdata", kind)
    note_export(request, f"microdata {kind} {len(found.found.rows)}")
    if kind == XLSX:
        return _attached(FileResponse(_workbook(found), content_type=CONTENT_TYPES[kind]), "microdata", kind)
    return _attached(HttpResponse(rows_csv(found), content_type=CONTENT_TYPES[kind]), "microdata", kind)


@require_safe
@requires(may_export_microdata)
def microdata_codebook(request: SignedInRequest) -> HttpResponseBase:
    found, _versions = _found(request)
    if found is None:
        return _refused(request, found, CSV)
    return _attached(HttpResponse(codebook_csv(found), content_type=CONTENT_TYPES[CSV]), "codebook", CSV)


@require_safe
@requires(may_export_microdata)
def microdata_codebook_pdf(request: SignedInRequest) -> HttpResponseBase:
    """The codebook on paper, in the language of the reader."""
    found, _versions = _found(request)
    if found is None:
        return _refused(request, found, CSV)
    printed = codebook_pdf.to_pdf(
        found,
        university=university(),
        address=f"{settings.PORTAL_URL.rstrip('/')}{reverse('rubric:microdata')}?version={found.sheet.uid}",
        lang=active_language(),
        timestamp=clock.now(),
    )
    return _attached(HttpResponse(printed, content_type=content_types.PDF), f"codebook-{active_language()}", "pdf")


def _found(request: SignedInRequest) -> tuple[Microdata | None, list[RubricVersion]]:
    """The rows of the version that an address names, else of the newest one; None as long as there is none."""
    versions = versions_of_rows()
    asked = request.GET.get("version", "")
    version = next((one for one in versions if str(one.uid) == asked), next(iter(versions), None))
    return (microdata(version) if version else None), versions


def _refused(request: SignedInRequest, found: Microdata | None, kind: str) -> HttpResponse:
    """Back to the page, which says why there is no file."""
    messages.error(request, _no_file(found, kind))
    return HttpResponseRedirect(reverse("rubric:microdata"))


def _no_file(found: Microdata | None, kind: str) -> str:
    if found is None:
        return _("No version of the rubric is in use, so that there is nothing to export.")
    return _("A file of this kind holds at most %(number)s rows.") % {"number": formats.number(MOST_ROWS[kind])}


def _workbook(found: Microdata) -> IO[bytes]:
    out = TemporaryFile()  # noqa: SIM115  whoever sends it closes it
    save_workbook(found, out)
    out.seek(0)
    return out


def _attached(answer: HttpResponseBase, name: str, kind: str) -> HttpResponseBase:
    answer["Content-Disposition"] = f'attachment; filename="{name}-{clock.today().isoformat()}.{kind}"'
    return answer
