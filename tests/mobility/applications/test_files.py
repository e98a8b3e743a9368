"""The files of an application through its own page: in their boxes, as they are judged, together with their rows, for nobody else.

The rules of what is taken stand in `tests/uploads`, each with its control; here they are met where people meet them (S28–S34).
"""

import errno
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from kanazawa_exchange.accounts.models import AuditEvent, Scan, StoredFile, User
from kanazawa_exchange.accounts.services import files
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.refusals import Refused
from mobility.models import Application, ApplicationDocument
from mobility.queries.applications.boxes import Boxes, answer_box, document_box
from mobility.queries.applications.lacks import lacks
from mobility.services.applications import handing_in, machine, returning, submitting
from mobility.services.applications.drafts import NotWritable
from mobility.services.applications.handing_in import OtherFile
from mobility.services.applications.submitting import CannotSubmit
from programs.models import Question, RequiredDocument
from tests.uploads.corpus import pdf, picture, stream, upload

from .paths import LATER, NOW, begun, step_of
from .test_own_pages import boxes as hidden
from .test_submitting import WHY_BACK, whole

MEGABYTE = 1024 * 1024


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def application(world: Any, aiko: User) -> Application:
    """Everything that the call asks for, but its one document."""
    made: Application = whole(world, aiko)
    words = {"name_en": "Transcript", "name_ja": "成績証明書", "name_ru": "Выписка"}
    RequiredDocument.objects.create(call=made.call, **words)
    return made


@pytest.fixture
def box(application: Application) -> str:
    return document_box(application.call.documents.get())


@pytest.fixture
def applicant(client: Client, aiko: User) -> Client:
    client.force_login(aiko)
    return client


def page(application: Application) -> str:
    return f"/en/applications/{application.uid}/form/documents/"


def address(application: Application, box: str) -> str:
    return f"/en/applications/{application.uid}/documents/{box}/"


def send(
    client: Client, application: Application, box: str, content: bytes, name: str = "paper.pdf", **more: Any
) -> Any:
    file = SimpleUploadedFile(name, content, content_type="application/octet-stream")
    return client.post(address(application, box), {"file": file, **more})


def standing(application: Application, box: str) -> StoredFile | None:
    current = Application.objects.select_related("call").get(pk=application.pk)
    return Boxes(current).files.get(box)


def change(application: Application, **values: Any) -> None:
    """The document of the call with these values."""
    document = application.call.documents.get()
    for name, value in values.items():
        setattr(document, name, value)
    document.save()


def on_disk(settings: Any) -> list[Path]:
    folder = Path(settings.MEDIA_ROOT) / "documents"
    return list(folder.iterdir()) if folder.exists() else []


# --- In their boxes --------------------------------------------------------------------------------------------------


def test_a_file_is_handed_in_replaced_and_taken_out_without_a_script(application, box, applicant, settings, committed):
    empty = applicant.get(page(application)).content.decode()
    assert all(words in empty for words in ("Transcript", "at most 10 MB", 'enctype="multipart/form-data"'))
    answer = send(applicant, application, box, pdf(), "成績.pdf", **hidden(applicant.get(page(application))))
    assert answer["Location"] == f"{page(application)}#{box}"
    first = standing(application, box)
    assert (first.original_name, first.owner, first.file_set) == (
        "成績.pdf",
        application.person,
        f"application {application.pk}",
    )
    assert "成績.pdf" in applicant.get(page(application)).content.decode()
    send(applicant, application, box, pdf(stream(b"second")), seen=str(first.uid))
    second = standing(application, box)
    assert (second.uid == first.uid, StoredFile.objects.count(), len(on_disk(settings))) == (False, 1, 1)
    assert applicant.post(address(application, box), {"seen": str(second.uid), "go": "remove"}).status_code == 302
    assert (standing(application, box), StoredFile.objects.count(), on_disk(settings)) == (None, 0, [])


def test_a_question_is_answered_with_a_file(application, box, applicant):
    question = Question.objects.create(call=application.call, kind="file", text_en="Portfolio", is_required=True)
    key = answer_box(question)
    assert "Portfolio" in applicant.get(page(application)).content.decode()
    send(applicant, application, key, picture("PNG"), "works.png")
    assert application.answers.get().file == standing(application, key)
    applicant.post(address(application, key), {"seen": str(standing(application, key).uid), "go": "remove"})
    assert not application.answers.exists()


def test_what_is_missing_stops_the_sending_and_is_named_with_a_way_to_it(application, box, applicant, aiko):
    check = f"/en/applications/{application.uid}/check/"
    shown = applicant.get(check)
    assert "Hand in a file here." in shown.content.decode()
    assert page(application) in shown.content.decode()
    applicant.post(check, hidden(shown))
    with pytest.raises(CannotSubmit) as told:
        submitting.submit(application, language="ja", by=aiko, now=NOW)
    assert list(told.value.errors) == [box]
    send(applicant, application, box, pdf())
    assert submitting.submit(application, language="ja", by=aiko, now=NOW).status == "submitted"


def test_a_file_that_nobody_needs_may_be_missing(application, box):
    change(application, is_required=False)
    assert lacks(Boxes(application)) == {}


def test_a_page_that_was_looked_over_before_the_upload_sends_nothing(application, box, applicant):
    change(application, is_required=False)
    check = f"/en/applications/{application.uid}/check/"
    looked_over = hidden(applicant.get(check))
    send(applicant, application, box, pdf())
    assert applicant.post(check, looked_over)["Location"] == check
    application.refresh_from_db()
    assert application.status == "draft"


def test_no_file_chosen_is_a_sentence_at_the_box(application, box, applicant):
    answer = applicant.post(address(application, box), {})
    assert "Choose a file first." in answer.content.decode()
    assert applicant.get(address(application, box))["Location"] == f"{page(application)}#{box}"
    assert applicant.post(address(application, "document-of-nobody"), {}).status_code == 404


# --- Two windows, and the state --------------------------------------------------------------------------------------


def test_a_second_window_replaces_nothing_that_it_has_not_shown(application, box, applicant, settings, committed):
    send(applicant, application, box, pdf(), "first.pdf")
    answer = send(applicant, application, box, pdf(stream(b"other")), "second.pdf", seen="")
    text = answer.content.decode()
    assert "Another file was handed in here meanwhile: first.pdf." in text
    assert (standing(application, box).original_name, len(on_disk(settings))) == ("first.pdf", 1)
    stale = applicant.post(address(application, box), {"seen": str(uuid.uuid4()), "go": "remove"})
    assert "Another file was handed in here meanwhile" in stale.content.decode()
    seen = str(standing(application, box).uid)
    assert send(applicant, application, box, pdf(stream(b"other")), "second.pdf", seen=seen).status_code == 302
    assert standing(application, box).original_name == "second.pdf"


def test_the_same_file_twice_is_one(application, box, applicant, settings, committed):
    for _turn in range(2):
        assert send(applicant, application, box, pdf()).status_code == 302
    assert (StoredFile.objects.count(), len(on_disk(settings))) == (1, 1)


def test_once_sent_nothing_is_handed_in_until_it_comes_back(
    application, box, applicant, aiko, sato, settings, committed
):
    send(applicant, application, box, pdf(), "first.pdf")
    submitting.submit(application, language="ja", by=aiko, now=NOW)
    own = reverse("mobility:own_application", args=[application.uid])
    seen = str(standing(application, box).uid)
    assert send(applicant, application, box, pdf(stream(b"late")), seen=seen)["Location"].endswith(own[3:])
    assert applicant.post(address(application, box), {"seen": seen, "go": "remove"})["Location"].endswith(own[3:])
    assert applicant.get(page(application))["Location"].endswith(own[3:])
    assert (standing(application, box).original_name, len(on_disk(settings))) == ("first.pdf", 1)
    remarks = {box: "The second page is missing."}
    returned = Application.objects.get(pk=application.pk)
    returning.return_for_correction(returned, WHY_BACK, last_day=LATER.date(), remarks=remarks, by=sato, now=NOW)
    assert "The second page is missing." in applicant.get(page(application)).content.decode()
    send(applicant, application, box, pdf(stream(b"whole")), "whole.pdf", seen=seen)
    assert standing(application, box).original_name == "whole.pdf"


def test_a_sending_that_comes_while_the_file_is_stored_leaves_no_file(
    application, box, applicant, aiko, settings, monkeypatch
):
    """The file is on the disk already when the application leaves in another window: it is taken away again."""
    change(application, is_required=False)
    scanned = files._scanned

    def sent_meanwhile(path: Path, field: str) -> str:
        submitting.submit(application, language="ja", by=aiko, now=NOW)
        return scanned(path, field)

    monkeypatch.setattr(files, "_scanned", sent_meanwhile)
    assert send(applicant, application, box, pdf()).status_code == 302
    assert (StoredFile.objects.count(), on_disk(settings), standing(application, box)) == (0, [], None)


def test_after_the_time_of_the_correction_nothing_is_handed_in(application, box, aiko):
    machine.move(application, "submit", step_of(application, "submit", "offer"), by=aiko, now=NOW)
    returned = machine.move(application, "return", step_of(application, "return", "offer"), by=None, now=NOW)
    with pytest.raises(NotWritable):
        handing_in.hand_in(returned, box, upload(pdf()), by=aiko, now=LATER + timedelta(milliseconds=1))


# --- What is taken (S28–S33) -----------------------------------------------------------------------------------------

REFUSED = {
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "photo.png"),
    "HTML": (b"<!doctype html><script>alert(1)</script>", "letter.pdf"),
    "PHP": (b"<?php system($_GET[0]);", "photo.php.jpg"),
    "program": (b"MZ" + bytes(200), "transcript.pdf"),
    "polyglot": (picture("JPEG") + b"<script>alert(1)</script><html>" + b"PK\x03\x04" + bytes(60), "photo.jpg"),
    "script in a PDF": (pdf(catalog=b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "paper.pdf"),
    "empty": (b"", "paper.pdf"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_document_is_refused_at_its_box_and_leaves_nothing(name, application, box, applicant, settings):
    answer = send(applicant, application, box, *REFUSED[name])
    assert answer.status_code == 200
    assert f'id="error-{box}" data-file-error ><li>' in answer.content.decode()
    assert (StoredFile.objects.count(), on_disk(settings), ApplicationDocument.objects.count()) == (0, [], 0)


def test_control_the_same_words_inside_a_document_are_taken(application, box, applicant):
    assert send(applicant, application, box, pdf(stream(b"<script>alert(1)</script>"))).status_code == 302
    assert standing(application, box) is not None


def test_a_box_for_photos_takes_no_document(application, box, applicant):
    change(application, policy="photo")
    shown = applicant.get(page(application)).content.decode()
    assert 'accept=".jpg,.jpeg,image/jpeg,.png,image/png,.webp,image/webp,.avif,image/avif"' in shown
    assert "This file is none of them." in send(applicant, application, box, pdf()).content.decode()
    assert send(applicant, application, box, picture("JPEG"), "me.jpg").status_code == 302


def test_too_large_and_no_room_are_told_in_the_words_of_the_box(application, box, applicant, settings, committed):
    large = pdf(stream(bytes(2 * MEGABYTE), packed=False))
    settings.DOCUMENT_MAX_BYTES = MEGABYTE
    assert "The file is larger than 1 MB." in send(applicant, application, box, large).content.decode()
    settings.DOCUMENT_MAX_BYTES, settings.FILE_SET_BYTES = 10 * MEGABYTE, 3 * MEGABYTE
    other = RequiredDocument.objects.create(call=application.call, name_en="Letter", name_ja="推薦状", name_ru="Письмо")
    send(applicant, application, box, large)
    text = send(applicant, application, document_box(other), large).content.decode()
    assert "There is no room for this file of 2.1 MB: 0.9 MB are left." in text
    seen = str(standing(application, box).uid)
    again = pdf(stream(bytes(2 * MEGABYTE) + b"x", packed=False))
    assert send(applicant, application, box, again, seen=seen).status_code == 302, "what is replaced counts no more"


def test_a_flood_of_pixels_is_refused(application, box, applicant, settings):
    flood = picture("PNG", Image.new("1", (13_000, 13_000)))
    assert len(flood) < 40_000
    assert send(applicant, application, box, flood, "flood.png").status_code == 200
    assert on_disk(settings) == []


def test_a_picture_keeps_its_pixels_alone(application, box, applicant):
    send(applicant, application, box, picture("JPEG", comment="Secret"), "IMG_0001.JPG")
    kept = files.path_of(standing(application, box).file.name or "").read_bytes()
    assert b"Secret" not in kept


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\u202efdp.exe", "я" * 300 + ".pdf", "con.pdf"])
def test_no_name_leads_anywhere(name, application, box, applicant, settings):
    send(applicant, application, box, pdf(), name)
    assert [path.parent.name for path in on_disk(settings)] == ["documents"]
    assert len(on_disk(settings)[0].name) == 32
    assert standing(application, box).original_name.endswith(".pdf")


def test_a_full_disk_leaves_neither_row_nor_file(application, box, applicant, settings, monkeypatch):
    """Nothing is stored, and the page says so; with the file that stood there nothing has happened."""
    send(applicant, application, box, pdf(), "first.pdf")
    seen = str(standing(application, box).uid)

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        applicant.raise_request_exception = False
        answer = send(applicant, application, box, pdf(stream(b"more")), seen=seen)
    assert answer.status_code == 503
    assert (StoredFile.objects.count(), len(on_disk(settings))) == (1, 1)
    assert standing(application, box).original_name == "first.pdf"
    assert send(applicant, application, box, pdf(stream(b"more")), "more.pdf", seen=seen).status_code == 302


# --- Handed out (S34) ------------------------------------------------------------------------------------------------


@pytest.fixture
def stored(application: Application, box: str, aiko: User) -> StoredFile:
    return handing_in.hand_in(application, box, upload(pdf(), "成績 №1.pdf"), by=aiko, now=NOW)


def own_address(application: Application, file: StoredFile | uuid.UUID) -> str:
    return f"/en/applications/{application.uid}/files/{getattr(file, 'uid', file)}/"


def office_address(application: Application, file: StoredFile) -> str:
    return f"/en/office/applications/{application.uid}/files/{file.uid}/"


def test_its_owner_and_the_office_have_it_as_an_attachment(application, stored, applicant, sato, sign_in):
    assert stored.original_name in sign_in(sato).get(f"/en/office/applications/{application.uid}/").content.decode()
    for reader, where in ((applicant, own_address), (sign_in(sato), office_address)):
        answer = reader.get(where(application, stored), headers={"Range": "bytes=0-3"})
        assert (answer.status_code, b"".join(answer.streaming_content)) == (200, pdf())
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
        assert (answer["X-Content-Type-Options"], answer["Content-Security-Policy"]) == (
            "nosniff",
            "default-src 'none'; sandbox",
        )
    assert AuditEvent.objects.filter(event="application_file_read").count() == 2


def test_for_everybody_else_it_does_not_exist(world, application, stored, ivan, stranger, petrova, mori, sato, sign_in):
    other = begun(world, ivan, call=application.call)
    for user in (ivan, stranger, petrova, mori):
        reader = sign_in(user)
        assert reader.get(own_address(application, stored)).status_code == 404
        assert reader.get(office_address(application, stored)).status_code in (403, 404)
    assert sign_in(ivan).get(own_address(other, stored)).status_code == 404, "not by the way over the own application"
    assert sign_in(sato).get(office_address(other, stored)).status_code == 404
    assert sign_in(sato).get(own_address(application, stored)).status_code == 404
    assert not AuditEvent.objects.filter(event="application_file_read").exists()


def test_a_guessed_and_a_replaced_one_are_not_there(application, box, stored, applicant, aiko, committed):
    assert applicant.get(own_address(application, uuid.uuid4())).status_code == 404
    handing_in.hand_in(application, box, upload(pdf(stream(b"new"))), seen=str(stored.uid), by=aiko, now=NOW)
    assert applicant.get(own_address(application, stored)).status_code == 404


def test_what_the_scanner_has_not_passed_is_named_and_not_handed_out(
    application, box, stored, applicant, aiko, sato, sign_in
):
    StoredFile.objects.update(scan=Scan.INFECTED)
    shown = applicant.get(page(application)).content.decode()
    assert stored.original_name in shown
    assert own_address(application, stored) not in shown
    assert applicant.get(own_address(application, stored)).status_code == 404
    assert sign_in(sato).get(office_address(application, stored)).status_code == 404
    with pytest.raises(CannotSubmit, match="malware"):
        submitting.submit(application, language="ja", by=aiko, now=NOW)


def test_nobody_hands_in_for_somebody_else(application, box, ivan, sato, settings):
    from django.core.exceptions import PermissionDenied

    for user in (ivan, sato):
        with pytest.raises(PermissionDenied):
            handing_in.hand_in(application, box, upload(pdf()), by=user, now=NOW)
    assert on_disk(settings) == []


def test_a_box_of_another_call_is_none_of_this_one(world, application, aiko, settings):
    other = RequiredDocument.objects.create(call=begun(world, aiko).call, name_en="Letter")
    with pytest.raises(Refused):
        handing_in.hand_in(application, document_box(other), upload(pdf()), by=aiko, now=NOW)
    assert on_disk(settings) == []


def test_a_file_of_another_window_is_named_by_the_service_too(application, box, stored, aiko):
    with pytest.raises(OtherFile) as told:
        handing_in.hand_in(application, box, upload(pdf(stream(b"x"))), by=aiko, now=NOW)
    assert list(told.value.errors) == [box]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_with_one_document_and_with_three(application, aiko, applicant, count):
    for number in range(count - 1):
        RequiredDocument.objects.create(call=application.call, name_en=f"Paper {number}")
    for document in application.call.documents.all():
        handing_in.hand_in(application, document_box(document), upload(pdf()), by=aiko, now=NOW)
    applicant.get(page(application))
    with CaptureQueriesContext(connection) as queries:
        assert applicant.get(page(application)).status_code == 200
    assert len(queries) == PAGE


PAGE = 19
"""Session, account, application, what the menu knows, and what the form holds, in queries."""
