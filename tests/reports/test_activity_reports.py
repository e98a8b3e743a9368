"""The number of Activity Reports is a figure: its rule, its day, its parts, and the list behind it with the same number."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.test import Client

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from mobility.forms.activity_report_feed import FeedFilter
from mobility.models import ActivityReport
from mobility.queries.activity_reports import feed
from mobility.queries.activity_reports.counting import Published, list_address, published
from reports.models import CountingRule
from reports.queries.rules import REPORTS_RULE, rule_in_force
from tests.factories import World
from tests.markup import compact
from tests.mobility.activity_reports.published import imported, translated
from tests.mobility.activity_reports.writing import NOW, withdraws, written

from .test_plan_actual_page import SignIn

BORDER = date(2019, 3, 31)
LATER = datetime(2026, 11, 1, 3, tzinfo=UTC)
LAST_SECOND = {
    "Asia/Tokyo": BORDER,
    "Asia/Vladivostok": BORDER,
    "Asia/Krasnoyarsk": date(2019, 4, 1),
    "Europe/Moscow": date(2019, 4, 1),
}
"""Zone of a city → the day of our office on which there the last second of 31 March 2019 falls."""


def at_last_second(zone: str) -> datetime:
    return datetime(2019, 3, 31, 23, 59, 59, tzinfo=ZoneInfo(zone))


@pytest.fixture
def around(world: World, sato: User) -> World:
    """Eleven reports around the end of March 2019: of two programmes and of none, in three languages, one not published."""
    for number, zone in enumerate(LAST_SECOND):
        imported(number, by=sato, moment=at_last_second(zone), program=world.cultural, language="ja")
    for number, hours in enumerate((0, 1, -1, 24, -24), start=10):
        moment = datetime(2019, 4, 1, tzinfo=clock.TOKYO) + timedelta(hours=hours)
        imported(number, by=sato, moment=moment, program=world.basic, happened_on=date(2019, 2, 18))
    imported(20, by=sato, moment=datetime(2018, 3, 31, 14, 59, 59, tzinfo=UTC), language="en")
    imported(21, by=sato, moment=datetime(2019, 3, 1, tzinfo=UTC), language="en", status="returned")
    return world


def listed(address: str) -> int:
    """How many reports the list of this address holds: the number it says, which is that of its cards."""
    html = compact(Client().get(f"/en{address[3:]}").content.decode())
    said = re.search(r'<h2 id="reports">(\d+) Activity', html)
    assert said
    assert html.count('<article class="card report">') == int(said.group(1))
    return int(said.group(1))


def test_the_figure_of_each_day_is_the_number_of_its_list(around: World) -> None:
    for days in range(-3, 4):
        day = BORDER + timedelta(days=days)
        form = FeedFilter(QueryDict(f"until={day.isoformat()}"), facets=feed.facets(LATER))

        figure = published(day, LATER)

        assert figure.number == feed.total(form.condition, LATER) == listed(figure.address), day


@pytest.mark.parametrize(("zone", "day"), LAST_SECOND.items())
def test_the_day_ends_where_the_office_is(world: World, sato: User, zone: str, day: date) -> None:
    imported(1, by=sato, moment=at_last_second(zone))
    assert published(day, LATER).number == 1
    assert published(day - timedelta(days=1), LATER).number == 0


def test_each_part_is_the_number_of_its_list_and_all_parts_are_the_figure(around: World) -> None:
    figure = published(BORDER + timedelta(days=1), LATER)

    for shares in (figure.programs, figure.languages):
        assert sum(share.number for share in shares) == figure.number == 9
        for share in shares:
            assert share.number == (listed(share.address) if share.address else 1)
    assert [share.name is None for share in figure.programs] == [False, False, True]
    assert [(line.day, line.new, line.number, listed(line.address)) for line in figure.years] == [
        (date(2018, 3, 31), 1, 1, 1),
        (BORDER, 4, 5, 5),
    ]


def test_authors_translations_and_photos_count_nothing_more(world: World, sato: User, aiko: User) -> None:
    report = written(world, sato, aiko, "published")
    translated(report, "en", "Winter", by=sato)
    imported(2, by=sato)
    assert published(clock.tokyo_date(NOW), NOW).number == 2


def test_a_report_that_was_taken_back_is_in_the_figure_of_no_day(world: World, sato: User, aiko: User) -> None:
    report = written(world, sato, aiko, "published")
    day = clock.tokyo_date(NOW)
    assert published(day, NOW).number == 1

    withdraws(aiko)

    assert ActivityReport.objects.get(pk=report.pk).status == "published"
    assert published(day, NOW + timedelta(days=1)).number == listed(list_address(day)) == 0


@pytest.mark.parametrize("number", [1, 3])
def test_the_figure_costs_two_queries(world: World, sato: User, django_assert_num_queries: Any, number: int) -> None:
    for n in range(number):
        imported(n, by=sato, program=world.cultural)
    with django_assert_num_queries(2):
        figure = published(BORDER, LATER)
    assert (isinstance(figure, Published), figure.number) == (True, number)


# --- The rule --------------------------------------------------------------------------------------------------------


def test_it_counts_no_people_and_the_rules_of_people_count_no_reports(rule: CountingRule) -> None:
    reports = CountingRule.Counts.ACTIVITY_REPORTS
    assert rule_in_force(REPORTS_RULE, BORDER) is None
    assert rule_in_force("mext", BORDER, reports) is None
    assert rule_in_force(REPORTS_RULE, BORDER, reports) == CountingRule.objects.get(code=REPORTS_RULE)
    rule.counts = "cats"
    with pytest.raises(IntegrityError), transaction.atomic():
        rule.save()


def test_plan_and_actual_are_not_counted_by_it(world: World, rule: Any, mori: User, sign_in: SignIn) -> None:
    client = sign_in(mori)
    assert client.get("/en/reports/plan-actual/?rule=mext").status_code == 200
    assert client.get(f"/en/reports/plan-actual/?rule={REPORTS_RULE}").status_code == 404


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", ["公開された活動レポートの件数", "日本時間で基準日の終わりまで", "数える対象", "それより前の基準日"]),
        (
            "en",
            [
                "Published Activity Reports",
                "by the end of the as-of date in Japan",
                "that holds for earlier as-of dates, too",
            ],
        ),
        (
            "ru",
            ["Опубликованные отчёты участников", "до конца отчётной даты по японскому времени", "ранние отчётные даты"],
        ),
    ],
)
def test_its_page_says_what_is_counted(rule: CountingRule, language: str, words: list[str]) -> None:
    html = Client().get(f"/{language}/reports/counting-rules/{REPORTS_RULE}/").content.decode().replace("<wbr>", "")
    for word in words:
        assert word in html.replace("\xa0", " ")
    assert f'href="/{language}/activity-reports/"' in html
    assert "Modes" not in html


# --- Where it stands -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/en/", "/en/results/", "/en/activity-reports/?until=2019-03-31"])
def test_each_page_with_the_number_leads_to_its_rule(
    around: World, rule: CountingRule, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(clock, "today", lambda: BORDER)
    monkeypatch.setattr(clock, "now", lambda: LATER)
    html = compact(Client().get(path).content.decode())
    assert f'href="/en/reports/counting-rules/{REPORTS_RULE}/"' in html
    assert "until=2019-03-31" in html or path.endswith("until=2019-03-31")
    assert ">5</a>" in html or ">5</b>" in html or "5 Activity Reports as of" in html


def test_without_a_report_there_is_no_figure(rule: CountingRule) -> None:
    for path in ("/en/", "/en/results/"):
        assert f"counting-rules/{REPORTS_RULE}/" not in Client().get(path).content.decode()
