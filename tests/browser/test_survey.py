"""The survey on a telephone, in Russian: the connection drops in the middle, and nothing that was answered is lost."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from kanazawa_exchange.accounts.models import User
from mobility.models import Mobility
from rubric.models import Response, SurveyWave
from tests import factories
from tests.rubric import surveys, versions

TELEPHONE = {"width": 390, "height": 844}
NUMBERS = "rows => rows.map(row => [...row.cells].slice(2).map(cell => cell.innerText))"
KEEPS_NOTHING = "Storage.prototype.setItem = () => { throw new Error('full'); };"


@pytest.fixture
def aiko(transactional_db: Any, live_server: Any) -> User:
    """A participant who is asked before the stay now, and after it when the second wave is opened."""
    world = factories.World.build()
    sato, user = world.user("sato", role="coordinator"), world.user("aiko")
    stay = world.sent(person=user.person)
    instrument = surveys.questionnaire(versions.first(sato))
    surveys.wave(stay.run, instrument)
    surveys.wave(stay.run, instrument, "post", status="planned")
    return user


@pytest.fixture
def telephone(aiko: User, page: Any, sign_in_page: Callable[[Any], None]) -> Any:
    page.set_viewport_size(TELEPHONE)
    sign_in_page(aiko)
    return page


def begin(page: Any, live_server: Any) -> Response:
    page.goto(f"{live_server.url}/ru/survey/")
    page.get_by_role("link", name=re.compile("Ответить на опрос")).click()
    page.get_by_role("button", name="Начать").click()
    page.wait_for_url(re.compile(r"/answers/.*/1/"))
    return Response.objects.latest("begun_at")


def choose(page: Any, level: int) -> None:
    page.locator(".level").nth(level).click()


def state(page: Any, name: str) -> None:
    page.locator(f"[data-autosave-state={name}]").wait_for()


def go_on(page: Any) -> None:
    page.locator("button[value=next]").click()


def answer(page: Any, live_server: Any, levels: list[int], *, drops_at: int | None = None) -> None:
    response = begin(page, live_server)
    for number, level in enumerate(levels, 1):
        page.wait_for_url(re.compile(rf"/answers/.*/{number}/"))
        if number == drops_at:
            page.context.set_offline(True)
            choose(page, level)
            state(page, "unsaved")
            go_on(page)
            state(page, "wait")
            assert f"/{number}/" in page.url, "the page stays, with the answer on it"
            page.context.set_offline(False)
        else:
            choose(page, level)
        state(page, "saved")
        go_on(page)
    page.wait_for_url(re.compile(r"/answers/.*/6/"))
    page.locator("textarea").fill("Хочу увидеть Волгу. Ёлки!")
    go_on(page)
    page.wait_for_url(re.compile(r"/check/"))
    assert "Хочу увидеть Волгу. Ёлки!" in page.locator("main").inner_text()
    page.get_by_role("button", name="Отправить ответы").click()
    page.wait_for_url(re.compile(r"/thanks/"))
    response.refresh_from_db()
    asked = response.wave.instrument.items.filter(key__in=response.answers)
    assert [response.answers[item.key] for item in asked] == levels
    assert (response.remarks, response.language) == ({"remark": "Хочу увидеть Волгу. Ёлки!"}, "ru")


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_both_surveys_are_answered_and_the_change_is_seen(telephone: Any, live_server: Any) -> None:
    page = telephone
    answer(page, live_server, [1, 0, 1, 2, 1], drops_at=3)
    stay = Mobility.objects.get()
    page.goto(f"{live_server.url}/ru/survey/results/{stay.uid}/")
    assert page.locator("svg.dumbbell").count() == 0
    assert "Прежние ответы не показываются" in page.locator("main").inner_text()
    later = SurveyWave.objects.get(moment="post")
    later.status = "open"
    later.save()

    answer(page, live_server, [3, 1, 1, 1, 2], drops_at=2)

    page.get_by_role("link", name="Мои компетенции до и после").click()
    page.wait_for_url(re.compile(r"/results/"))
    assert page.locator("svg.dumbbell").count() == 5
    assert page.locator("svg.radar").count() == 1
    rows = page.locator("table.changes tbody tr").evaluate_all(NUMBERS)
    assert [row[:2] for row in rows] == [["1", "3"], ["0", "1"], ["1", "1"], ["2", "1"], ["1", "2"]]
    assert "выше прежнего — 3, без изменений — 1, ниже — 1" in page.locator("main").inner_text()
    assert fits(page)


def lost_page(page: Any, live_server: Any) -> tuple[Response, Any]:
    """An answer is given while there is no connection, and the page is closed; later it is opened once more."""
    response = begin(page, live_server)
    place, context = page.url, page.context
    context.set_offline(True)
    choose(page, 2)
    state(page, "unsaved")
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.set_viewport_size(TELEPHONE)
    again.goto(place)
    return response, again


def test_what_was_answered_without_a_connection_is_saved_when_the_page_is_opened_again(
    telephone: Any, live_server: Any
) -> None:
    response, again = lost_page(telephone, live_server)
    state(again, "saved")
    assert again.locator(".level input").nth(2).is_checked()
    response.refresh_from_db()
    assert list(response.answers.values()) == [2]
    assert again.evaluate("Object.keys(localStorage).filter(key => key.startsWith('survey:')).length") == 0


def test_control_a_browser_that_keeps_nothing_loses_it(telephone: Any, live_server: Any) -> None:
    telephone.context.add_init_script(KEEPS_NOTHING)
    response, again = lost_page(telephone, live_server)
    again.wait_for_load_state("networkidle")
    assert not again.locator(".level input").nth(2).is_checked()
    response.refresh_from_db()
    assert response.answers == {}


def signed_out_with_an_answer(page: Any, live_server: Any) -> tuple[Response, str]:
    """An answer that waits on the device, as nobody is signed in any more; and the page it was given on."""
    response = begin(page, live_server)
    place = page.url
    page.context.clear_cookies(name="sessionid")
    choose(page, 3)
    state(page, "signedOut")
    page.goto(f"{live_server.url}/ru/accounts/login/")
    assert kept(page) == 1, "as long as nobody has signed in nothing goes"
    return response, place


def kept(page: Any) -> int:
    return int(page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('survey:')).length"))


def test_what_waits_outlives_a_sign_out(
    telephone: Any, live_server: Any, aiko: User, sign_in_page: Callable[[Any], None]
) -> None:
    page = telephone
    response, place = signed_out_with_an_answer(page, live_server)
    sign_in_page(aiko)
    page.goto(place)
    state(page, "saved")
    response.refresh_from_db()
    assert list(response.answers.values()) == [3]


def test_what_waits_does_not_stay_for_somebody_else(
    telephone: Any, live_server: Any, aiko: User, sign_in_page: Callable[[Any], None]
) -> None:
    page = telephone
    response, place = signed_out_with_an_answer(page, live_server)
    sign_in_page(factories.UserFactory())
    assert page.goto(place).status == 404
    assert kept(page) == 0
    sign_in_page(aiko)
    page.goto(place)
    assert not page.locator(".level input").nth(3).is_checked()
    response.refresh_from_db()
    assert response.answers == {}


AGED = """days => {
  const shelf = Object.keys(localStorage).find(key => key.startsWith('survey:'));
  const items = JSON.parse(localStorage.getItem(shelf));
  for (const item of Object.values(items)) item.kept -= days * 86400000;
  items.broken = null;
  localStorage.setItem(shelf, JSON.stringify(items));
  localStorage.setItem(shelf.replace(/:[^:]*$/, ':0'), '{"cut off');
}"""
"""What waits becomes so much older; one of its items, and the shelf of another survey, become unreadable."""
ENDED = "() => window.addEventListener('pagehide', event => event.stopImmediatePropagation(), {capture: true})"
"""As when the battery is empty: what a page sends as it is left may find the network that the page itself does not have."""


@pytest.mark.parametrize(("days", "saved"), [(29, [2]), (31, [])])
def test_what_waits_goes_after_thirty_days_and_what_is_broken_keeps_nothing_back(
    telephone: Any, live_server: Any, days: int, saved: list[int]
) -> None:
    response = begin(telephone, live_server)
    place, context = telephone.url, telephone.context
    context.set_offline(True)
    choose(telephone, 2)
    state(telephone, "unsaved")
    telephone.evaluate(AGED, days)
    telephone.evaluate(ENDED)
    telephone.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(place)
    if saved:
        state(again, "saved")
    again.wait_for_load_state("networkidle")
    assert kept(again) == 0
    response.refresh_from_db()
    assert list(response.answers.values()) == saved


LONG_TEXTS = """() => {
  const shelf = Object.keys(localStorage).find(key => key.startsWith('survey:'));
  const items = JSON.parse(localStorage.getItem(shelf));
  const now = Date.now();
  for (const key of ['one', 'two']) items[key] = {values: ['あ'.repeat(5000)], at: now, kept: now};
  localStorage.setItem(shelf, JSON.stringify(items));
}"""
"""Texts that together are longer than what a browser sends for a page that is left."""


def test_long_texts_that_wait_together_are_sent(telephone: Any, live_server: Any) -> None:
    response = begin(telephone, live_server)
    place, context = telephone.url, telephone.context
    context.set_offline(True)
    choose(telephone, 2)
    state(telephone, "unsaved")
    telephone.evaluate(LONG_TEXTS)
    telephone.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(place)
    state(again, "saved")
    response.refresh_from_db()
    assert list(response.answers.values()) == [2]


def test_a_token_that_another_tab_has_changed_keeps_no_answer_back(telephone: Any, live_server: Any) -> None:
    page = telephone
    response = begin(page, live_server)
    page.context.clear_cookies(name="csrftoken")
    page.context.new_page().goto(f"{live_server.url}/ru/survey/")
    choose(page, 2)
    state(page, "saved")
    response.refresh_from_db()
    assert list(response.answers.values()) == [2]


def test_without_scripts_the_buttons_save(
    aiko: User, browser: Any, live_server: Any, sign_in_page: Any, page: Any
) -> None:
    sign_in_page(aiko)
    context = browser.new_context(java_script_enabled=False, viewport=TELEPHONE)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    response = begin(plain, live_server)
    choose(plain, 1)
    go_on(plain)
    plain.wait_for_url(re.compile(r"/2/"))
    response.refresh_from_db()
    assert list(response.answers.values()) == [1]
    context.close()
