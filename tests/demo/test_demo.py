"""The demo tells the published table to the person, and every awkward case stands beside it."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from kanazawa_exchange.accounts.models import Letter, Person, Purpose, RoleGrant, StaleText, Transition, User
from kanazawa_exchange.accounts.queries.consents import valid_consent, withdrawn_by
from kanazawa_exchange.demo import DEMO_PASSWORD, applicants, cast, seed, survey
from kanazawa_exchange.demo.names import all_japanese, all_russian
from kanazawa_exchange.lib import clock
from mobility.models import (
    Application,
    ApplicationStatus,
    Mobility,
    Nomination,
    ReceiverStatus,
    SenderStatus,
    StageLink,
    Status,
)
from mobility.queries.nominations.cases import said
from partners.models import Handover, Institution
from partners.queries.handovers import scope_of
from programs.models import Call, Event, FundingProject, News
from programs.queries.call_lacks import lacks_of
from rubric.models import CohortCell, PublicYear, Response, Review, ScoreRun, SurveyWave
from rubric.queries.cohort_sums import stored_table
from rubric.queries.ranking import ranks
from rubric.queries.results import AbilityLine, results, year_choices
from rubric.queries.windows import asks, is_open_for
from rubric.scoring.tables import empty_table
from rubric.statistics.cohorts import Finding, cohort_figures


@pytest.fixture(scope="module")
def demo(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    """The whole demo, entered once for this file and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed.everything()
        yield
        transaction.set_rollback(True)


def table(as_of: str, *extra: str) -> list[dict[str, str]]:
    out = io.StringIO()
    call_command(
        "plan_actual", "--rule", "mext", "--as-of", as_of, "--by", "direction", "--format", "csv", *extra, stdout=out
    )
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def cells(as_of: str, *extra: str) -> dict[tuple[str, str], tuple[str, str]]:
    return {(row["fiscal_year"], row["direction"]): (row["plan"], row["actual"]) for row in table(as_of, *extra)}


def test_the_table_is_the_published_one(demo, db):
    assert cells("2019-03-31") == {
        ("2017", "outbound"): ("20", "38"),
        ("2017", "inbound"): ("5", "6"),
        ("2018", "outbound"): ("35", "65"),
        ("2018", "inbound"): ("17", "37"),
    }


def test_a_year_earlier_it_counts_only_what_had_begun(demo, db):
    assert cells("2018-03-31") == {("2017", "outbound"): ("20", "38"), ("2017", "inbound"): ("5", "6")}
    assert {actual for (year, _), (_, actual) in cells("2018-04-01").items() if year == "2018"} == {"0"}


def test_the_language_changes_no_number(demo, db):
    assert cells("2019-03-31", "--lang", "ru") == cells("2019-03-31", "--lang", "ja")


def test_the_awkward_cases_are_there_and_not_counted(demo, db):
    records = Mobility.objects.filter(run__program__project__code="russia")
    assert set(records.values_list("status", flat=True)) >= {"cancelled", "voided", "interrupted", "planned"}
    assert records.filter(category="physician").count() == 2
    assert StageLink.objects.count() == 1
    double_degree = records.get(enrolled_on__isnull=False)
    assert (double_degree.status, str(double_degree.planned_starts_on)) == ("planned", "2019-04-03")
    assert not records.filter(fiscal_year__gte=2019).exists()


def test_the_invented_project_shows_every_state_and_says_what_it_is(demo, db):
    project = FundingProject.objects.get(code="successor")
    records = Mobility.objects.filter(run__program__project=project)
    assert project.is_invented
    assert set(records.values_list("status", flat=True)) == set(Status.values)
    assert records.filter(mode="hybrid").exists()
    assert records.get(enrolled_on__isnull=False).status == "on_site"


def test_every_role_can_sign_in(demo, db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    writers = User.objects.filter(email__startswith="student-", person__activity_report_authorships__isnull=False)
    known = {*cast.EMAILS, *applicants.EMAILS, *writers.values_list("email", flat=True)}
    assert set(User.objects.values_list("email", flat=True)) == known
    assert all(user.check_password(DEMO_PASSWORD) for user in User.objects.all()[:2])


def test_every_record_has_its_moves(demo, db):
    with_moves = set(Transition.objects.filter(record_type="mobility").values_list("record_id", flat=True))
    assert with_moves == set(Mobility.objects.values_list("pk", flat=True))


def test_a_second_start_changes_nothing(demo, db):
    before = Mobility.objects.count(), Person.objects.count()
    output = io.StringIO()
    call_command("seed_demo", stdout=output)
    assert "sato@example.org" in output.getvalue()
    assert (Mobility.objects.count(), Person.objects.count()) == before


def test_no_two_invented_people_share_a_name():
    for names in (list(all_japanese()), list(all_russian())):
        assert len(names) == len(set(names))


# --- The survey ------------------------------------------------------------------------------------------------------


def shown(direction: str) -> tuple[AbilityLine, ...]:
    choice = next(iter(year_choices().values()))
    return results(choice, direction=direction, program="").lines


@pytest.mark.parametrize("direction", ["outbound", "inbound"])
def test_all_five_abilities_rose_in_both_directions(demo, db, direction):
    cells = CohortCell.objects.filter(run__fiscal_year=2018, run__direction=direction)
    tables = [cell.tables for cell in cells]
    figures = cohort_figures(
        {code: sum((stored_table(table, code, 4) for table in tables), start=empty_table(4)) for code in tables[0]}
    )
    assert len(figures) == 5
    assert {each.finding for each in figures.values()} == {Finding.MORE_ROSE}
    assert all(each.movement.fell <= 3 for each in figures.values())
    assert all(each.table.missing for each in figures.values())  # some did not answer afterwards


def test_a_tiny_group_is_withheld_in_public_and_others_are_shown(demo, db):
    [year] = PublicYear.objects.all()
    withheld = set(year.groups.filter(pairs=None).values_list("direction", "program__code"))
    assert {("outbound", "preventive"), ("outbound", "basic")} <= withheld
    assert year.groups.exclude(pairs=None).count() > len(withheld)
    assert len(shown("")) == 5


def test_remarks_stand_in_three_languages_and_staff_rated_some(demo, db):
    remarks = {text for found in Response.objects.values_list("remarks", flat=True) for text in found.values()}
    assert remarks == set(survey.REMARKS.values())
    assert Response.objects.filter(rater="staff").count() >= 2


def test_aiko_can_answer_and_others_are_missing(demo, db):
    [stay] = Mobility.objects.filter(person__user__email="aiko@example.org", status="ready")
    wave = SurveyWave.objects.get(run=stay.run, moment="pre")
    assert is_open_for(wave, stay, clock.now())
    asked = [each for each in Mobility.objects.filter(run=stay.run) if asks(wave, each)]
    assert 0 < wave.responses.count() < len(asked)


def test_everything_that_was_sent_is_scored(demo, db):
    assert not Response.objects.filter(sent_at__isnull=False, score=None).exists()
    assert set(ScoreRun.objects.values_list("set_aside", "job__ending")) == {(0, "done")}


def test_consents_are_given_withdrawn_and_missing(demo, db):
    people = {name: User.objects.get(email=f"{name}@example.org").person for name in ("aiko", "ivan", "mori")}
    scope = scope_of(Institution.objects.get(slug="kazan-federal-university"))
    valid = {name for name, one in people.items() if valid_consent(one, Purpose.TRANSFER, scope, clock.now())}
    assert valid == {"aiko"}
    assert withdrawn_by(people.values(), Purpose.TRANSFER, scope) == {people["ivan"].pk}
    exported = Handover.objects.filter(kind="export").values_list("person", flat=True)
    assert set(exported) == {people["aiko"].pk, people["ivan"].pk}


def test_the_calls_are_closed_open_and_to_come(demo, db):
    now = clock.now()
    calls = list(Call.objects.order_by("opens_at"))
    assert [call.phase(now) for call in calls] == ["closed", "open", "to_come"]
    assert all(call.status == "announced" and not lacks_of(call) for call in calls), "in three languages"
    assert all(call.announced_at < call.opens_at for call in calls)


# --- Applications and nominations ------------------------------------------------------------------------------------


def closed_call() -> Call:
    return Call.objects.order_by("opens_at")[0]


def test_news_and_events_stand_at_every_point_of_their_way(demo, db):
    now = clock.now()
    for model in (News, Event):
        assert model.objects.public(now).exists()
        assert model.objects.filter(status="draft").exists()
    assert News.objects.filter(published_at__gt=now).exists()
    assert {len(item.written_in) for item in News.objects.public(now)} == {1, 3}
    stale = StaleText.objects.filter(record_type="news").values_list("language", flat=True)
    assert sorted(stale) == ["en", "ru"]
    public = Event.objects.public(now)
    assert public.filter(ends_at__lte=now).exists()
    assert public.filter(starts_at__gt=now).exists()


@pytest.mark.parametrize("status", ApplicationStatus.values)
def test_somebody_is_at_every_state_of_an_application(demo, db, status):
    assert Application.objects.filter(status=status).exists()


@pytest.mark.parametrize("status", SenderStatus.values)
def test_a_nomination_is_at_every_state_of_its_sender(demo, db, status):
    assert Nomination.objects.filter(sender_status=status).exists()


@pytest.mark.parametrize("status", ReceiverStatus.values)
def test_a_nomination_is_at_every_state_of_its_receiver(demo, db, status):
    assert Nomination.objects.filter(receiver_status=status).exists()


def test_the_open_call_has_drafts_sent_and_returned_ones_and_the_one_to_come_has_none(demo, db):
    _closed, opened, to_come = Call.objects.order_by("opens_at")
    assert set(opened.applications.values_list("status", flat=True)) == {"draft", "submitted", "returned"}
    assert not to_come.applications.exists()


def test_every_application_came_into_its_state_by_the_moves(demo, db):
    log = Transition.objects.filter(record_type="application").order_by("record_id", "sequence")
    last = {line.record_id: line.target for line in log}
    moved = Application.objects.exclude(status="draft")
    assert last == dict(moved.values_list("pk", "status"))
    assert log.filter(recorded_at__gt=clock.now()).count() == 0


def test_what_was_sent_was_sent_in_time_but_for_the_late_one(demo, db):
    sent = Application.objects.filter(submitted_at__isnull=False).select_related("call")
    assert {one.is_late for one in sent if not one.call.is_open(one.submitted_at)} == {True}
    assert sent.filter(is_late=True).count() == 1
    assert {"returned", "late", "received"} <= {
        kind.removeprefix("application_") for kind in Letter.objects.values_list("kind", flat=True)
    }


def test_whoever_was_told_of_a_decision_has_had_the_letter(demo, db):
    """Taken by the mail server on its day: none is told as one that was withdrawn because the offer was answered since."""
    letters = Letter.objects.filter(kind__in=("place_offered", "place_waitlisted", "place_declined"))
    assert letters.count() >= 9
    assert set(letters.values_list("state", flat=True)) == {"taken"}


def test_the_ranking_has_equals_missing_points_and_a_conflict_of_interest(demo, db):
    found = ranks(closed_call()).values()
    places = [one.rank for one in found if one.rank is not None]
    assert len(places) >= 10
    assert {review.status for review in Review.objects.all()} >= {"done", "assigned", "conflict"}
    assert "lot" in {code for one in found for code in one.decided_by}
    assert not all(one.is_complete for one in found)


def test_a_committee_member_opens_the_page_of_the_meeting_and_an_external_evaluator_does_not(demo, db, client):
    address = reverse("rubric:selection_meeting", args=[closed_call().uid])
    for name, status in (("mori", 200), ("hayashi", 403)):
        client.force_login(User.objects.get(email=f"{name}@example.org"))
        assert client.get(address).status_code == status


def test_no_place_is_given_twice_and_those_who_wait_are_in_line(demo, db):
    for place in closed_call().destinations.all():
        taken = Application.objects.filter(place=place, status__in=("decided", "offered", "confirmed"))
        assert taken.count() == place.places
    assert Application.objects.filter(status="waitlisted").count() >= 1
    ends = Transition.objects.filter(record_type="application", target="lapsed").values_list("move", flat=True)
    assert set(ends) == {"lapse", "refuse"}


def test_aiko_has_an_offer_to_answer(demo, db):
    offered = Application.objects.get(person__user__email="aiko@example.org")
    assert (offered.status, offered.offer_until > clock.now()) == ("offered", True)


def test_a_host_of_each_side_has_rejected_a_nomination_with_a_reason_in_its_own_language(demo, db):
    rejected = Nomination.objects.filter(receiver_status="rejected").select_related("run", "application")
    told = {one.run.direction: said(one, ["reject"]) for one in rejected}
    assert set(told) == {"outbound", "inbound"}
    assert "Общежитие" in str(told["outbound"])
    assert "受入枠" in str(told["inbound"])
    log = Transition.objects.filter(record_type="nomination", move="reject").select_related("actor")
    assert {line.actor.email for line in log} == {"petrova@example.org", "sato@example.org"}
    ours = rejected.get(run__direction="outbound")
    assert (ours.application.status, ours.sender_status) == ("confirmed", "sent"), "the office has to move on"


def test_an_accepted_nomination_of_each_direction_has_its_planned_stay(demo, db):
    accepted = Nomination.objects.filter(receiver_status="verified").select_related("mobility", "run")
    assert {(one.run.direction, one.mobility.status) for one in accepted} == {
        ("outbound", "planned"),
        ("inbound", "planned"),
    }


def test_applicants_have_accounts_and_no_role(demo, db):
    people = User.objects.filter(email__in=applicants.EMAILS)
    assert people.count() == len(applicants.EMAILS)
    assert not RoleGrant.objects.filter(person__user__in=people).exists()
