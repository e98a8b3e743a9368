"""Counting rules: which version is in force, what the screen says, and what a new installation begins with."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from reports import reference
from reports.models import CountingRule
from reports.queries.rules import rule_in_force
from tests.factories import World

from .test_plan_actual_page import SignIn, body, figures


def version(number: int, valid_from: date, valid_until: date | None = None) -> CountingRule:
    return CountingRule.objects.create(
        code="funder", number=number, name_en="Funder", valid_from=valid_from, valid_until=valid_until
    )


def test_the_version_of_the_day_is_used(db: None) -> None:
    old = version(1, date(2017, 4, 1), date(2019, 3, 31))
    new = version(2, date(2019, 4, 1))

    def used(day: date) -> CountingRule | None:
        return rule_in_force("funder", day)

    assert used(date(2019, 3, 31)) == old
    assert used(date(2019, 4, 1)) == new
    assert used(date(2016, 4, 1)) == old
    assert used(date(2030, 4, 1)) == new
    assert rule_in_force("nobody", date(2019, 4, 1)) is None


def test_after_the_last_version_has_ended_it_is_still_the_last(db: None) -> None:
    only = version(1, date(2017, 4, 1), date(2019, 3, 31))

    assert rule_in_force("funder", date(2020, 1, 1)) == only


def test_the_known_rules_are_loaded_once_and_never_overwritten(db: None) -> None:
    reference.load()
    rule = CountingRule.objects.get(code="mext")
    rule.name_en = "Changed by the office"
    rule.save()

    reference.load()

    assert CountingRule.objects.get(code="mext").name_en == "Changed by the office"
    assert CountingRule.objects.count() == len(reference.RULES)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "ja",
            [
                "大学の世界展開力強化事業の交流学生数",
                "文部科学省",
                "3か月未満 · 3か月以上",
                "実渡航 · オンライン · ハイブリッド",
            ],
        ),
        (
            "en",
            ["Exchange students of the Inter-University", "fiscal year of the start of the stay", "Less than 3 months"],
        ),
        ("ru", ["Студенты по обмену в рамках Проекта", "Правила подсчёта", "менее 3 месяцев"]),
    ],
)
def test_the_screen_tells_the_rule_in_words(
    world: World, rule: Any, mori: User, sign_in: SignIn, language: str, words: list[str]
) -> None:
    with translation.override(language):
        html = sign_in(mori).get(f"/{language}/reports/counting-rules/mext/").content.decode()

    for word in words:
        assert word in html.replace("<wbr>", "")


def test_a_rule_nobody_knows_does_not_exist(world: World, rule: Any, mori: User, sign_in: SignIn) -> None:
    assert sign_in(mori).get("/en/reports/counting-rules/guess/").status_code == 404


def test_without_a_date_the_page_counts_up_to_today_in_japan(
    world: World, rule: Any, mori: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A minute before midnight of 31 March in Japan the new year has not begun, a minute later it has."""
    world.sent(actual_starts_on=date(2018, 4, 1), actual_ends_on=date(2018, 4, 10))
    midnight = datetime(2018, 3, 31, 15, tzinfo=UTC)
    client = sign_in(mori)

    def shown(moment: datetime) -> list[str]:
        monkeypatch.setattr(clock, "now", lambda: moment)
        return figures(body(client, query=""))

    assert shown(midnight - timedelta(minutes=1)) == ["0", "0"]
    assert shown(midnight) == ["1", "0"], "a year without a plan and without people is left out"
