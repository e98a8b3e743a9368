"""What an application can never be, on either database; and who reads it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from kanazawa_exchange.accounts.models import tracked_writes_allowed
from mobility.models import Answer, Application, ApplicationDocument, Choice
from programs.models import Question, RequiredDocument
from tests.factories import CallFactory, CallPlaceFactory

from .paths import LATER, NOW, begun, call_of, in_state


def change(application: Application, **values: object) -> None:
    with tracked_writes_allowed(), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(**values)


IMPOSSIBLE = [
    ("draft", {"submitted_at": NOW}),
    ("draft", {"return_until": NOW}),
    ("draft", {"decision": "offer"}),
    ("draft", {"status": "nowhere"}),
    ("draft", {"level": "kindergarten"}),
    ("draft", {"grade_index": Decimal("3.01")}),
    ("draft", {"grade_index": Decimal("-0.01")}),
    ("draft", {"certificate_score": Decimal(7)}),
    ("draft", {"is_late": True}),
    ("draft", {"released_at": NOW}),
    ("draft", {"offer_until": NOW}),
    ("draft", {"waitlist_rank": 1}),
    ("submitted", {"submitted_at": None}),
    ("submitted", {"level": ""}),
    ("submitted", {"institution": None}),
    ("submitted", {"status": "draft", "submitted_at": None}),
    ("submitted", {"status": "returned"}),
    ("submitted", {"status": "offered"}),
    ("submitted", {"status": "decided"}),
    ("decided", {"place": None}),
    ("decided", {"decision": "decline"}),
    ("decided", {"decision": ""}),
    ("decided", {"released_at": NOW}),
    ("decided", {"status": "waitlisted"}),
    ("offered", {"offer_until": None}),
    ("offered", {"released_at": None}),
    ("offered", {"decision": "waitlist", "waitlist_rank": 1}),
    ("waitlisted", {"waitlist_rank": None}),
    ("waitlisted", {"waitlist_rank": 0}),
    ("waitlisted", {"offer_until": LATER}),
    ("declined", {"decision": "offer"}),
]


@pytest.mark.parametrize(("state", "values"), IMPOSSIBLE)
def test_the_database_refuses_a_state_without_its_columns(world, aiko, state, values):
    application = in_state(world, aiko, state)
    with pytest.raises(IntegrityError):
        change(application, **values)


def test_one_application_of_one_person_to_one_call(world, aiko):
    application = begun(world, aiko)
    with pytest.raises(IntegrityError), transaction.atomic():
        begun(world, aiko, call=application.call)


def test_the_call_and_the_person_of_an_application_stay(world, aiko, ivan):
    application = begun(world, aiko)
    for values in ({"call": CallFactory(run=world.outbound)}, {"person": ivan.person}):
        with pytest.raises(IntegrityError):
            change(application, **values)


def test_a_place_of_another_call_is_neither_wished_for_nor_given(world, aiko):
    application, elsewhere = begun(world, aiko), CallPlaceFactory(call=CallFactory(run=world.inbound))
    with pytest.raises(IntegrityError), transaction.atomic():
        Choice.objects.create(application=application, place=elsewhere, order=1)
    with pytest.raises(IntegrityError):
        change(in_state(world, aiko, "decided"), place=elsewhere)


def test_a_question_and_a_document_of_another_call_are_not_answered(world, aiko, stored_file):
    application, other = begun(world, aiko), call_of(world)
    question = Question.objects.create(call=other, text_en="Why?")
    paper = RequiredDocument.objects.create(call=other, name_en="Transcript")
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(application=application, question=question, text="Because")
    with pytest.raises(IntegrityError), transaction.atomic():
        ApplicationDocument.objects.create(application=application, document=paper, file=stored_file)


def test_wishes_are_ranked_once_each(world, aiko):
    application = begun(world, aiko)
    kazan, irkutsk = application.call.destinations.all()
    Choice.objects.create(application=application, place=kazan, order=1)
    for place, order in ((kazan, 2), (irkutsk, 1), (irkutsk, 0)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Choice.objects.create(application=application, place=place, order=order)


@pytest.mark.parametrize("state", ["submitted", "in_review", "offered", "withdrawn"])
def test_what_was_sent_stays_as_it_was_sent(world, aiko, state):
    call = call_of(world)
    question = Question.objects.create(call=call, text_en="Why?")
    application = begun(world, aiko, call=call)
    answer = Answer.objects.create(application=application, question=question, text="Because")
    from .paths import WAYS, make

    for name in WAYS[state]:
        application = make(application, name, None)
    answer.text = "For another reason"
    with pytest.raises(IntegrityError), transaction.atomic():
        answer.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Choice.objects.create(application=application, place=call.destinations.first(), order=1)


@pytest.fixture
def stored_file(sato):
    from kanazawa_exchange.accounts.models import StoredFile

    return StoredFile.objects.create(file="documents/one", original_name="one.pdf", size=1, sha256="0", stored_by=sato)


def test_who_reads_an_application(world, aiko, ivan, sato, kimura, mori, petrova):
    application = begun(world, aiko)
    elsewhere = world.program_coordinator("elsewhere", world.basic)
    readers = {aiko: True, sato: True, kimura: True}
    for user in (aiko, ivan, sato, kimura, mori, petrova, elsewhere, AnonymousUser()):
        seen = Application.objects.visible_to(user).filter(pk=application.pk).exists()
        assert seen == readers.get(user, False), user


def test_the_history_tells_the_moves_and_no_pause_between_two_letters(world, aiko):
    application = in_state(world, aiko, "returned")
    reasons = [row.history_change_reason for row in application.history.order_by("history_id")]
    assert reasons == [None, "submit", "return"]
    assert timedelta(days=7) == LATER - NOW
