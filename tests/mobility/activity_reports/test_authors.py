"""Several write one Activity Report: found by name among those of the same run, told by letter, each agrees by themselves and may leave."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kanazawa_exchange.accounts.models import Letter, Person, PersonName, User
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.lib import clock
from mobility.models import ActivityReport, ReportAuthor
from mobility.queries.activity_reports.fellows import fellows, together
from mobility.queries.activity_reports.own import shown
from mobility.services.activity_reports import authors, moving, sending
from mobility.services.activity_reports.authors import CannotWriteTogether
from mobility.services.activity_reports.writing import NotWritable
from tests import consents, permits
from tests.factories import World

from .test_own_pages import address
from .writing import NOW, agrees, begun, moved, typed, withdraws, written


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def report(world: World, sato: User, aiko: User) -> ActivityReport:
    return begun(world, sato, aiko)


@pytest.fixture
def yuki(world: World, report: ActivityReport) -> User:
    """Was on a stay of the same run."""
    return fellow_of(world, report, "yuki")


def fellow_of(world: World, report: ActivityReport, name: str) -> User:
    user = world.user(name)
    assert report.mobility is not None
    world.sent(person=user.person, run=report.mobility.run)
    return user


def named(person: Person | None, family: str, given: str) -> None:
    PersonName.objects.update_or_create(
        person=person, script="latin", defaults={"family": family, "given": given, "patronymic": ""}
    )


def fresh(report: ActivityReport) -> ActivityReport:
    return shown(ActivityReport.objects.all()).get(pk=report.pk)


def people(report: ActivityReport) -> list[Person | None]:
    return [author.person for author in fresh(report).authors.all()]


def add(report: ActivityReport, user: User, by: User) -> ReportAuthor:
    return authors.add(fresh(report), consents.person_of(user), by=by, now=NOW)


def test_a_fellow_becomes_an_author_and_is_told_once(report: ActivityReport, aiko: User, yuki: User) -> None:
    row = add(report, yuki, aiko)
    assert add(report, yuki, aiko) == row
    assert people(report) == [aiko.person, yuki.person]
    assert row.affiliation, "where the stay says that this person studies"
    letter = Letter.objects.get(kind="activity_report_author")
    assert letter.person == yuki.person
    assert ActivityReport.objects.visible_to(yuki).get() == report


def test_nobody_of_another_run_becomes_one(world: World, report: ActivityReport, aiko: User, ivan: User) -> None:
    world.sent(person=ivan.person, run=world.basic_outbound)
    named(ivan.person, "Sidorov", "Ivan")
    assert fellows(fresh(report), "Sidorov Ivan") == ()
    with pytest.raises(CannotWriteTogether):
        add(report, ivan, aiko)
    assert people(report) == [aiko.person]


def test_a_name_is_searched_within_the_own_run_alone(
    world: World, report: ActivityReport, aiko: User, yuki: User
) -> None:
    named(yuki.person, "Morita", "Yuki")
    whole = ("Morita Yuki", "YUKI  morita", "moritayuki", yuki.email, f" {yuki.email.upper()} ")
    parts = ("morita", "yuki", "YUKI mor", "mo", "m", "", " ", "Morita Aiko", "%", yuki.email[:-1], "@example.org")
    for text in (*whole, *parts):
        assert len(fellows(fresh(report), text)) == (text in whole), text
    add(report, yuki, aiko)
    assert fellows(fresh(report), "Morita Yuki") == (), "who writes it already is not found again"


def test_a_name_with_a_patronymic_is_whole_with_it_and_without(
    world: World, report: ActivityReport, yuki: User
) -> None:
    spelled = {"family": "Иванова", "given": "Мария", "patronymic": "Петровна"}
    PersonName.objects.update_or_create(person=yuki.person, script="cyrillic", defaults=spelled)
    for text, number in (("Иванова Мария Петровна", 1), ("мария иванова", 1), ("Мария Петровна", 0), ("Иванова", 0)):
        assert len(fellows(fresh(report), text)) == number, text


def test_an_account_searches_only_so_often(report: ActivityReport, aiko: User, client: Client, settings: Any) -> None:
    settings.LIMITS = {"find_fellow": "2/h/user"}
    client.force_login(aiko)
    page = address(report, "authors")
    tries = [client.get(page, {"name": text}) for text in ("a", "", "b", " ", "c")]
    assert [answer.status_code for answer in tries] == [200, 200, 200, 200, 429]
    assert "Try again in an hour." in tries[-1].text


def test_the_search_asks_the_same_for_one_and_for_three(world: World, report: ActivityReport) -> None:
    asked = []
    for number in (1, 2):
        for more in range(number):
            named(fellow_of(world, report, f"f{number}{more}").person, "Morita", "Yuki")
        one = fresh(report)
        with CaptureQueriesContext(connection) as queries:
            assert len(fellows(one, "morita yuki")) == 2 * number - 1
        asked.append(len(queries))
    assert asked == [3, 3]


def test_there_are_only_so_many(
    world: World, report: ActivityReport, aiko: User, yuki: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authors, "MOST_AUTHORS", 2)
    add(report, yuki, aiko)
    with pytest.raises(CannotWriteTogether, match=r"2"):
        add(report, fellow_of(world, report, "third"), aiko)
    assert len(people(report)) == 2


def test_an_author_leaves_and_the_last_one_stays(report: ActivityReport, aiko: User, yuki: User) -> None:
    row = add(report, yuki, aiko)
    authors.remove(fresh(report), fresh(report).authors.first(), by=aiko, now=NOW)
    assert people(report) == [yuki.person]
    with pytest.raises(CannotWriteTogether):
        authors.remove(fresh(report), row, by=yuki, now=NOW)
    assert not ActivityReport.objects.visible_to(aiko).exists()


def test_whoever_has_agreed_is_not_taken_off_by_others(report: ActivityReport, aiko: User, yuki: User) -> None:
    row = add(report, yuki, aiko)
    agrees(yuki)
    assert [one.may_go for one in together(fresh(report), aiko, NOW)] == [True, True]
    sending.agree(fresh(report), {}, by=yuki, now=NOW)
    typed(report, aiko, text="Another text.")
    assert [one.has_agreed for one in together(fresh(report), aiko, NOW)] == [False, False]
    assert [one.may_go for one in together(fresh(report), aiko, NOW)] == [True, False]
    with pytest.raises(CannotWriteTogether):
        authors.remove(fresh(report), row, by=aiko, now=NOW)
    withdraws(yuki)
    authors.remove(fresh(report), row, by=aiko, now=NOW)
    assert people(report) == [aiko.person]


def test_an_old_consent_keeps_nobody_among_the_authors(report: ActivityReport, aiko: User, yuki: User) -> None:
    row = add(report, yuki, aiko)
    agrees(yuki)
    authors.remove(fresh(report), row, by=aiko, now=NOW)
    assert people(report) == [aiko.person]


def test_authors_change_places(world: World, report: ActivityReport, aiko: User, yuki: User) -> None:
    third = fellow_of(world, report, "third")
    rows = [add(report, user, aiko) for user in (yuki, third)]
    authors.move_up(fresh(report), rows[1], by=yuki, now=NOW)
    assert people(report) == [aiko.person, third.person, yuki.person]
    first = fresh(report).authors.first()
    authors.move_up(fresh(report), first, by=aiko, now=NOW)
    assert people(report) == [aiko.person, third.person, yuki.person]


def test_what_was_looked_over_before_is_outdated(world: World, sato: User, aiko: User) -> None:
    report = written(world, sato, aiko)
    looked_over = fresh(report).revision
    add(report, fellow_of(world, report, "yuki"), aiko)
    with pytest.raises(StaleEdit):
        sending.submit(fresh(report), {}, by=aiko, now=NOW, revision=looked_over)


def test_of_what_was_sent_in_the_authors_stay(world: World, sato: User, aiko: User) -> None:
    report = written(world, sato, aiko, "submitted")
    with pytest.raises(NotWritable):
        add(report, fellow_of(world, report, "yuki"), aiko)
    assert len(people(report)) == 1


def test_one_withdraws_for_all(world: World, report: ActivityReport, aiko: User, yuki: User) -> None:
    add(report, yuki, aiko)
    moved(moving.rows().get(pk=report.pk), "withdraw", yuki)
    assert fresh(report).status == "withdrawn"


def test_the_page_adds_orders_and_leaves(
    world: World, report: ActivityReport, aiko: User, yuki: User, ivan: User, client: Client
) -> None:
    named(yuki.person, "Morita", "Yuki")
    page = address(report, "authors")
    client.force_login(aiko)
    person = consents.person_of(yuki)
    assert str(person.uid) not in client.get(page).text
    assert f'name="add" value="{person.uid}"' in client.get(page, {"name": "Morita Yuki"}).text
    assert client.post(page, {"add": str(person.uid)})["Location"] == page
    row = fresh(report).authors.last()
    assert row is not None
    client.post(page, {"up": str(row.uid)})
    assert people(report) == [yuki.person, aiko.person]
    for wrong in ({"add": str(consents.person_of(ivan).uid)}, {"remove": str(person.uid)}, {"up": "x"}, {}):
        assert client.post(page, wrong).status_code == 404
    client.force_login(yuki)
    assert client.get("/en/activity-reports/own/").status_code == 200
    assert str(report.uid) in client.get("/en/activity-reports/own/").text
    answer = client.post(page, {"remove": str(row.uid)})
    assert answer["Location"] == "/en/activity-reports/own/"
    assert people(report) == [aiko.person]
    assert client.get(page).status_code == 404


def test_whoever_has_not_written_it_names_no_authors(
    world: World, report: ActivityReport, sato: User, mori: User, petrova: User, yuki: User
) -> None:
    row = report.authors.get()
    calls: dict[permits.Act, tuple[Any, ...]] = {
        authors.add: (report, consents.person_of(yuki)),
        authors.remove: (report, row),
        authors.move_up: (report, row),
    }
    assert set(calls) == permits.writers([authors])
    permits.refuse(calls, [sato, mori, petrova, yuki], now=NOW)
