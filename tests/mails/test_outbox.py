"""A letter is written with the act that it tells of, once, in its reader's language, and keeps its secrets to itself."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail as sent
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import override

from kanazawa_exchange.accounts.mail_kinds import INVITATION, SIGN_IN
from kanazawa_exchange.accounts.models import AuditEvent, Letter, LetterState, User
from kanazawa_exchange.accounts.services import delivery, outbox
from kanazawa_exchange.accounts.services.outbox import Draft, Recipient
from kanazawa_exchange.lib import clock, mails
from kanazawa_exchange.lib.mail import UnsafeHeader
from kanazawa_exchange.lib.mails import MASK
from kanazawa_exchange.lib.refusals import Refused
from tests.mails.kinds import NEWS, SECRET, values

pytestmark = pytest.mark.django_db
ANNA = Recipient("Anna@example.org", "ru")


def written(to=ANNA, ref="act-1", by=None, **differs):
    return outbox.write(NEWS, to=to, ref=ref, values=values(**differs), by=by, now=clock.now())


@pytest.fixture
def bells(monkeypatch):
    """What was rung: nobody hears it here."""
    rung = []
    monkeypatch.setattr("kanazawa_exchange.lib.doorbell._send", lambda task, words, after: rung.append(task))
    return rung


def test_a_letter_speaks_the_language_of_its_reader_and_says_what_the_act_meant():
    with translation.override("ja"):
        letter = written(number=lambda: translation.gettext("Language"))
    assert (letter.subject, letter.address, letter.state) == ("ru: Язык places", "anna@example.org", "waiting")
    delivery.send_due()
    (one,) = sent.outbox
    assert (one.subject, one.to) == ("ru: Язык places", ["anna@example.org"])
    assert one.body == f"ru, Anna\n{SECRET}\nЯзык\n"


def test_an_account_is_written_to_in_its_own_language(aiko):
    letter = written(aiko)
    assert (letter.language, letter.address, letter.person) == (aiko.language, aiko.email, aiko.person)


def test_one_act_writes_one_letter_to_one_reader(bells, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first, again = written(), written(number="8")
    assert first == again
    assert Letter.objects.count() == 1
    assert written(ref="act-2") != first
    assert written(Recipient("boris@example.org", "ru")) != first
    assert set(bells) == {"kanazawa_exchange.accounts.tasks.send_letters"}


def test_the_name_of_an_act_fits_its_column_on_every_database():
    """SQLite would keep a longer one, and PostgreSQL refuse the whole act."""
    assert written(ref="x" * outbox.LONGEST_REF).ref == "x" * 100
    with pytest.raises(ValueError, match="101 characters"):
        written(ref="x" * 101)


def test_the_letter_goes_with_the_act_that_is_rolled_back(bells):
    with transaction.atomic():
        written()
        transaction.set_rollback(True)
    assert not Letter.objects.exists()


@pytest.mark.parametrize("number", [1, 3, 30])
def test_many_letters_cost_as_many_queries_as_one(django_assert_num_queries, number):
    drafts = [Draft(Recipient(f"a{n}@example.org", "en"), "act", values()) for n in range(number)]
    with django_assert_num_queries(5):
        letters = outbox.write_many(NEWS, drafts, by=None, now=clock.now())
    assert [letter.address for letter in letters] == [draft.to.address for draft in drafts]


def test_no_letters_are_no_act():
    assert outbox.write_many(NEWS, [], by=None, now=clock.now()) == []


def test_what_only_its_reader_may_know_is_sealed_and_gone_when_the_letter_has_left():
    letter = written()
    assert letter.body == f"ru, Anna\n{MASK}\n3\n"
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_letter")
        assert SECRET not in str(cursor.fetchall())
    assert SECRET in letter.text
    delivery.send_due()
    letter.refresh_from_db()
    assert (letter.state, letter.sealed, letter.text) == ("taken", "", letter.body)


@pytest.mark.parametrize("literal", ["{{ link }}", "{% if x %}", "{{name}}", "{number}", "<b>&amp;", "%(name)s"])
def test_what_a_value_holds_is_not_read_again(literal):
    assert literal in written(name=literal).body


def test_a_value_that_breaks_the_head_is_refused_with_the_act():
    with pytest.raises(UnsafeHeader):
        written(number="3\r\nBcc: x@example.org")
    with pytest.raises(UnsafeHeader):
        written(Recipient("anna@example.org\nBcc: x@example.org", "ru"))
    assert not Letter.objects.exists()


@pytest.mark.parametrize("wrong", [{"name": "Anna"}, values(more="x")])
def test_other_variables_than_those_of_the_kind_are_a_fault(wrong):
    with pytest.raises(TypeError):
        outbox.write(NEWS, to=ANNA, ref="x", values=wrong, by=None, now=clock.now())


def test_a_letter_of_an_act_that_was_taken_back_does_not_leave():
    letter = written()
    assert outbox.withdraw(NEWS, ["act-1", "act-2"], now=clock.now()) == 1
    delivery.send_due()
    letter.refresh_from_db()
    assert (letter.state, letter.sealed, sent.outbox) == ("withdrawn", "", [])
    assert outbox.withdraw(NEWS, ["act-1"], now=clock.now()) == 0


@pytest.mark.parametrize(("seconds", "number"), [(-1, 1), (60, 0)])
def test_a_letter_that_a_dead_worker_held_is_taken_back_and_one_on_its_way_is_not(seconds, number):
    letter, now = written(), clock.now()
    Letter.objects.update(lease=letter.uid, leased_until=now + timedelta(seconds=seconds))
    assert outbox.withdraw(NEWS, ["act-1"], now=now) == number
    letter.refresh_from_db()
    assert letter.state == ("withdrawn" if number else "waiting")


@pytest.fixture
def known(monkeypatch):
    """A portal that knows this kind of letter, and that it goes along with accounts."""
    monkeypatch.setitem(mails._kinds, NEWS.code, NEWS)


def ended(state, **differs):
    letter = written(**differs)
    Letter.objects.update(state=state, ended_at=clock.now(), sealed="", attempts=5, reason="550 nobody")
    letter.refresh_from_db()
    return letter


@pytest.mark.parametrize("state", ["refused", "given_up", "taken"])
def test_a_letter_is_sent_once_more(sato, state):
    letter = ended(state)
    Letter.objects.update(body="whole\n")
    number = letter.message_id
    outbox.send_again(letter, by=sato, now=clock.now())
    with pytest.raises(Refused):
        outbox.send_again(letter, by=sato, now=clock.now())
    delivery.send_due()
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, len(sent.outbox)) == ("taken", 1, 1)
    assert (letter.message_id == number) == (state != "taken"), "a mailbox that has it would put a second one away"
    assert AuditEvent.objects.filter(event="letter_sent_again", record_uid=letter.uid).count() == 1


def test_it_goes_to_the_address_that_its_reader_has_now(known, sato, aiko):
    letter = ended("refused")
    Letter.objects.update(body="whole\n", person=aiko.person)
    outbox.send_again(letter, by=sato, now=clock.now())
    letter.refresh_from_db()
    assert letter.address == aiko.email


def test_control_a_kind_that_proves_an_address_stays_with_it(known, monkeypatch, sato, aiko):
    monkeypatch.setitem(mails._kinds, NEWS.code, replace(NEWS, follows_account=False))
    letter = ended("refused")
    Letter.objects.update(body="whole\n", person=aiko.person)
    outbox.send_again(letter, by=sato, now=clock.now())
    delivery.send_due()
    assert [message.to for message in sent.outbox] == [["anna@example.org"]]


def test_letters_about_signing_in_stay_with_their_address():
    assert not any(kind.follows_account for kind in (INVITATION, SIGN_IN))


def test_control_an_account_that_is_closed_has_no_address_of_now(known, sato, aiko):
    letter = ended("refused")
    User.objects.filter(pk=aiko.pk).update(is_active=False)
    Letter.objects.update(body="whole\n", person=aiko.person)
    outbox.send_again(letter, by=sato, now=clock.now())
    letter.refresh_from_db()
    assert letter.address == "anna@example.org"


def test_where_the_same_letter_went_there_already_it_is_said(known, sato, aiko):
    written(aiko)
    letter = ended("refused")
    Letter.objects.filter(pk=letter.pk).update(body="whole\n", person=aiko.person)
    with override("en"), pytest.raises(Refused, match="to the address of now already"):
        outbox.send_again(letter, by=sato, now=clock.now())


def test_what_is_out_of_date_is_not_sent_again(sato):
    letter, now = ended("given_up"), clock.now()
    Letter.objects.update(body="whole\n", useful_until=now)
    with override("en"), pytest.raises(Refused, match="out of date"):
        outbox.send_again(letter, by=sato, now=now)
    outbox.send_again(letter, by=sato, now=now - timedelta(seconds=1))
    letter.refresh_from_db()
    assert (letter.state, letter.useful_until) == ("waiting", now), "and its day stays as it was"


def test_a_letter_whose_secret_is_gone_is_not_sent_again(sato):
    letter = ended("refused")
    with pytest.raises(Refused):
        outbox.send_again(letter, by=sato, now=clock.now())
    Letter.objects.update(body="")
    with pytest.raises(Refused):
        outbox.send_again(letter, by=sato, now=clock.now())


def test_texts_go_after_90_days_and_letters_after_a_year():
    letter, now = ended("taken"), clock.now()
    outbox.forget_old(now=now + timedelta(days=89))
    letter.refresh_from_db()
    assert letter.body
    outbox.forget_old(now=now + timedelta(days=91))
    letter.refresh_from_db()
    assert (letter.body, letter.reason, letter.address) == ("", "", "anna@example.org")
    written(ref="still waiting")
    assert outbox.forget_old(now=now + timedelta(days=366)) == 1
    assert Letter.objects.get().state == LetterState.WAITING


def test_the_log_is_the_offices(sato, aiko, petrova):
    letter = written(aiko)
    assert letter in Letter.objects.visible_to(sato)
    assert not Letter.objects.visible_to(aiko).exists()
    assert not Letter.objects.visible_to(petrova).exists()


def test_nobody_is_read_from_a_log(caplog, monkeypatch):
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", lambda *a: 1 / 0)
    with caplog.at_level("DEBUG"), CaptureQueriesContext(connection):
        written()
        delivery.send_due()
    assert "ZeroDivisionError" in caplog.text
    assert SECRET not in caplog.text
    assert "anna@" not in " ".join(
        record.getMessage() for record in caplog.records if record.name.startswith("kanazawa")
    )
