"""By when reviews are due: told on list, sheet, first page, file and letter, sorted by it; a late one is marked as long as it is to do."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Letter
from kanazawa_exchange.lib import clock, formats
from rubric.queries.review_work import ORDERS, work
from tests.factories import PersonFactory

from .reviewing import NOW, applied, assign, call_of, finish

DUE = date(2018, 5, 20)
TODAY = reverse("home")
TOLD = 'datetime="2018-05-20"'


def named(name: str) -> Any:
    return PersonFactory(names=[("latin", name, "Test", "")])


def case(world: Any, suzuki: Any, name: str, due: date | None = DUE) -> Any:
    call = call_of(world.outbound, f"Call of {name}", reviews_due_on=due)
    return assign(applied(call, world, named(name)), suzuki)[0]


def on(day: date, monkeypatch: Any) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW + (day - clock.tokyo_date(NOW)))


def page(name: str, *parts: Any) -> str:
    return reverse(f"rubric:{name}", args=parts).replace("/ja/", "/en/", 1)


def test_what_is_due_first_comes_first_and_what_has_no_day_last(world, suzuki):
    without = case(world, suzuki, "Abe", None)
    later = case(world, suzuki, "Baba", DUE + timedelta(days=1))
    first = case(world, suzuki, "Chiba")
    wanted = [first.uid, later.uid, without.uid]
    assert [line.uid for line in work(suzuki)] == wanted
    for name in ("state", "due"):
        assert [line.uid for line in ORDERS[name].sorted(work(suzuki)[::-1])] == wanted
    assert [line.uid for line in ORDERS["due"].turned().sorted(work(suzuki))] == [later.uid, first.uid, without.uid]


def test_a_review_is_late_from_the_day_after_until_it_is_finished(world, suzuki, monkeypatch):
    review = case(world, suzuki, "Abe")
    without = case(world, suzuki, "Baba", None)
    on(DUE, monkeypatch)
    assert not any(line.is_late for line in work(suzuki))
    on(DUE + timedelta(days=1), monkeypatch)
    assert {line.uid: line.is_late for line in work(suzuki)} == {review.uid: True, without.uid: False}
    finish(review, 4, 5)
    assert not any(line.is_late for line in work(suzuki))


def test_list_sheet_and_first_page_say_the_day_and_mark_a_late_one(world, suzuki, sign_in, monkeypatch):
    review = case(world, suzuki, "Abe")
    browser = sign_in(suzuki)
    for day, is_late in ((DUE, False), (DUE + timedelta(days=1), True)):
        on(day, monkeypatch)
        for address in (page("review_list"), page("review_sheet", review.uid)):
            text = browser.get(address).content.decode()
            assert TOLD in text
            assert (">overdue<" in text) is is_late, address
        part = next(part for part in browser.get(TODAY).context["parts"] if part.key == "reviews")
        assert part.is_late is is_late
    with override("en"):
        assert f"due on {formats.long_date(DUE)}" in browser.get(TODAY.replace("/ja/", "/en/")).content.decode()


def test_without_a_day_nothing_is_said(world, suzuki, sign_in, monkeypatch):
    review = case(world, suzuki, "Abe", None)
    text = sign_in(suzuki).get(page("review_sheet", review.uid)).content.decode()
    assert "Due" not in text
    assert "overdue" not in text


def test_the_file_of_the_own_cases_has_the_day(world, suzuki, sign_in):
    case(world, suzuki, "Abe")
    text = b"".join(sign_in(suzuki).get(page("review_list_csv")).streaming_content).decode("utf-8-sig")
    head, line = text.splitlines()[:2]
    assert line.split(",")[head.split(",").index("Due")] == "2018-05-20"


@pytest.mark.parametrize(
    ("language", "day", "none"),
    [
        ("ja", "審査の期限：2018年5月20日", "審査の期限：指定なし"),
        ("en", "Last day for your scores: 20\N{NO-BREAK SPACE}May 2018", "no day is set"),
        ("ru", "Последний день для рецензий: 20\N{NO-BREAK SPACE}мая 2018", "не установлен"),
    ],
)
def test_the_letter_says_the_day_in_its_language(world, suzuki, language, day, none):
    suzuki.language = language
    suzuki.save()
    case(world, suzuki, "Abe")
    case(world, suzuki, "Baba", None)
    told, bare = Letter.objects.filter(kind="reviews_assigned").order_by("pk")
    assert day in told.body
    assert none in bare.body
