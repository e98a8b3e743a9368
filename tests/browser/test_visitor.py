"""A visitor who knows nothing finds from the first page, in at most three clicks, what is offered, who went, and how to take part."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from kanazawa_exchange.lib import clock
from mobility.models import ActivityReport
from programs.models import Program
from reports import reference
from tests import factories
from tests.mobility.activity_reports.published import imported

TELEPHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
MOST_CLICKS = 3
PROGRAMME = {"ja": "文化交流プログラム", "en": "Cultural Exchange Program", "ru": "Программа культурного обмена"}
REPORT = {"ja": "氷の上を歩いた日", "en": "The day I walked on the ice", "ru": "День на льду"}
CALL = {"ja": "春の募集", "en": "Spring call", "ru": "Весенний набор"}
MENU = {
    "programmes": {"ja": "プログラム", "en": "Programmes", "ru": "Программы"},
    "reports": {"ja": "活動レポート", "en": "Activity Reports", "ru": "Отчёты участников"},
    "results": {"ja": "成果", "en": "Results", "ru": "Результаты"},
    "take part": {"ja": "参加するには", "en": "How to take part", "ru": "Как принять участие"},
}
HEADS = {
    "at a glance": {"ja": "概要", "en": "At a glance", "ru": "Кратко"},
    "who went": {"ja": "行き来した人", "en": "Who went and who came", "ru": "Кто ездил и кто приезжал"},
    "step by step": {"ja": "参加までの流れ", "en": "Step by step", "ru": "Шаг за шагом"},
}


class Visitor:
    """Clicks links by their visible names alone, and counts the clicks since the first page."""

    def __init__(self, page: Any, base: str, language: str) -> None:
        self.page, self.base, self.language, self.clicks = page, base, language, 0
        self.goes_home()

    def goes_home(self) -> None:
        self.page.goto(f"{self.base}/{self.language}/")
        self.clicks = 0

    def clicks_on(self, name: str | re.Pattern[str], within: str = "body") -> None:
        link = self.page.locator(within).get_by_role("link", name=name, exact=isinstance(name, str)).first
        expect(link).to_be_visible()
        with self.page.expect_navigation():
            link.click()
        self.clicks += 1

    def reads(self, words: str, head: str = "h2") -> None:
        """The words stand in a heading that is seen, and it took no more clicks than it may."""
        expect(self.page.locator(head, has_text=words).first).to_be_visible()
        assert self.clicks <= MOST_CLICKS


@pytest.fixture
def world(transactional_db: Any, live_server: Any) -> Any:
    world = factories.World.build()
    sato = world.user("sato", role="coordinator")
    for code, name in PROGRAMME.items():
        setattr(world.cultural, f"name_{code}", name)
    world.cultural.state = Program.State.OPEN
    world.cultural.save()
    now = clock.now()
    titles = {f"title_{code}": title for code, title in CALL.items()}
    window = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=9), "announced_at": now}
    factories.CallFactory(run=world.outbound, **titles, **window)
    for number, (language, title) in enumerate(REPORT.items()):
        imported(number, by=sato, title=title, language=language, moment=now - timedelta(days=1), city=world.kazan.city)
    world.sent()
    reference.load()
    return world


@pytest.mark.parametrize("language", ["ja", "en", "ru"])
@pytest.mark.parametrize("size", [TELEPHONE, DESK], ids=["telephone", "desk"])
def test_what_is_offered_who_went_and_how_to_take_part(
    world: Any, live_server: Any, page: Any, language: str, size: dict[str, int]
) -> None:
    page.set_viewport_size(size)
    visitor = Visitor(page, live_server.url, language)

    visitor.clicks_on(MENU["programmes"][language])
    visitor.clicks_on(PROGRAMME[language])
    visitor.reads(PROGRAMME[language], "h1")
    visitor.reads(HEADS["at a glance"][language])

    visitor.goes_home()
    figure = page.locator(".tally a").first
    expect(figure).to_contain_text("1")
    visitor.clicks_on(re.compile(r"^1\b|^1 |^1(?=\D)"), ".tally")
    visitor.reads(HEADS["who went"][language])

    visitor.goes_home()
    visitor.clicks_on(MENU["reports"][language])
    visitor.clicks_on(REPORT[language])
    visitor.reads(REPORT[language], "h1")

    visitor.goes_home()
    visitor.clicks_on(MENU["take part"][language])
    visitor.reads(HEADS["step by step"][language])
    visitor.clicks_on(CALL[language])
    visitor.reads(CALL[language], "h1")


@pytest.mark.parametrize("language", ["ja", "en", "ru"])
def test_the_first_screen_says_where_who_went_and_what_is_open(
    world: Any, live_server: Any, page: Any, language: str
) -> None:
    """One screen of a desk, two of a telephone."""
    for size, screens in ((DESK, 1), (TELEPHONE, 2)):
        page.set_viewport_size(size)
        page.goto(f"{live_server.url}/{language}/")
        for part in ("svg.map", ".tally li:first-child a", f"#calls ~ ol a:has-text('{CALL[language]}')"):
            box = page.locator(part).first.bounding_box()
            assert box["y"] + box["height"] <= size["height"] * screens, (part, size)


def test_control_a_public_report_that_is_gone_is_found_no_more(world: Any, live_server: Any, page: Any) -> None:
    for report in ActivityReport.objects.all():
        report.status = "withdrawn"
        report.save()
    visitor = Visitor(page, live_server.url, "en")
    visitor.clicks_on(MENU["reports"]["en"])
    assert page.get_by_role("link", name=REPORT["en"], exact=True).count() == 0
