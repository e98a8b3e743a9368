"""A letter is handed over whole and unforged, and what the server says of it is understood."""

import smtplib
from datetime import UTC, datetime
from email import message_from_bytes, policy
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail as taken

from kanazawa_exchange.lib import mail
from kanazawa_exchange.lib.mail import Counter, Said
from tests.lib import corpus
from tests.mail_server import MailServer, closed_port


def letter(**differs: str) -> Any:
    words = {
        "address": "anna@example.org",
        "subject": "Приглашение",
        "text": "<b> O'Brien\n",
        "message_id": "<1@example.org>",
    }
    return SimpleNamespace(**words | differs, written_at=datetime(2026, 11, 29, tzinfo=UTC))


def said(*letters: Any) -> list[Said]:
    with Counter() as counter:
        return [counter.hand_over(one).said for one in letters]


def test_a_letter_is_plain_text_with_a_number_of_its_own() -> None:
    assert said(letter()) == [Said.TAKEN]
    (one,) = taken.outbox
    assert (one.subject, one.body, one.to) == ("Приглашение", "<b> O'Brien\n", ["anna@example.org"])
    assert one.message()["Message-ID"] == "<1@example.org>"
    assert one.message()["Date"] == "Sun, 29 Nov 2026 00:00:00 +0000"


@pytest.mark.parametrize("bad", ["\r\nBcc: x@example.org", "\nBcc: x@example.org", "\rx", "\x00", "\u2028x", "\x85x"])
@pytest.mark.parametrize("field", ["subject", "address"])
def test_nothing_is_smuggled_into_the_head_of_a_letter(field: str, bad: str) -> None:
    assert said(letter(**{field: f"anna@example.org{bad}"}), letter()) == [Said.NEVER, Said.TAKEN]
    assert [one.to for one in taken.outbox] == [["anna@example.org"]]


@pytest.mark.parametrize("item", corpus.having("outcome", field="mail_header"), ids=corpus.name_of)
def test_the_header_of_the_corpus_is_refused(item: Any) -> None:
    with pytest.raises(mail.UnsafeHeader):
        mail.refuse_controls(item["value"])


LETTERS = [
    item
    for item in corpus.ITEMS
    if item["field"] in ("person_name", "passport_name", "free_text", "place_name", "organisation_name")
    and item["checks"]["outcome"] != "refuse"
]


def test_every_text_of_the_corpus_arrives_as_it_was_sent(smtp: MailServer) -> None:
    """In the body with its line breaks, in the subject on one line; a body of a letter ends its lines in one way."""
    texts = [corpus.value(item) for item in LETTERS]
    assert set(said(*(letter(subject=f"<{_line(text)}>", text=f"<{text}>\n") for text in texts))) == {Said.TAKEN}
    for text, (_to, taken_over) in zip(texts, smtp.letters, strict=True):
        arrived = message_from_bytes(taken_over.encode(), policy=policy.default)
        assert arrived["Subject"].strip() == f"<{_line(text)}>"  # a long one begins on a line of its own
        assert arrived.get_content().splitlines() == f"<{text}>".splitlines()


def _line(text: str) -> str:
    return " ".join(text.split())


def test_a_server_that_is_not_there_takes_nothing(smtp: MailServer, settings: Any, caplog: Any) -> None:
    settings.EMAIL_PORT = closed_port()
    with Counter() as counter:
        answer = counter.hand_over(letter())
    assert (answer.said, answer.reason) == (Said.DOWN, "ConnectionRefusedError")
    assert "anna" not in caplog.text


def test_many_letters_go_over_one_connection_and_a_fault_opens_another(smtp: MailServer) -> None:
    smtp.unknown = {"gone@example.org"}
    gone = letter(address="gone@example.org")
    assert said(letter(), letter(), gone, letter()) == [Said.TAKEN, Said.TAKEN, Said.NEVER, Said.TAKEN]
    assert smtp.connections == 2
    assert len(smtp.letters) == 3


def test_a_server_that_says_no_good_bye_has_taken_what_it_took(smtp: MailServer) -> None:
    smtp.hangs_up = True
    assert said(letter()) == [Said.TAKEN]


@pytest.mark.parametrize(
    ("fault", "what"),
    [
        (smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"nobody")}), Said.NEVER),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (450, b"try later")}), Said.LATER),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (421, b"closing")}), Said.DOWN),
        (smtplib.SMTPDataError(554, b"looks like spam"), Said.NEVER),
        (smtplib.SMTPDataError(451, b"try later"), Said.LATER),
        (smtplib.SMTPSenderRefused(530, b"authentication first", "portal@example.org"), Said.DOWN),
        (smtplib.SMTPAuthenticationError(535, b"wrong password"), Said.DOWN),
        (smtplib.SMTPServerDisconnected("gone"), Said.DOWN),
        (TimeoutError(), Said.DOWN),
        (UnicodeEncodeError("ascii", "я", 0, 1, "x"), Said.NEVER),
        (smtplib.SMTPNotSupportedError("SMTPUTF8"), Said.NEVER),
    ],
)
def test_what_is_about_one_letter_does_not_stop_the_others(fault: Exception, what: Said) -> None:
    assert mail.answer_to(fault).said is what


def test_the_reason_is_one_line_of_what_the_server_said() -> None:
    fault = smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"5.1.1 nobody\r\n of that name " + b"x" * 400)})
    assert mail.reason_of(fault).startswith("550 5.1.1 nobody of that name xxx")
    assert len(mail.reason_of(fault)) == mail.LONGEST_REASON
    assert mail.reason_of(TimeoutError("after 20 s")) == "TimeoutError"
