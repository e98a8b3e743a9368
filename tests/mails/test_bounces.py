"""Letters that a server took and sent back: the report marks the letter it is about, once, and nothing else marks any."""

import io
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from kanazawa_exchange.accounts.models import Failure, Letter
from kanazawa_exchange.accounts.services import delivery, outbox
from kanazawa_exchange.lib import bounces, clock
from kanazawa_exchange.lib.mail import Answer, Said
from tests.mails import reports
from tests.mails.test_log import text, written

pytestmark = pytest.mark.django_db
RETURNED = "came back undelivered"


@pytest.fixture
def taken(smtp: Any) -> Letter:
    (letter,) = written(1)
    delivery.send_due()
    return Letter.objects.get(pk=letter.pk, state="taken")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], str]:
    """The command, and what it says."""

    def run(raw: bytes) -> str:
        said = io.StringIO()
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
        call_command("read_bounce", stderr=said)
        assert not sys.stdin.buffer.read(), "whoever writes may write to the end"
        return said.getvalue()

    return run


def still_taken(letter: Letter) -> bool:
    return Letter.objects.get(pk=letter.pk).state == "taken" and not Failure.objects.exists()


@pytest.mark.parametrize(
    ("report", "reason"),
    [
        (reports.postfix, "550 5.1.1 <a0@example.org>: Recipient address rejected: User unknown in virtual mailbox table"),
        (reports.exchange, "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required"),
        (reports.gmail, "550-5.1.1 The email account that you tried to reach does not exist. 550-5.1.1 Please"),
    ],
)  # fmt: skip
def test_the_report_of_a_failure_marks_the_letter_once(taken: Letter, read: Any, report: Any, reason: str) -> None:
    assert "marked" in read(report(taken.message_id))
    letter = Letter.objects.get(pk=taken.pk)
    assert (letter.state, letter.reason[: len(reason)]) == ("returned", reason)
    assert letter.ended_at > taken.ended_at  # type: ignore[operator]
    assert "known already" in read(report(taken.message_id))
    assert list(Failure.objects.values_list("kind", "name", "error")) == [("letter", taken.kind, "LetterReturned")]
    assert Letter.objects.get(pk=taken.pk).ended_at == letter.ended_at


def test_the_log_and_the_page_of_the_letter_say_so(taken: Letter, read: Any, sign_in: Any, sato: Any) -> None:
    client = sign_in(sato)
    assert RETURNED not in text(client.get("/en/office/mails/?state=taken")).split("</form>")[-1]
    read(reports.postfix(taken.message_id))
    listed = text(client.get("/en/office/mails/?state=returned"))
    assert "a0@example.org" in listed
    page = text(client.get(f"/en/office/mails/{taken.uid}/"))
    assert RETURNED in page
    assert "User unknown in virtual mailbox table" in page


def test_sent_again_it_has_a_number_of_its_own(taken: Letter, read: Any, sato: Any) -> None:
    read(reports.postfix(taken.message_id))
    Letter.objects.update(body="whole\n")
    again = outbox.send_again(Letter.objects.get(), by=sato, now=clock.now())
    delivery.send_due()
    assert again.message_id != taken.message_id
    assert "No letter" in read(reports.gmail(taken.message_id)), "the first one came back, not this one"
    assert Letter.objects.get().state == "taken"


@pytest.mark.parametrize(
    ("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("failed", "2.1.5"), ("failed", "5")]
)
def test_what_may_still_arrive_changes_nothing(taken: Letter, read: Any, action: str, status: str) -> None:
    assert "no failure for good" in read(reports.postfix(taken.message_id, action, status))
    assert still_taken(taken)


def test_a_server_that_gave_up_after_days_says_4_and_means_it(taken: Letter, read: Any) -> None:
    assert "marked" in read(reports.postfix(taken.message_id, "failed", "4.4.1 (expired)"))


def test_one_of_two_mailboxes_behind_an_address_is_no_failure(taken: Letter, read: Any) -> None:
    end = b"\n\n--4F2A11C0.1534727472/mail.example.org\nContent-Description: Und"
    other = b"\n\nFinal-Recipient: rfc822; b@example.org\nAction: relayed\nStatus: 2.0.0"
    whole = reports.postfix(taken.message_id)
    both = whole.replace(end, other + end)
    assert both != whole
    assert "no failure for good" in read(both)
    assert still_taken(taken)


def test_an_address_alone_marks_nothing(taken: Letter, read: Any) -> None:
    assert "No letter" in read(reports.postfix("<guessed@example.org>"))
    nameless = reports.exchange(taken.message_id).replace(b"Message-ID:\n", b"X-Other:\n")
    assert "does not say which letter" in read(nameless)
    assert still_taken(taken)


def broken(number: str) -> dict[str, bytes]:
    whole = reports.postfix(number)
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3000))
    return {
        "nothing": b"",
        "an answer": f"From: a0@example.org\nIn-Reply-To: {number}\nSubject: Thank you\n\nfailed 5.1.1\n".encode(),
        "noughts": bytes(2_000_000),
        "junk": b"\xff\xfe<>\r\n--x\n" * 200_000,
        "too long": whole + b"x" * bounces.LARGEST,
        "nested": nested,
        "no boundary": whole.replace(b"boundary=", b"border="),
        "a receipt": whole.replace(b"delivery-status;", b"disposition-notification;"),
        "half": whole[: whole.index(b"Content-Description: Und")],
        "no status": whole.replace(b"message/delivery-status", b"text/plain"),
        "not base64": whole.replace(b"text/rfc822-headers", b"text/rfc822-headers\nContent-Transfer-Encoding: base64"),
    }  # fmt: skip


@pytest.mark.parametrize("name", broken("<x@example.org>"))
def test_what_is_no_report_is_told_and_ends_well(taken: Letter, read: Any, name: str) -> None:
    assert read(broken(taken.message_id)[name]).strip().endswith(".")
    assert still_taken(taken)


def test_what_cannot_be_printed_is_not_kept(taken: Letter, read: Any) -> None:
    read(reports.postfix(taken.message_id).replace(b"User unknown", b"\x00\x1b[31mUser\xff unknown"))
    reason = Letter.objects.get().reason
    assert reason.isprintable()
    assert len(reason) <= 200


def test_a_server_quicker_than_the_worker_is_believed(read: Any) -> None:
    (letter,) = written(1)
    assert "known already" in read(reports.postfix(letter.message_id)), "it has not been handed over"
    held = delivery.claim(delivery.due(clock.now()), now=clock.now())
    assert held is not None
    assert "marked" in read(reports.postfix(letter.message_id))
    assert Letter.objects.get().sealed == ""
    delivery.settle(held, Answer(Said.TAKEN), now=clock.now())
    assert Letter.objects.get().state == "returned"


def test_without_a_database_the_mail_server_keeps_the_report(read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object, **options: object) -> None:
        raise OperationalError

    monkeypatch.setattr(delivery, "came_back", away)
    with pytest.raises(CommandError) as fault:
        read(reports.postfix("<x@example.org>"))
    assert fault.value.returncode == 75
