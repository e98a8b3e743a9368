"""Letters leave after the commit, whole and unforged."""

import logging
from pathlib import Path

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMessage
from django.utils import translation

from kanazawa_exchange.lib import mail
from tests.lib import corpus

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def letters(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.TEMPLATES = [
        settings.TEMPLATES[0] | {"DIRS": [Path(__file__).parent / "templates", *settings.TEMPLATES[0]["DIRS"]]}
    ]


def test_a_letter_waits_for_the_commit_and_speaks_the_language_of_its_reader(django_capture_on_commit_callbacks):
    with translation.override("ja"), django_capture_on_commit_callbacks(execute=True):
        mail.send("greeting", {"name": "O'Brien", "text": "<b>"}, to="anna@example.org", lang="ru")
        assert outbox.outbox == []
    (letter,) = outbox.outbox
    assert (letter.subject, letter.body, letter.to) == ("ru: O'Brien", "O'Brien, <b>\n", ["anna@example.org"])


@pytest.mark.parametrize("bad", ["\r\nBcc: x@example.org", "\nBcc: x@example.org", "\rx", "\x00", "\u2028x", "\x85x"])
def test_nothing_is_smuggled_into_the_head_of_a_letter(bad):
    with pytest.raises(mail.UnsafeHeader):
        mail.send("greeting", {"name": f"Anna{bad}", "text": ""}, to="anna@example.org", lang="en")
    with pytest.raises(mail.UnsafeHeader):
        mail.send_text("Hello", "text", to=f"anna@example.org{bad}")
    with pytest.raises(mail.UnsafeHeader):
        mail.send_text("Hello", "text", to="anna@example.org", reply_to=f"a@example.org{bad}")


@pytest.mark.parametrize("item", corpus.having("outcome", field="mail_header"), ids=corpus.name_of)
def test_the_header_of_the_corpus_is_refused(item):
    with pytest.raises(mail.UnsafeHeader):
        mail.send_text(item["value"], "text", to="anna@example.org")


def test_a_mail_server_that_is_down_does_not_undo_the_act(monkeypatch, caplog, django_capture_on_commit_callbacks):
    def down(_message):
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailMessage, "send", down)
    with caplog.at_level(logging.ERROR), django_capture_on_commit_callbacks(execute=True):
        mail.send_text("Hello", "text", to="anna@example.org")
    assert "could not be handed" in caplog.text
    assert "anna@example.org" not in caplog.text
