"""Who moves an Activity Report, on whose consent, and who reads it in which state."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Purpose, User
from kanazawa_exchange.accounts.services.references import Pair
from kanazawa_exchange.lib.states import MoveRefused
from mobility.activity_report_moves import ACTIVITY_REPORT_MOVES
from mobility.models import ActivityReport
from mobility.queries.activity_reports.authors import ShownAuthor, shown_authors
from mobility.services import merging
from mobility.services.activity_reports import moving, sending
from mobility.services.activity_reports.writing import NotWritable
from tests import consents
from tests.factories import World

from .writing import NOW, WAYS, agrees, begun, moved, typed, withdraws, written

STATES = tuple(WAYS)


def public(report: ActivityReport, *, days: int = 0) -> bool:
    return ActivityReport.objects.public(NOW + timedelta(days=days)).filter(pk=report.pk).exists()


@pytest.mark.parametrize("status", STATES)
def test_everybody_reads_what_is_published_and_nothing_else(world: World, sato: User, aiko: User, status: str) -> None:
    assert public(written(world, sato, aiko, status)) is (status == "published")


@pytest.mark.parametrize("status", STATES)
def test_beside_its_authors_only_whoever_moderates_reads_what_was_sent_in(
    world: World, sato: User, aiko: User, mori: User, petrova: User, status: str
) -> None:
    report = written(world, sato, aiko, status)
    readers = {
        user.person_id for user in (sato, aiko, mori, petrova)
        if ActivityReport.objects.visible_to(user).filter(pk=report.pk).exists()
    }  # fmt: skip
    assert readers == ({aiko.person_id} if report.submitted_at is None else {aiko.person_id, sato.person_id})


@pytest.mark.parametrize("name", ["submit", "publish", "return", "withdraw", "take_down"])
@pytest.mark.parametrize("status", STATES)
def test_each_move_has_its_states_and_its_hands(
    world: World, sato: User, aiko: User, mori: User, petrova: User, status: str, name: str
) -> None:
    """(state, move, user): those of the table make it, everybody else is refused, and nothing is moved."""
    report = written(world, sato, aiko, status)
    row = ACTIVITY_REPORT_MOVES.moves[name]
    is_of_authors = name in ("submit", "withdraw")
    hands = {aiko} if is_of_authors else ({sato} if report.submitted_at else set())
    for by in (mori, petrova, *({aiko, sato} - hands)):
        with pytest.raises((PermissionDenied, MoveRefused)):
            moved(report, name, by)
    report.refresh_from_db()
    assert report.status == status
    for by in hands:
        if status not in row.sources:
            with pytest.raises(MoveRefused):
                moved(report, name, by)
        else:
            assert moved(report, name, by).status == row.target


def test_nobody_moderates_the_own_report(world: World, sato: User) -> None:
    report = written(world, sato, sato, "submitted")
    with pytest.raises(PermissionDenied):
        moved(report, "publish", sato)


def test_an_empty_draft_is_not_sent_in_and_says_what_is_missing(world: World, sato: User, aiko: User) -> None:
    agrees(aiko)
    report = typed(begun(world, sato, aiko), aiko, city="")
    with pytest.raises(MoveRefused) as refusal, override("en"):
        moved(report, "submit", aiko)
    assert str(refusal.value) == "Enter the title. Enter the text. Enter the day. Choose the place."


def test_it_is_sent_in_on_the_consent_of_every_author(world: World, sato: User, aiko: User, ivan: User) -> None:
    report = written(world, sato, aiko)
    report.authors.create(person=ivan.person, order=2)
    with pytest.raises(MoveRefused, match="Every author has to agree"), override("en"):
        moved(report, "submit", aiko)
    agrees(ivan)
    sending.agree(moving.rows().get(pk=report.pk), {}, by=ivan, now=NOW)
    assert moved(report, "submit", aiko).status == "submitted"


def test_a_consent_that_was_taken_back_stops_the_publication(world: World, sato: User, aiko: User) -> None:
    report = written(world, sato, aiko, "submitted")
    withdraws(aiko)
    with pytest.raises(MoveRefused, match="has taken the consent back"), override("en"):
        moved(report, "publish", sato)


def test_a_consent_that_is_taken_back_takes_the_report_away_at_once(world: World, sato: User, aiko: User) -> None:
    report = written(world, sato, aiko, "published")
    assert public(report)
    withdraws(aiko)
    assert not public(report)
    later = NOW + timedelta(days=1)
    agrees(aiko, now=later)
    assert not public(report, days=1), "a consent to something later brings nothing back by itself"
    report = moved(moved(report, "return", sato, now=later), "submit", aiko, now=later)
    moved(report, "publish", sato, now=later)
    assert public(report, days=1)


def test_its_address_stays_from_the_first_time_on(world: World, sato: User, aiko: User) -> None:
    first = written(world, sato, aiko, "returned")
    assert first.slug == f"2019-02-kazan-{first.uid.hex[:8]}"
    again = moved(typed(first, aiko, happened_on="2019-01-05"), "submit", aiko)
    assert again.slug == first.slug


def test_the_first_publication_stays_the_first(world: World, sato: User, aiko: User) -> None:
    report = written(world, sato, aiko, "published")
    later = NOW + timedelta(days=30)
    again = moved(moved(report, "return", sato, now=later), "submit", aiko, now=later)
    again = moved(again, "publish", sato, now=later)
    assert (again.first_published_at, again.submitted_at) == (NOW, later)


def test_what_was_withdrawn_stays_so(world: World, sato: User, aiko: User) -> None:
    report = written(world, sato, aiko, "withdrawn")
    assert ACTIVITY_REPORT_MOVES.moves_from("withdrawn") in ([], ())
    with pytest.raises(NotWritable):
        typed(report, aiko, title="Once more")


def test_names_are_shown_on_consent_and_pen_names_without(world: World, sato: User, aiko: User) -> None:
    report = written(world, sato, aiko, "published")
    assert shown_authors([report.pk], NOW)[report.pk] == [ShownAuthor("", "")]
    agrees(aiko, Purpose.PUBLICATION_OF_NAME)
    agrees(aiko, Purpose.PUBLICATION_OF_AFFILIATION)
    [author] = shown_authors([report.pk], NOW)[report.pk]
    assert author.name
    assert author.affiliation == report.authors.get().affiliation
    withdraws(aiko, Purpose.PUBLICATION_OF_NAME)
    assert shown_authors([report.pk], NOW)[report.pk] == [ShownAuthor("", author.affiliation)]


def test_a_pen_name_goes_before_the_name(world: World, sato: User, aiko: User) -> None:
    report = written(world, sato, aiko, "published", pen_name="Снегирь")
    agrees(aiko, Purpose.PUBLICATION_OF_NAME)
    assert shown_authors([report.pk], NOW)[report.pk] == [ShownAuthor("Снегирь", "")]


@pytest.mark.parametrize("count", [1, 3])
def test_names_of_however_many_reports_cost_the_same(
    world: World, sato: User, aiko: User, count: int, django_assert_num_queries: object
) -> None:
    reports = [written(world, sato, aiko, "published") for _ in range(count)]
    agrees(aiko, Purpose.PUBLICATION_OF_NAME)
    with django_assert_num_queries(4):  # type: ignore[operator]
        assert len(shown_authors([report.pk for report in reports], timezone.now())) == count


def test_the_rows_that_a_move_reads_are_read_before(world: World, sato: User, aiko: User) -> None:
    report = moving.rows().get(pk=written(world, sato, aiko).pk)
    assert report.own_text is not None
    assert report.own_text.title == "Байкал зимой"


def test_two_authors_of_one_report_are_not_made_one(world: World, sato: User, aiko: User, ivan: User) -> None:
    report = written(world, sato, aiko)
    report.authors.create(person=ivan.person, order=2)
    with override("en"):
        assert list(merging.clashes(Pair(consents.person_of(aiko), consents.person_of(ivan)))) == [
            "Both entries are authors of “Байкал зимой”. Take one of them out of it first."
        ]
        assert list(merging.clashes(Pair(consents.person_of(aiko), consents.person_of(sato)))) == []
        moved(moving.rows().get(pk=report.pk), "withdraw", aiko)
        [told] = merging.clashes(Pair(consents.person_of(aiko), consents.person_of(ivan)))
        assert told.startswith("Both entries are authors of “A report that was withdrawn”.")
