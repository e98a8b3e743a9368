"""What the malware scanner finds is refused, what it could not judge waits, and without a scanner the file says so (S35)."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kanazawa_exchange.accounts.models import AuditEvent, Scan, StoredFile, User
from kanazawa_exchange.accounts.services import files, personal_files, scanning
from kanazawa_exchange.accounts.tasks import scan_files
from kanazawa_exchange.lib import clamd
from kanazawa_exchange.lib.uploads import UploadRefused
from kanazawa_exchange.settings.servers import is_scanner

from .clamd_server import scanner
from .conftest import NOW
from .corpus import EICAR, pdf, stream, upload

INFECTED = pdf(stream(EICAR, packed=False))


@pytest.fixture
def clamd_server(settings: Any) -> Iterator[Any]:
    with scanner() as running:
        settings.CLAMD_URL = running.url
        yield running


@pytest.fixture
def nobody_there(settings: Any) -> None:
    """A port at which nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.CLAMD_URL = f"tcp://127.0.0.1:{taken.getsockname()[1]}"


def store(user: User, content: bytes = b"") -> StoredFile:
    return personal_files.store(
        upload(content or pdf()), owner=user.person, by=user, now=NOW, attach=lambda stored: stored
    )


def state(stored: StoredFile) -> str:
    return StoredFile.objects.values_list("scan", flat=True).get(pk=stored.pk)


def test_what_the_scanner_lets_pass_is_clean(aiko: User, clamd_server: Any) -> None:
    assert store(aiko).scan == Scan.CLEAN
    assert clamd_server.seen == [pdf()]


def test_what_it_finds_is_refused_and_leaves_nothing(aiko: User, clamd_server: Any, settings: Any) -> None:
    with pytest.raises(UploadRefused, match="Eicar-Test-Signature") as told:
        store(aiko, INFECTED)
    assert list(told.value.errors) == ["document"]
    assert not StoredFile.objects.exists()
    assert list((Path(settings.MEDIA_ROOT) / "documents").iterdir()) == []


def test_control_without_a_scanner_it_is_stored_and_marked(aiko: User) -> None:
    stored = store(aiko, INFECTED)
    assert (stored.scan, stored.is_served) == (Scan.UNSCANNED, True)
    assert stored.get_scan_display() == "not checked for malware, as no scanner is set up"


def test_papers_of_the_office_are_scanned_as_well(sato: User, clamd_server: Any) -> None:
    with pytest.raises(UploadRefused, match="malware"):
        files.store(upload(INFECTED), by=sato, now=NOW, attach=lambda stored: stored)


def test_while_the_scanner_is_away_a_file_waits_and_is_judged_later(
    aiko: User, nobody_there: None, settings: Any
) -> None:
    good, bad = store(aiko), store(aiko, INFECTED)
    assert {good.scan, bad.scan} == {Scan.PENDING}
    assert not good.is_served
    scan_files()
    assert {state(good), state(bad)} == {Scan.PENDING}
    with scanner() as running:
        settings.CLAMD_URL = running.url
        scan_files()
    assert (state(good), state(bad)) == (Scan.CLEAN, Scan.INFECTED)
    event = AuditEvent.objects.get(event="file_infected")
    assert (event.record_uid, event.detail, event.actor) == (bad.uid, "Eicar-Test-Signature", None)
    assert files.path_of(bad.file.name or "").exists()


def test_a_scanner_that_is_set_up_later_judges_what_came_before_it(aiko: User, settings: Any) -> None:
    stored = store(aiko)
    with scanner() as running:
        settings.CLAMD_URL = running.url
        assert scanning.scan_waiting(now=NOW) == (1, 0)
        assert scanning.scan_waiting(now=NOW) == (0, 0)
    assert state(stored) == Scan.CLEAN


def test_a_scanner_that_hangs_up_lets_nothing_pass(aiko: User, clamd_server: Any) -> None:
    clamd_server.mute = True
    assert store(aiko).scan == Scan.PENDING


def test_a_scanner_that_never_answers_is_not_waited_for(aiko: User, settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(clamd, "TIMEOUT", 0.2)
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        settings.CLAMD_URL = f"tcp://127.0.0.1:{deaf.getsockname()[1]}"
        assert store(aiko).scan == Scan.PENDING


def test_a_file_that_is_too_large_for_the_scanner_waits_and_holds_up_no_other(aiko: User, clamd_server: Any) -> None:
    clamd_server.most = 2000
    large, small = store(aiko, pdf(stream(bytes(5000), packed=False))), store(aiko)
    assert (large.scan, small.scan) == (Scan.PENDING, Scan.CLEAN)
    StoredFile.objects.filter(pk=small.pk).update(scan=Scan.PENDING)
    assert scanning.scan_waiting(now=NOW) == (1, 0)
    assert (state(large), state(small)) == (Scan.PENDING, Scan.CLEAN)


def test_a_scanner_that_breaks_off_over_one_file_is_asked_for_the_next(aiko: User, clamd_server: Any) -> None:
    """What it said before may be lost when it ends the line in the middle of a file."""
    waiting = [store(aiko) for _turn in range(3)]
    StoredFile.objects.update(scan=Scan.PENDING)
    clamd_server.seen.clear()
    clamd_server.mute = True
    assert scanning.scan_waiting(now=NOW) == (0, 0)
    assert len(clamd_server.seen) == 3
    clamd_server.mute = False
    assert scanning.scan_waiting(now=NOW) == (3, 0)
    assert {state(stored) for stored in waiting} == {Scan.CLEAN}


def test_a_file_whose_bytes_are_gone_holds_up_no_other(aiko: User, settings: Any) -> None:
    gone, here = store(aiko), store(aiko)
    files.path_of(gone.file.name or "").unlink()
    with scanner() as running:
        settings.CLAMD_URL = running.url
        assert scanning.scan_waiting(now=NOW) == (1, 0)
    assert state(here) == Scan.CLEAN


def test_the_scanner_is_reached_over_a_socket_of_this_machine_too(tmp_path: Path) -> None:
    with scanner(tmp_path / "clamd.ctl") as running:
        assert clamd.found_in(upload(pdf()), running.url) == ""
        assert clamd.found_in(upload(INFECTED), running.url) == "Eicar-Test-Signature"
        assert clamd.found_in(upload(bytes(300_000)), running.url) == ""
    with pytest.raises(clamd.ScannerAway):
        clamd.found_in(upload(pdf()), f"unix://{tmp_path}/nobody.ctl")
    assert [len(content) for content in running.seen] == [len(pdf()), len(INFECTED), 300_000]


def test_an_answer_that_is_none_is_no_pass(clamd_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clamd, "_answer", lambda line: "stream: OKAY FOUND NOTHING")
    with pytest.raises(clamd.NotScanned):
        clamd.found_in(upload(pdf()), clamd_server.url)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:3310", "tcp://scanner", "unix:///run/clamav/clamd.ctl"])
def test_addresses_that_can_be_meant(address: str) -> None:
    assert is_scanner(address)


@pytest.mark.parametrize("address", ["http://scanner:3310", "tcp://", "unix://run/clamd.ctl", "clamd", "tcp://a:0"])
def test_addresses_that_cannot(address: str) -> None:
    assert not is_scanner(address)
