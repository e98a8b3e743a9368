"""A partner's record and the student's own application are one case; the student is invited by mail once the record is sent."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Letter, User
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.lib import clock, mails
from kanazawa_exchange.lib.states import MoveRefused
from mobility import tasks
from mobility.facts import Places
from mobility.models import Application, Nomination
from mobility.services.nominations import inviting, nominating, preparing
from mobility.services.nominations.nominating import Nominee
from mobility.services.nominations.preparing import CannotNominate
from partners.models import Enrolment
from programs.models import Call
from tests.factories import LONG_AGO, CallFactory, CallPlaceFactory, PersonFactory, RunFactory, UserFactory
from tests.mobility.nominated import FACTS, agreed, inbound, make, outbound

from .paths import NOW, begun, in_state
from .paths import make as move


@pytest.fixture(autouse=True)
def now(world: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    agreed(world)
    with override("en"):
        yield


def call_in(world: Any, **fields: Any) -> Call:
    """An open inbound call, for the places of Kazan."""
    call: Call = CallFactory(run=world.inbound, **fields)
    CallPlaceFactory(call=call, institution=world.kazan, order=1)
    return call


def student(world: Any, language: str = "ru") -> User:
    user: User = UserFactory(person=PersonFactory(nationality="RU"), language=language)
    Enrolment.objects.create(person=user.person, institution=world.kazan, level="bachelor", starts_on=LONG_AGO)
    return user


def recorded(world: Any, petrova: User, user: User, **facts: Any) -> Nomination:
    return make(inbound(world, petrova, person=user.person, **facts), "send", petrova)


def draft(world: Any, user: User, call: Call | None = None) -> Application:
    return begun(world, user, call or call_in(world), institution=world.kazan)


# --- One case --------------------------------------------------------------------------------------------------------


def test_the_application_that_is_sent_takes_the_record_along(world, petrova):
    user = student(world)
    record = recorded(world, petrova, user)
    application = draft(world, user)
    assert not application.nominations.exists(), "a draft is nothing yet"
    move(application, "submit", user)
    assert application.nominations.get() == record


def test_the_record_that_comes_later_finds_the_application(world, petrova):
    user = student(world)
    application = draft(world, user)
    move(application, "submit", user)
    record = inbound(world, petrova, person=user.person)
    assert record.application is None, "nobody has sent it"
    assert make(record, "send", petrova).application == application


@pytest.mark.parametrize("reason", ["another run", "another person", "withdrawn", "our own students"])
def test_control_of_something_else_nothing_is_joined(world, petrova, sato, reason):
    user = student(world)
    application = draft(world, user)
    move(application, "submit", user)
    if reason == "withdrawn":
        move(application, "withdraw", user)
    if reason == "our own students":
        made = make(outbound(world, sato, person=user.person), "send", sato)
    elif reason == "another run":
        places = Places(world.kazan, world.kanazawa)
        made = preparing.prepare(
            user.person, RunFactory(program=world.basic, direction="inbound"), places, FACTS, by=petrova, now=NOW
        )
        made = make(made, "send", petrova)
    else:
        person = user.person if reason == "withdrawn" else PersonFactory(nationality="RU")
        made = make(inbound(world, petrova, person=person), "send", petrova)
    assert Nomination.objects.get(pk=made.pk).application is None


@pytest.mark.parametrize("order", ["record first", "application first"])
def test_a_former_university_takes_no_application_of_another_ones_student(world, petrova, order):
    """She studied in Kazan before; the application says Irkutsk, whose own record is joined."""
    agreed(world, world.irkutsk)
    volkov, user = world.representative("volkov", world.irkutsk), student(world)
    application = begun(world, user, call_in(world), institution=world.irkutsk)
    if order == "application first":
        move(application, "submit", user)
    former = recorded(world, petrova, user)
    if order == "record first":
        move(application, "submit", user)
    places = Places(world.irkutsk, world.kanazawa)
    own = preparing.prepare(user.person, world.inbound, places, FACTS, by=volkov, now=NOW)
    make(own, "send", volkov)
    assert application.nominations.get() == own
    assert Nomination.objects.get(pk=former.pk).application is None


@pytest.mark.parametrize("end", ["withdraw", "decline"])
@pytest.mark.parametrize("order", ["record first", "application first"])
def test_a_record_leaves_an_application_that_is_over_for_the_next_one(world, petrova, end, order):
    """Two calls of one run: what was ended in the first binds nothing in the second."""
    user = student(world)
    record = recorded(world, petrova, user) if order == "record first" else None
    first = draft(world, user)
    move(first, "submit", user)
    for name in ("withdraw",) if end == "withdraw" else ("review", "decide_decline", "release_decline"):
        first = move(first, name, user if name == "withdraw" else None)
    record = record or recorded(world, petrova, user)
    second = draft(world, user)
    move(second, "submit", user)
    assert Nomination.objects.get(pk=record.pk).application == second


def test_a_joined_record_waits_for_the_word_of_the_student(world, petrova, sato):
    user = student(world)
    record = recorded(world, petrova, user)
    application = draft(world, user)
    move(application, "submit", user)
    with pytest.raises(MoveRefused, match="has not confirmed"):
        make(Nomination.objects.get(pk=record.pk), "verify", sato)
    for name in ("review", "decide", "release_offer", "confirm"):
        application = move(application, name, None)
    after = make(Nomination.objects.get(pk=record.pk), "verify", sato)
    assert (after.application, after.mobility.person) == (application, user.person)


def test_control_of_a_record_alone_the_host_decides_at_once(world, petrova, sato):
    user = student(world)
    assert make(recorded(world, petrova, user), "verify", sato).mobility is not None


def test_there_is_no_second_nomination_of_one_person_for_one_run(world, aiko, sato):
    """What the office had prepared from the page of the person becomes that of the application."""
    by_hand = outbound(world, sato, person=aiko.person)
    application = in_state(world, aiko, "confirmed")
    assert preparing.prepare_from(application, by=sato, now=NOW) == by_hand
    assert application.nominations.get() == by_hand
    assert Nomination.objects.count() == 1


def test_nominated_to_another_host_of_the_run_it_is_refused(world, aiko, sato):
    by_hand = outbound(world, sato, person=aiko.person, receiving=world.irkutsk, agreement=None)
    application = in_state(world, aiko, "confirmed")
    with pytest.raises(CannotNominate, match=r"Irkutsk State University.*Withdraw that nomination first"):
        preparing.prepare_from(application, by=sato, now=NOW)
    make(by_hand, "cancel", sato)
    assert preparing.prepare_from(application, by=sato, now=NOW).receiving == world.kazan


def test_control_another_person_of_the_run_stands_in_nobodys_way(world, aiko, sato):
    outbound(world, sato)
    application = in_state(world, aiko, "confirmed")
    assert preparing.prepare_from(application, by=sato, now=NOW).person == aiko.person
    assert Nomination.objects.count() == 2


# --- The invitation --------------------------------------------------------------------------------------------------


def letters(user: User) -> list[Letter]:
    return list(Letter.objects.filter(kind="nomination_invited", address=user.email.lower()))


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("ru", "Ваша заявка: нужно дополнить её"),
        ("ja", "応募の続きの入力のお願い"),
        ("en", "Your application: please complete it"),
    ],
)
def test_the_student_is_invited_once_in_the_own_language_and_nothing_personal_in_the_subject(
    world, petrova, language, subject
):
    user, call = student(world, language), call_in(world)
    record = recorded(world, petrova, user)
    [letter] = letters(user)
    assert (letter.language, letter.subject) == (language, subject)
    assert reverse("mobility:application_create", args=[call.uid]).partition("/calls/")[2] in letter.body
    assert str(getattr(world.kazan, f"name_{language}")) in letter.body
    assert letter.useful_until == call.closes_at
    assert re.search(r"(Казань|Kazan|カザン)[^\n]* · ", letter.body), "the student's own clock comes first"
    make(record, "cancel", petrova)
    recorded(world, petrova, user)
    assert len(letters(user)) == 1


def test_whoever_is_nominated_by_the_form_or_the_table_is_invited_too(world, petrova):
    user = student(world)
    user.person.birth_date = LONG_AGO
    user.person.save()
    call_in(world)
    name = user.person.names.get()
    newcomer = Newcomer([("latin", name.family, name.given, "")], LONG_AGO, user.person.student_number, "RU")
    places = Places(world.kazan, world.kanazawa)
    made = nominating.nominate(Nominee(newcomer, world.inbound, places, FACTS), by=petrova, now=NOW)
    assert made.person == user.person
    assert len(letters(user)) == 1


@pytest.mark.parametrize("reason", ["closed", "called off", "no call", "sent already", "not sent", "ours"])
def test_control_where_there_is_nothing_to_complete_nobody_is_invited(world, petrova, sato, reason):
    user = student(world)
    if reason != "no call":
        call = call_in(world, closes_at=NOW - timedelta(hours=1)) if reason == "closed" else call_in(world)
    if reason == "called off":
        call.status, call.called_off_at = "called_off", NOW
        call.save()
    if reason == "sent already":
        move(draft(world, user, call), "submit", user)
    if reason == "not sent":
        inbound(world, petrova, person=user.person)
    elif reason == "ours":
        make(outbound(world, sato, person=user.person), "send", sato)
    else:
        recorded(world, petrova, user)
    assert letters(user) == []


def test_once_the_application_is_sent_or_the_call_over_the_letter_says_nothing_more(world, petrova):
    user, call = student(world), call_in(world)
    recorded(world, petrova, user)
    [letter] = letters(user)
    assert not mails.is_overtaken(letter.kind, letter.ref, NOW)
    assert mails.is_overtaken(letter.kind, letter.ref, call.closes_at)
    move(draft(world, user, call), "submit", user)
    assert mails.is_overtaken(letter.kind, letter.ref, NOW)


@pytest.mark.parametrize("last", ["the record", "the announcement", "the opening", "the account"])
def test_whatever_comes_last_the_student_is_invited_once(world, petrova, monkeypatch, last):
    """A call opens by the clock, and is announced by whoever knows of no records: the calendar looks after both."""
    user = student(world)
    call = call_in(world, opens_at=NOW, closes_at=NOW + timedelta(days=20))
    before, announced_at = NOW - timedelta(days=1) if last == "the opening" else NOW, call.announced_at
    if last == "the announcement":
        put(call, "draft", None)
    if last == "the account":
        User.objects.filter(pk=user.pk).update(is_active=False)
    if last != "the record":
        monkeypatch.setattr(clock, "now", lambda: before)
        recorded(world, petrova, user)
        tasks.invite_nominated()
        assert letters(user) == []
        monkeypatch.setattr(clock, "now", lambda: NOW)
    put(call, "announced", announced_at)
    User.objects.filter(pk=user.pk).update(is_active=True)
    if last == "the record":
        recorded(world, petrova, user)
    for _turn in range(3):
        tasks.invite_nominated()
    assert [letter.useful_until for letter in letters(user)] == [call.closes_at]


def put(call: Call, status: str, announced_at: datetime | None) -> None:
    call.status, call.announced_at = status, announced_at
    call.save()


@pytest.mark.parametrize(
    ("moment", "number"), [("before it opens", 0), ("opens", 1), ("before it closes", 1), ("closes", 0)]
)
def test_the_calendar_invites_while_the_call_is_open(world, petrova, moment, number):
    user = student(world)
    recorded(world, petrova, user)
    call = call_in(world, opens_at=NOW + timedelta(days=1), closes_at=NOW + timedelta(days=2))
    border = call.closes_at if "close" in moment else call.opens_at
    now = border - timedelta(milliseconds=1) if moment.startswith("before") else border
    assert (inviting.invite_due(now=now), len(letters(user))) == (number, number)


def test_a_new_address_is_no_second_invitation(world, petrova):
    user = student(world)
    call_in(world)
    recorded(world, petrova, user)
    User.objects.filter(pk=user.pk).update(email="another@example.org")
    assert inviting.invite_due(now=NOW) == 0
    assert len(letters(user)) == 1


@pytest.mark.parametrize("ended", [None, "accepted", "rejected", "withdrawn", "not sent"])
def test_the_calendar_leaves_out_records_that_wait_for_nothing(world, petrova, sato, ended):
    """What was decided or taken back before the call opens."""
    user = student(world)
    record = inbound(world, petrova, person=user.person)
    if ended != "not sent":
        record = make(record, "send", petrova)
    if ended in ("accepted", "rejected"):
        make(record, "verify" if ended == "accepted" else "reject", sato)
    if ended == "withdrawn":
        make(record, "cancel", petrova)
    call_in(world)
    assert inviting.invite_due(now=NOW) == len(letters(user)) == (1 if ended is None else 0)


@pytest.mark.parametrize(("end", "number"), [(None, 0), ("withdraw", 1), ("decline", 1)])
def test_a_second_call_of_the_run_invites_whoever_is_not_in_the_first(world, petrova, end, number):
    user = student(world)
    first = call_in(world)
    recorded(world, petrova, user)
    application = draft(world, user, first)
    move(application, "submit", user)
    for name in {"withdraw": ("withdraw",), "decline": ("review", "decide_decline", "release_decline")}.get(end, ()):
        application = move(application, name, user if name == "withdraw" else None)
    call_in(world, closes_at=first.closes_at - timedelta(hours=1))
    assert inviting.invite_due(now=NOW) == number


def test_the_scheduler_knows_the_invitations():
    assert settings.CELERY_BEAT_SCHEDULE["invitations"]["task"] == tasks.invite_nominated.name


@pytest.mark.parametrize("number", [1, 3])
def test_many_are_invited_in_as_many_queries_as_one(world, petrova, number):
    call_in(world)
    records = [recorded(world, petrova, student(world)) for _each in range(number)]
    Letter.objects.all().delete()
    with CaptureQueriesContext(connection) as asked:
        inviting.invite([Nomination(pk=one.pk) for one in records], by=petrova, now=NOW)
    assert Letter.objects.count() == number
    assert len(asked) == INVITING, [query["sql"][:90] for query in asked]


INVITING = 10
"""One asks which letters were written before, whatever the address was."""


# --- Without an account ----------------------------------------------------------------------------------------------


def sheet(client: Any, record: Nomination) -> str:
    return client.get(reverse("mobility:nomination_detail", args=[record.uid])).content.decode()


def test_the_office_invites_whoever_has_no_account_yet(world, petrova, sato, kimura, sign_in):
    record = make(inbound(world, petrova), "send", petrova)
    page = reverse("accounts:invitation_send", args=[record.person.uid])
    assert page in sheet(sign_in(sato), record)
    for user in (petrova, kimura):
        assert page not in sheet(sign_in(user), record)
    UserFactory(person=record.person)
    assert page not in sheet(sign_in(sato), record)


@pytest.mark.parametrize("end", ["not sent", "withdrawn", "ours"])
def test_control_of_other_nominations_nobody_is_invited(world, petrova, sato, sign_in, end):
    record = outbound(world, sato) if end == "ours" else inbound(world, petrova)
    if end != "not sent":
        record = make(record, "send", sato if end == "ours" else petrova)
    if end == "withdrawn":
        record = make(record, "cancel", petrova)
    assert reverse("accounts:invitation_send", args=[record.person.uid]) not in sheet(sign_in(sato), record)
