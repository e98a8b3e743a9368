"""A host says no: the applicant is offered another place, or nominated once more; the old place goes to the next in line."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from kanazawa_exchange.accounts.models import Letter, Transition, tracked_writes_allowed
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import MoveRefused, Step
from mobility.models import Application, Choice, Nomination
from mobility.queries.applications.hosts import hosts_of
from mobility.queries.applications.letters import number_of
from mobility.queries.applications.nominated import Nominated, nomination_of
from mobility.queries.applications.standing import own_applications
from mobility.queries.selection.next_choice import next_places
from mobility.queries.today_ways import parts
from mobility.services.applications import machine
from mobility.services.nominations import preparing
from mobility.services.nominations.preparing import CannotNominate
from mobility.services.selection import next_choice, offers, places, waitlist
from mobility.services.selection.deciding import Wanted
from mobility.services.selection.next_choice import CannotOffer
from tests.factories import CallPlaceFactory, InstitutionFactory, RunFactory
from tests.mobility.applications.paths import begun
from tests.mobility.applications.paths import make as move
from tests.mobility.applications.test_own_pages import boxes
from tests.mobility.nominated import REJECTED, make, of_application

from .paths import NOW, call_with, in_review, log_of, place_of, released, waiting

WHY = Step(reason_code="rejected", reason="The level does not fit in Kazan")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with translation.override("en"):
        yield


def confirmed(world: Any, user: Any, call: Any = None) -> Application:
    """With Kazan as the first wish and as the place, and Irkutsk as the second wish."""
    call = call or call_with(world)
    application = begun(world, user, call=call)
    for order in (1, 2):
        Choice.objects.create(application=application, place=place_of(call, order), order=order)
    for name in ("submit", "review"):
        application = move(application, name, None)
    [application] = released(world, call, Wanted(application, "offer", place_of(call)))
    return offers.confirm(application, by=user, now=NOW)


def hostless(world: Any, user: Any, *moves: str, call: Any = None) -> Application:
    application = confirmed(world, user, call)
    of_application(world, application, *(moves or REJECTED))
    return application


def page(client: Any, application: Application, name: str = "application_detail", language: str = "en") -> str:
    answer = client.get(reverse(f"mobility:{name}", args=[application.uid]).replace("/en/", f"/{language}/", 1))
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main[0])) if main else ""


def asks_for_more(client: Any, application: Application) -> bool:
    """Whether the office's page says that another place is needed."""
    answer = client.get(reverse("mobility:application_detail", args=[application.uid]))
    return 'id="hostless"' in answer.content.decode()


def told(words: str) -> str:
    """Without the places at which a line may break."""
    return words.replace(" ", "")


# --- Another place ---------------------------------------------------------------------------------------------------


def test_another_place_is_offered_and_accepted_with_the_reason_in_the_log(world, aiko, sato):
    application = hostless(world, aiko)
    irkutsk = place_of(application.call, 2)
    after = next_choice.offer_next(application, irkutsk, WHY, by=sato, now=NOW, version=application.version)
    assert (after.status, after.place, after.decision) == ("offered", irkutsk, "offer")
    assert after.offer_until > NOW
    assert log_of(after)[-1] == ("offer_next", "rejected", "The level does not fit in Kazan")
    assert places.free(place_of(application.call)) == 1
    letter = Letter.objects.get(kind="place_next")
    assert letter.address == aiko.email
    assert getattr(world.irkutsk, f"name_{aiko.language}") in letter.body
    assert aiko.person.names.first().family not in letter.subject
    again = offers.confirm(after, by=aiko, now=NOW)
    following = preparing.prepare_from(again, by=sato, now=NOW)
    assert (following.receiving, following.application) == (world.irkutsk, again)
    assert again.nominations.count() == 2


def test_with_the_new_place_the_word_of_the_old_host_is_past(world, aiko, sato, client):
    """On the pages of the student and of the office, and for the moves; the first half is the control."""
    application = hostless(world, aiko)
    client.force_login(sato)
    assert asks_for_more(client, application)
    [lost] = own_applications(aiko, NOW)
    after = next_choice.offer_next(application, place_of(application.call, 2), WHY, by=sato, now=NOW)
    again = offers.confirm(after, by=aiko, now=NOW)
    assert not asks_for_more(client, again)
    assert nomination_of(again, sato) == Nominated(may_prepare=True, is_held=True)
    assert "hostless" not in [part.key for part in parts(sato, clock.today())]
    [waits] = own_applications(aiko, NOW)
    assert (waits.next, waits.explained) != (lost.next, lost.explained)
    for act in ("offer_next", "cancel"):
        step = WHY if act == "offer_next" else Step(reason_code="no_host", reason="So")
        with pytest.raises(MoveRefused, match="No host has rejected"):
            machine.move(again, act, step, by=sato, now=NOW)
    of_application(world, again, *REJECTED)
    assert asks_for_more(client, again)


def test_of_several_nominations_the_one_that_stands_is_told_whichever_came_last(world, aiko, sato):
    application = confirmed(world, aiko)
    first = of_application(world, application, *REJECTED)
    again = preparing.prepare_from(application, by=sato, now=NOW, reason="The transcript is there now")
    with tracked_writes_allowed():
        Nomination._base_manager.filter(pk=first.pk).update(id=again.pk + 10)
    assert nomination_of(application, sato).uid == again.uid
    assert hosts_of([application], NOW)[application.pk].stage == "preparing"


@pytest.mark.parametrize("moves", [(), ("send",), ("send", "waitlist"), ("send", "verify")])
def test_while_a_nomination_stands_there_is_no_other_place(world, aiko, sato, moves):
    application = confirmed(world, aiko)
    of_application(world, application, *moves)
    with pytest.raises(MoveRefused, match="is still open"):
        next_choice.offer_next(application, place_of(application.call, 2), WHY, by=sato, now=NOW)
    assert not Letter.objects.filter(kind="place_next").exists()


def test_before_it_was_nominated_there_is_no_other_place_either(world, aiko, sato):
    application = confirmed(world, aiko)
    with pytest.raises(MoveRefused, match="No host has rejected"):
        next_choice.offer_next(application, place_of(application.call, 2), WHY, by=sato, now=NOW)


def test_a_withdrawn_nomination_leads_on_too(world, aiko, sato):
    application = hostless(world, aiko, "send", "cancel")
    step = Step(reason_code="withdrawn", reason="The course is not held")
    assert (
        next_choice.offer_next(application, place_of(application.call, 2), step, by=sato, now=NOW).status == "offered"
    )


@pytest.mark.parametrize(
    "step", [Step(), Step(reason_code="rejected"), Step(reason="So"), Step(reason_code="x", reason="So")]
)
def test_without_a_reason_nothing_is_offered(world, aiko, sato, step):
    application = hostless(world, aiko)
    with pytest.raises(MoveRefused):
        next_choice.offer_next(application, place_of(application.call, 2), step, by=sato, now=NOW)
    application.refresh_from_db()
    assert (application.status, application.place) == ("confirmed", place_of(application.call))


def test_neither_the_held_place_nor_a_full_one_nor_one_of_another_call(world, aiko, ivan, sato):
    call = call_with(world)
    third = CallPlaceFactory(call=call, institution=InstitutionFactory(), order=3, places=1)
    application = hostless(world, aiko, call=call)
    released(world, call, Wanted(in_review(world, call, ivan), "offer", third))
    for place, words in (
        (place_of(call), "holds this place already"),
        (third, "No place is left"),
        (place_of(call_with(world)), "no destination of the call"),
    ):
        with pytest.raises(CannotOffer, match=words) as refused:
            next_choice.offer_next(application, place, WHY, by=sato, now=NOW)
        assert list(refused.value.errors) == ["place"]
    assert [(one.place, one.wish, one.free) for one in next_places(application)] == [(place_of(call, 2), 2, 2)]


def test_what_is_free_is_listed_by_the_wishes_and_a_host_that_said_no_is_not(world, aiko, sato):
    call = call_with(world)
    third = CallPlaceFactory(call=call, institution=InstitutionFactory(), order=0, places=1)
    application = hostless(world, aiko, call=call)
    assert [(one.place, one.wish) for one in next_places(application)] == [(place_of(call, 2), 2), (third, 0)]
    after = next_choice.offer_next(application, place_of(call, 2), WHY, by=sato, now=NOW)
    again = offers.confirm(after, by=aiko, now=NOW)
    of_application(world, again, *REJECTED)
    assert [one.place for one in next_places(again)] == [third], "Kazan is free, and has said no"
    with pytest.raises(CannotOffer, match="has rejected this applicant already"):
        next_choice.offer_next(again, place_of(call), WHY, by=sato, now=NOW)
    assert next_choice.offer_next(again, third, WHY, by=sato, now=NOW).place == third


@pytest.mark.parametrize("promotion", ["automatic", "by_hand"])
def test_the_old_place_goes_to_the_next_in_line_with_the_reason(world, aiko, sato, promotion):
    call = call_with(world, promotion=promotion)
    application = hostless(world, aiko, call=call)
    first, second = waiting(world, call, 2)
    next_choice.offer_next(application, place_of(call, 2), WHY, by=sato, now=NOW)
    if promotion == "by_hand":
        assert Application.objects.get(pk=first.pk).status == "waitlisted"
        waitlist.promote(first, place_of(call), by=sato, now=NOW)
    assert log_of(first)[-1] == ("promote", "offer_next", number_of(application))
    assert Application.objects.get(pk=first.pk).place == place_of(call)
    assert Application.objects.get(pk=second.pk).status == "waitlisted"


def test_refused_or_over_the_new_offer_ends_as_every_other(world, aiko, ivan, sato):
    for user, end in ((aiko, "refuse"), (ivan, "lapse")):
        application = hostless(world, user)
        after = next_choice.offer_next(application, place_of(application.call, 2), WHY, by=sato, now=NOW)
        if end == "refuse":
            offers.refuse(after, by=user, now=NOW)
        else:
            offers.lapse_due(now=after.offer_until)
        assert Application.objects.get(pk=after.pk).status == "lapsed"


def test_it_is_reminded_of_like_every_other_offer(world, aiko, sato):
    application = hostless(world, aiko)
    after = next_choice.offer_next(application, place_of(application.call, 2), WHY, by=sato, now=NOW)
    assert offers.remind_due(now=NOW + timedelta(hours=12)) == 0
    assert offers.remind_due(now=after.offer_until - timedelta(days=1)) == 1


def test_sent_twice_from_one_page_it_is_offered_once(world, aiko, sato):
    application = hostless(world, aiko)
    for _time in range(2):
        try:
            next_choice.offer_next(
                application, place_of(application.call, 2), WHY, by=sato, now=NOW, version=application.version
            )
        except (MoveRefused, StaleEdit, CannotOffer):
            pass
    assert Letter.objects.filter(kind="place_next").count() == 1
    assert [line[0] for line in log_of(application)].count("offer_next") == 1


def test_who_has_nothing_to_do_with_it_offers_nothing(world, aiko, petrova, mori):
    application = hostless(world, aiko)
    for user in (aiko, petrova, mori):
        with pytest.raises(PermissionDenied):
            next_choice.offer_next(application, place_of(application.call, 2), WHY, by=user, now=NOW)


# --- Nominated once more ---------------------------------------------------------------------------------------------


def test_a_host_that_said_no_is_asked_again_only_for_a_reason(world, aiko, sato):
    application = hostless(world, aiko)
    for reason in ("", "  "):
        with pytest.raises(CannotNominate, match="Say why") as refused:
            preparing.prepare_from(application, by=sato, now=NOW, reason=reason)
        assert list(refused.value.errors) == ["reason"]
    again = preparing.prepare_from(application, by=sato, now=NOW, reason="The transcript is there now")
    assert (again.receiving, again.receiver_status, again.application) == (world.kazan, "pending", application)
    line = Transition.objects.filter(record_type="nomination", record_id=again.pk).select_related("note").get()
    assert (line.move, line.note.text) == ("nominate", "The transcript is there now")
    assert preparing.prepare_from(application, by=sato, now=NOW) == again, "the one that stands comes back"
    assert application.nominations.count() == 2


def test_control_after_a_withdrawn_one_no_reason_is_asked(world, aiko, sato):
    application = hostless(world, aiko, "cancel")
    assert preparing.prepare_from(application, by=sato, now=NOW).sender_status == "draft"


@pytest.mark.parametrize(("first", "stands"), [(REJECTED, False), (("cancel",), False), ((), True), (("send",), True)])
def test_an_application_has_one_nomination_that_stands(world, aiko, first, stands):
    """The database itself keeps it, also for another run and host."""
    application = confirmed(world, aiko)
    of_application(world, application, *first)
    other = Nomination(
        person=application.person, run=world.basic_outbound, sending=world.kanazawa, receiving=world.irkutsk
    )
    other.application = application
    with tracked_writes_allowed(), transaction.atomic():
        if stands:
            with pytest.raises(IntegrityError), transaction.atomic():
                other.save()
        else:
            other.save()


# --- Told ------------------------------------------------------------------------------------------------------------


def test_the_office_reads_who_said_no_and_why_and_goes_on_from_there(world, aiko, sato, sign_in):
    application = hostless(world, aiko)
    client = sign_in(sato)
    text = page(client, application)
    assert asks_for_more(client, application)
    assert "The host has rejected the nomination" in text
    assert "There is no free place — All places are taken" in text
    opened = client.get(reverse("mobility:application_next_place", args=[application.uid]))
    assert "Irkutsk State University, wish 2, 2 free" in opened.content.decode()
    assert "Kazan Federal University, wish" not in opened.content.decode()
    sent = {"place": str(place_of(application.call, 2).uid), "reason_code": "rejected", "reason": "The level"}
    answer = client.post(opened.request["PATH_INFO"], boxes(opened) | sent, follow=True)
    assert "The place is offered; the applicant is told by email." in answer.content.decode()
    application.refresh_from_db()
    assert (application.status, application.place) == ("offered", place_of(application.call, 2))
    assert not asks_for_more(client, application)


def test_the_office_nominates_once_more_by_a_page_that_asks_why(world, aiko, sato, sign_in):
    application = hostless(world, aiko)
    client = sign_in(sato)
    opened = client.get(reverse("mobility:application_nominate_again", args=[application.uid]))
    address = opened.request["PATH_INFO"]
    assert "Give a reason." in client.post(address, boxes(opened)).content.decode()
    answer = client.post(address, boxes(opened) | {"reason": "The transcript is there"}, follow=True)
    made = application.nominations.get(sender_status="draft")
    assert answer.redirect_chain[-1][0] == reverse("mobility:nomination_detail", args=[made.uid])
    assert not asks_for_more(client, application)


def test_where_every_other_place_is_taken_the_application_can_end(world, aiko, ivan, sato, sign_in):
    call = call_with(world)
    application = hostless(world, aiko, call=call)
    released(world, call, *(Wanted(in_review(world, call), "offer", place_of(call, 2)) for _each in range(2)))
    [first] = waiting(world, call, 1)
    client = sign_in(sato)
    text = page(client, application)
    assert "No other place of this call is free." in text
    assert "Offer another place" not in text
    assert client.get(reverse("mobility:application_next_place", args=[application.uid])).status_code == 302
    assert "Cancel the application" in text
    step = Step(reason_code="no_host", reason="Every other place is taken")
    after = machine.move(application, "cancel", step, by=sato, now=NOW)
    assert after.status == "cancelled"
    assert places.free(place_of(call)) == 1
    waitlist.promote(first, place_of(call), by=sato, now=NOW)
    assert log_of(first)[-1] == ("promote", "cancel", number_of(application))


@pytest.mark.parametrize("moves", [None, (), ("send",), ("send", "verify")])
def test_control_while_a_host_may_take_the_applicant_nothing_is_cancelled(world, aiko, sato, sign_in, moves):
    application = confirmed(world, aiko)
    if moves is not None:
        of_application(world, application, *moves)
    assert "Cancel the application" not in page(sign_in(sato), application)
    with pytest.raises(MoveRefused):
        machine.move(application, "cancel", Step(reason_code="no_host", reason="So"), by=sato, now=NOW)
    assert Application.objects.get(pk=application.pk).status == "confirmed"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The office looks for another place for you The host has not accepted your nomination."),
        ("ja", "事務局が別の派遣先・受入先を探しています"),
        ("ru", "Офис программы ищет для вас другое место"),
    ],
)
def test_the_applicant_reads_in_plain_words_what_happens(world, aiko, sato, sign_in, language, words):
    application = confirmed(world, aiko)
    nomination = of_application(world, application, "send")
    client = sign_in(aiko)
    before = page(client, application, "own_application", language)
    make(nomination, "reject", None)
    text = page(client, application, "own_application", language)
    assert (told(words) in told(before), told(words) in told(text)) == (False, True)
    assert "All places are taken" not in text
    next_choice.offer_next(application, place_of(application.call, 2), WHY, by=sato, now=NOW)
    text = page(client, application, "own_application", language)
    assert told(words) not in told(text)
    assert WHY.reason not in text
    assert "Irkutsk" in text or "イルクーツク" in text or "Иркутский" in text


def test_a_withdrawn_one_is_told_as_such(world, aiko, sign_in):
    application = hostless(world, aiko, "send", "cancel")
    assert "Your nomination was withdrawn." in page(sign_in(aiko), application, "own_application")


@pytest.mark.parametrize("number", [1, 3])
def test_the_first_page_lists_whom_no_host_takes_in_one_more_query(world, sato, mori, number):
    call = call_with(world, places=5)
    some = [hostless(world, world.user(f"student{one}"), call=call) for one in range(number)]
    confirmed(world, world.user("waits"), call)
    [part] = [part for part in parts(sato, clock.today()) if part.key == "hostless"]
    pages = [reverse("mobility:application_detail", args=[one.uid]) for one in some]
    assert ([line.url for line in part.lines], part.count.number) == (pages, number)
    assert "hostless" not in [part.key for part in parts(mori, clock.today())]
    with CaptureQueriesContext(connection) as asked:
        list(parts(sato, clock.today()))
    assert len(asked) == WITH_LINES, [query["sql"][:120] for query in asked]


WITH_LINES = 5


@pytest.mark.parametrize("number", [1, 3])
def test_the_own_list_costs_the_same(world, aiko, number):
    for year in range(number):
        run = RunFactory(program=world.outbound.program, direction="outbound", fiscal_year=2030 + year)
        hostless(world, aiko, call=call_with(world, run=run))
    with CaptureQueriesContext(connection) as asked:
        assert len(own_applications(aiko, NOW)) == number
    assert len(asked) == OWN, [query["sql"][:120] for query in asked]


OWN = 3
"""The applications, their logs and their nominations; no consent is asked of somebody whom no host looks at."""


@pytest.mark.django_db(transaction=True)
def test_the_migration_goes_back_with_the_newest_and_forward_again(world, aiko, sato):
    application = hostless(world, aiko)
    newest = preparing.prepare_from(application, by=sato, now=NOW, reason="The transcript is there")
    before, after = ("mobility", "0017_nomination_of_application"), ("mobility", "0018_further_nominations")
    try:
        MigrationExecutor(connection).migrate([before])
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM mobility_nomination WHERE application_id = %s", [application.pk])
            assert cursor.fetchall() == [(newest.pk,)]
    finally:
        MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    assert Nomination.objects.get(application=application) == newest
    assert after in MigrationExecutor(connection).loader.applied_migrations
