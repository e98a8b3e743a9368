"""What a call says of its cost, by when its reviewers finish, and when its results come: written, kept in order, shown."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.refusals import Refused
from programs.models import Call
from programs.queries.call_lacks import lacks_of
from programs.services import calls
from tests.factories import CallFactory, World

from .test_call_pages import sent
from .test_call_services import CLOSES, WINDOW, WORDS, announced

LAST = date(2019, 3, 31)
"""The last day of the window that `sent` asks for: it closes at its 24:00 in Kazan."""


def page(name: str, call: Call, language: str = "en") -> str:
    return reverse(f"programs:{name}", args=[call.uid]).replace("/ja/", f"/{language}/", 1)


def begun(office: Any, world: World, **changes: Any) -> Any:
    with override("en"):
        return office.post(reverse("programs:call_create"), sent(run=str(world.outbound.uid), **changes))


def test_the_form_takes_the_cost_in_three_languages_and_both_days(sign_in: Any, world: World, sato: User) -> None:
    costs = {"cost_ja": "授業料は不徴収です。", "cost_en": "No tuition.", "cost_ru": "Обучение бесплатное."}
    days = {"reviews_due_on": "2019-04-10", "results_on": "2019-04-20"}
    answer = begun(sign_in(sato), world, **costs, **days)
    assert answer.status_code == 302
    call = Call.objects.get()
    assert (call.cost_ja, call.cost_en, call.cost_ru) == tuple(costs.values())
    assert (call.reviews_due_on, call.results_on) == (date(2019, 4, 10), date(2019, 4, 20))


@pytest.mark.parametrize(
    ("days", "field", "words"),
    [
        ({"reviews_due_on": LAST}, "reviews_due_on", "Reviews are due after the call has closed"),
        ({"results_on": LAST}, "results_on", "Results come after the call has closed"),
        (
            {"reviews_due_on": date(2019, 4, 2), "results_on": date(2019, 4, 1)},
            "results_on",
            "The results cannot come before the reviews are due.",
        ),
    ],
)
def test_days_in_the_wrong_order_are_said_at_their_box(sign_in: Any, world: World, sato: User, days, field, words):
    answer = begun(sign_in(sato), world, **{name: str(day) for name, day in days.items()})
    assert list(answer.context["form"].errors) == [field]
    assert words in answer.content.decode()
    assert not Call.objects.exists()


def test_the_first_day_after_the_window_will_do(sign_in: Any, world: World, sato: User) -> None:
    day = str(LAST + timedelta(days=1))
    assert begun(sign_in(sato), world, reviews_due_on=day, results_on=day).status_code == 302


def test_days_are_optional(world: World, sato: User) -> None:
    call = calls.create_call(world.outbound, {**WORDS, **WINDOW}, by=sato)
    assert (call.reviews_due_on, call.results_on, call.cost) == (None, None, "")


def test_of_an_announced_call_cost_and_days_may_change_but_never_into_its_window(world: World, sato: User) -> None:
    call = announced(world, sato)
    day = (CLOSES + timedelta(days=20)).date()
    values = {"cost_en": "No tuition.", "reviews_due_on": day, "results_on": day}
    after = calls.edit_call(call, values, by=sato, version=call.version)
    assert (after.cost_en, after.reviews_due_on, after.results_on) == ("No tuition.", day, day)
    with pytest.raises(Refused) as refusal:
        calls.edit_call(after, {"closes_at": CLOSES + timedelta(days=40)}, by=sato, version=after.version)
    assert set(refusal.value.errors) == {"reviews_due_on", "results_on"}


def test_the_form_of_an_announced_call_has_both_days_and_the_cost(sign_in: Any, world: World, sato: User) -> None:
    call = announced(world, sato)
    fields = set(sign_in(sato).get(page("call_edit", call)).context["form"].fields)
    assert {"reviews_due_on", "results_on", "cost_ja", "cost_en", "cost_ru"} <= fields


def test_the_next_call_is_offered_both_days_a_year_later(sign_in: Any, world: World, sato: User) -> None:
    days = {"reviews_due_on": date(2018, 6, 1), "results_on": date(2018, 6, 20)}
    form = sign_in(sato).get(page("call_copy", CallFactory(run=world.outbound, **days))).context["form"]
    assert str(form["reviews_due_on"].value()) == "2019-06-01"
    assert str(form["results_on"].value()) == "2019-06-20"
    empty = sign_in(sato).get(page("call_copy", CallFactory(run=world.outbound))).context["form"]
    assert not empty["results_on"].value()


@pytest.mark.parametrize(("language", "cost"), [("ja", "授業料は不徴収"), ("en", "No tuition"), ("ru", "Бесплатно")])
def test_the_public_page_tells_cost_and_day_of_results_and_no_due_date(client: Any, world: World, language, cost):
    words = {"cost_ja": "授業料は不徴収", "cost_en": "No tuition", "cost_ru": "Бесплатно"}
    days = {"reviews_due_on": date(2018, 6, 7), "results_on": date(2018, 6, 20)}
    call = CallFactory(run=world.outbound, **words, **days)
    text = client.get(page("call_detail", call, language)).content.decode()
    with override(language):
        day, due = formats.long_date(date(2018, 6, 20)), formats.long_date(date(2018, 6, 7))
    assert text.count(cost) == 1
    assert text.count(day) == 2  # at a glance, and in what happens next
    assert due not in text
    bare = client.get(page("call_detail", CallFactory(run=world.outbound), language)).content.decode()
    assert day not in bare


def test_the_page_of_the_office_tells_all_three(sign_in: Any, world: World, sato: User) -> None:
    days = {"reviews_due_on": date(2018, 6, 7), "results_on": date(2018, 6, 20)}
    call = CallFactory(run=world.outbound, cost_en="No tuition", **days)
    text = sign_in(sato).get(page("call_office", call)).content.decode()
    with override("en"):
        for words in ("No tuition", *map(formats.long_date, days.values())):
            assert words in text


def test_a_cost_that_is_not_written_in_a_language_is_told(world: World) -> None:
    call = CallFactory(run=world.outbound, cost_ja="授業料は不徴収")
    with override("en"):
        told = [lack.words for lack in lacks_of(call) if "the cost" in lack.words]
        assert len(told) == 2
        assert not any(lack.stops for lack in lacks_of(call) if "the cost" in lack.words)
        assert not any("the cost" in lack.words for lack in lacks_of(CallFactory(run=world.outbound)))
