"""Documents that everybody may take: stored and scanned like every upload, public from a moment on like every text."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import AuditEvent, StoredFile, User
from kanazawa_exchange.accounts.services.disk import path_of
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from programs.models import Download
from programs.services import publications
from tests.factories import DownloadFactory
from tests.uploads.corpus import pdf

PDF, OTHER = pdf(), pdf(b"<</Other true>>")


def desk(name: str, **kwargs: Any) -> str:
    with override("en"):
        return reverse(f"programs:publication_{name}", kwargs={"kind": "downloads", **kwargs})


def file_of(download: Download) -> str:
    return f"/en/downloads/{download.uid}/"


def sent(content: bytes, **fields: Any) -> dict[str, Any]:
    return {"title_en": "Form", "order": "1", "upload": SimpleUploadedFile("様式.pdf", content), **fields}


@pytest.fixture
def office(sato: User, sign_in: Any) -> Client:
    browser: Client = sign_in(sato)
    return browser


def test_a_document_is_uploaded_looked_at_published_and_taken_by_anybody(
    world: Any, office: Client, client: Client, sato: User
) -> None:
    assert office.post(desk("create"), sent(PDF)).status_code == 302
    download = Download.objects.get()
    assert "様式.pdf" in office.get(desk("office", uid=download.uid)).content.decode()
    assert office.get(file_of(download)).getvalue() == PDF, "whoever keeps it looks at it before"
    assert client.get(file_of(download)).status_code == 404
    publications.move(download, "publish", Step(), by=sato, now=clock.now())
    assert f'href="{file_of(download)}"' in client.get("/en/downloads/").content.decode()
    answer = client.get(file_of(download))
    assert (answer.getvalue(), answer["Content-Type"]) == (PDF, "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert not AuditEvent.objects.filter(actor=None).exists(), "nobody is noted who takes what is public"


def test_what_is_no_document_or_acts_by_itself_is_refused_at_its_box(world: Any, office: Client) -> None:
    acting = pdf(catalog=b"/OpenAction <</S /JavaScript /JS (app.alert(1))>>")
    for content in (b"MZ not a pdf", acting):
        answer = office.post(desk("create"), sent(content))
        assert answer.status_code == 200
        assert "upload" in answer.context["form"].errors
    assert not Download.objects.exists()
    assert not StoredFile.objects.exists()


def test_another_file_takes_its_place_and_words_alone_leave_it(world: Any, office: Client) -> None:
    office.post(desk("create"), sent(PDF))
    download = Download.objects.get()
    edit = desk("edit", uid=download.uid)
    assert office.post(edit, {**sent(OTHER), "version": "1"}).status_code == 302
    assert office.get(file_of(download)).getvalue() == OTHER
    words = {"title_en": "Another form", "order": "1", "version": "2"}
    assert office.post(edit, words).status_code == 302
    assert office.get(file_of(download)).getvalue() == OTHER
    download.refresh_from_db()
    assert download.title_en == "Another form"


def test_a_draft_is_discarded_with_its_file(
    world: Any, office: Client, django_capture_on_commit_callbacks: Any
) -> None:
    office.post(desk("create"), sent(PDF))
    download = Download.objects.get()
    path = path_of(download.file.file.name)
    assert path.is_file()
    with django_capture_on_commit_callbacks(execute=True):
        assert office.post(desk("discard", uid=download.uid), {"version": "1"}).status_code == 302
    assert not Download.objects.exists()
    assert not StoredFile.objects.exists()
    assert not path.exists()


@pytest.mark.parametrize(("scan", "is_there"), [("clean", True), ("pending", False), ("infected", False)])
def test_what_the_scanner_has_not_let_pass_is_not_offered(
    client: Client, world: Any, scan: str, is_there: bool
) -> None:
    DownloadFactory(title_en="ISTHERE", file__scan=scan)
    assert ("ISTHERE" in client.get("/en/downloads/").content.decode()) is is_there


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_one_query(client: Client, world: Any, number: int, django_assert_num_queries: Any) -> None:
    for _ in range(number):
        DownloadFactory()
    with django_assert_num_queries(1):
        assert client.get("/en/downloads/").status_code == 200
