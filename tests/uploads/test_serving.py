"""A private file leaves as an attachment for its owner alone, and does not exist for anybody else (S33, S34)."""

import uuid
from email.message import Message
from typing import Any

import pytest
from django.http import Http404, HttpRequest
from django.test import RequestFactory

from kanazawa_exchange.accounts.models import AuditEvent, Scan, StoredFile, User
from kanazawa_exchange.accounts.services import files, personal_files
from kanazawa_exchange.accounts.views import documents

from .conftest import NOW
from .corpus import pdf, picture, upload


def store(user: User, content: bytes = b"", name: str = "成績 №1.pdf") -> StoredFile:
    file = upload(content or pdf(), name)
    return personal_files.store(file, owner=user.person, by=user, now=NOW, attach=lambda stored: stored)


def asked(user: Any, **heads: str) -> HttpRequest:
    request = RequestFactory().get("/", headers=heads)
    request.user = user
    return request


def content_of(answer: Any) -> bytes:
    content = b"".join(answer.streaming_content)
    answer.file_to_stream.close()
    return content


@pytest.mark.parametrize(
    ("content", "kind"), [(pdf(), "application/pdf"), (picture("PNG"), "image/png"), (picture("WEBP"), "image/webp")]
)
def test_it_leaves_as_an_attachment_that_no_browser_runs(aiko: User, content: bytes, kind: str) -> None:
    stored = store(aiko, content)
    answer = documents.own_file(asked(aiko), stored.uid)
    assert answer["Content-Type"] == kind
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E6%88%90%E7%B8%BE")
    assert len(content_of(answer)) == stored.size
    event = AuditEvent.objects.get(event="own_file_read")
    assert (event.actor, event.detail) == (aiko, str(stored.uid))


@pytest.mark.parametrize("name", ['a"; filename="b.exe', "a\r\nX-Evil: 1.pdf", "a;b=c.pdf", "%00.pdf"])
def test_no_name_breaks_out_of_the_head(aiko: User, name: str) -> None:
    answer = documents.own_file(asked(aiko), store(aiko, name=name).uid)
    answer.file_to_stream.close()
    assert "X-Evil" not in answer.headers
    read = Message()
    read["Content-Disposition"] = answer["Content-Disposition"]
    assert [key for key, _value in read.get_params(header="Content-Disposition")] == ["attachment", "filename"]
    assert str(read.get_filename()).endswith(".pdf")


def test_for_everybody_else_it_does_not_exist(aiko: User, ivan: User, sato: User, stranger: User) -> None:
    stored = store(aiko)
    for other in (ivan, sato, stranger):
        with pytest.raises(Http404):
            documents.own_file(asked(other), stored.uid)
    with pytest.raises(Http404):
        documents.own_file(asked(aiko), uuid.uuid4())
    assert not AuditEvent.objects.filter(event="own_file_read").exists()


def test_control_a_load_without_the_owner_would_hand_it_out(aiko: User, ivan: User, monkeypatch: Any) -> None:
    stored = store(aiko)
    monkeypatch.setattr(type(StoredFile.objects.all()), "visible_to", lambda rows, user: rows)
    assert content_of(documents.own_file(asked(ivan), stored.uid)) == pdf()


def test_after_it_was_removed_it_does_not_exist(aiko: User, committed: None) -> None:
    stored = store(aiko)
    uid = stored.uid
    files.remove(stored)
    with pytest.raises(Http404):
        documents.own_file(asked(aiko), uid)


def test_a_row_whose_bytes_are_gone_is_a_404_and_no_fault(aiko: User) -> None:
    stored = store(aiko)
    files.path_of(stored.file.name or "").unlink()
    with pytest.raises(Http404):
        documents.own_file(asked(aiko), stored.uid)


@pytest.mark.parametrize(
    ("scan", "served"), [(Scan.UNSCANNED, True), (Scan.CLEAN, True), (Scan.PENDING, False), (Scan.INFECTED, False)]
)
def test_what_waits_for_the_scanner_or_did_not_pass_is_served_to_nobody(aiko: User, scan: Scan, served: bool) -> None:
    stored = store(aiko)
    StoredFile.objects.filter(pk=stored.pk).update(scan=scan)
    if served:
        assert content_of(documents.own_file(asked(aiko), stored.uid)) == pdf()
        return
    with pytest.raises(Http404):
        documents.own_file(asked(aiko), stored.uid)


@pytest.mark.parametrize("ranges", ["bytes=0-3", "bytes=-4", "bytes=99999999-", "bytes=0-0,2-2,4-4", "lines=1"])
def test_asking_for_a_part_brings_the_whole(aiko: User, ranges: str) -> None:
    answer = documents.own_file(asked(aiko, Range=ranges), store(aiko).uid)
    assert answer.status_code == 200
    assert content_of(answer) == pdf()


@pytest.mark.parametrize("path", ["/media/", "/media-is-never-served-directly/", "/static/../media/", "/documents/"])
def test_no_address_leads_to_the_folder(path: str, aiko: User, sign_in: Any) -> None:
    stored = store(aiko)
    for client in (sign_in(aiko),):
        answer = client.get(path + (stored.file.name or "").removeprefix("documents/"), follow=True)
        assert answer.status_code == 404
        answer = client.get(path + (stored.file.name or ""), follow=True)
        assert answer.status_code == 404
