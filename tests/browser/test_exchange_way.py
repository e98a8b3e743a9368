"""From an open call to a planned stay, with four people in a browser: student, reviewer, coordinator, partner's office."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kanazawa_exchange.accounts.models import Letter, Purpose, User
from kanazawa_exchange.accounts.services import consents
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.period import fiscal_year
from mobility.models import Application, Mobility, Nomination
from programs.models import Call, CallPlace, Criterion, Question, RequiredDocument
from reports import reference
from reports.models import CountingRule
from reports.queries import plan_actual
from tests import consents as wordings
from tests import factories
from tests.mobility.nominated import agreed
from tests.uploads import corpus

TELEPHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


class Way:
    """The places and people, and one browser that each of them uses in turn."""

    def __init__(self, page: Any, base: str, sign_in: Callable[[Any], None], folder: Path) -> None:
        self.page, self.base, self._sign_in, self.folder = page, base, sign_in, folder
        self.world = world = factories.World.build()
        self.aiko, self.suzuki = world.user("aiko"), world.user("suzuki", role="reviewer")
        self.sato, self.petrova = world.user("sato", role="coordinator"), world.representative("petrova", world.kazan)
        agreed(world, goes=False)
        today = clock.today()
        words = dict.fromkeys(("ja", "en", "ru"), "I agree")
        for purpose in (Purpose.PROCESSING, Purpose.TRANSFER):
            consents.write_text(purpose, words, valid_from=today, by=None, now=clock.now())
        wordings.sheet(reviewed_on=today, now=clock.now())
        days = {"starts_on": today + timedelta(days=60), "ends_on": today + timedelta(days=80)}
        run = factories.RunFactory(program=world.cultural, fiscal_year=fiscal_year(days["starts_on"]), **days)
        self.call = self._call(run)
        reference.load()

    def _call(self, run: Any) -> Call:
        now = clock.now()
        window = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=1), "announced_at": now}
        call: Call = factories.CallFactory(run=run, **window)
        CallPlace.objects.create(call=call, institution=self.world.kazan, places=1, order=1)
        Question.objects.create(
            call=call, kind="long_text", text_ja="志望理由", text_en="Why?", text_ru="Почему?", order=1
        )
        RequiredDocument.objects.create(call=call, name_ja="成績", name_en="Transcript", name_ru="Справка", order=1)
        Criterion.objects.create(call=call, order=1, name_ja="志望動機", name_en="Motivation", name_ru="Мотивация")
        return call

    def sits_down(self, user: User, size: dict[str, int]) -> None:
        self._sign_in(user)
        self.page.set_viewport_size(size)

    def opens(self, address: str) -> None:
        self.page.goto(f"{self.base}{address}")

    def arrives(self, address: str) -> None:
        self.page.wait_for_url(re.compile(address))

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def goes_by(self, button: Any) -> None:
        """Press it, and wait for the page behind it."""
        with self.page.expect_navigation():
            button.click()

    def fits(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))

    # --- What each of them does ---

    def applies(self) -> Application:
        """On a telephone, in Russian; the connection drops while the answer is typed."""
        page = self.page
        self.opens(f"/ru/calls/{self.call.uid}/apply/")
        page.locator("main form button").first.click()
        self.arrives("/form/about/")
        page.select_option("[name='box-level']", "bachelor")
        page.select_option("[name='box-institution']", str(self.world.kanazawa.uid))
        page.locator("button[value=next]").click()
        self.arrives("/form/destinations/")
        page.select_option("[name='box-choices-1']", str(self.call.destinations.get().uid))
        page.locator("button[value=next]").click()
        self.arrives("/form/questions/")
        page.context.set_offline(True)
        page.locator("textarea").fill("Хочу увидеть Волгу. Ёлки!")
        page.locator("textarea").blur()
        page.locator("[data-autosave-state=unsaved]").wait_for()
        page.context.set_offline(False)
        page.locator("[data-autosave-state=saved]").wait_for()
        page.locator("button[value=next]").click()
        self.arrives("/form/documents/")
        paper = self.folder / "справка.pdf"
        paper.write_bytes(corpus.pdf())
        page.set_input_files("input[type=file]", str(paper))
        page.locator(".handed").wait_for()
        page.locator("a.btn[data-onward]").first.click()
        self.arrives("/check/")
        assert "Ёлки!" in page.locator("main").inner_text()
        assert self.fits()
        page.check("#agrees")
        page.locator("main form button.btn").last.click()
        self.arrives(r"/applications/[0-9a-f-]{36}/$")
        return Application.objects.get()

    def assigns(self) -> None:
        self.opens(f"/ja/selection/{self.call.uid}/reviewers/")
        self.page.locator("[name=cases]").first.check()
        self.page.locator("[name=reviewers]").first.check()
        self.page.locator("main form button.btn").first.click()
        self.goes_by(self.page.locator("main form[action*='assign'] button.btn"))

    def reviews(self) -> None:
        self.opens("/ja/reviews/")
        self.page.locator("main a[href*='/reviews/']:not([href*='xlsx']):not([href*='csv'])").first.click()
        self.page.locator(".level").nth(4).click()
        self.goes_by(self.page.locator("button[value=finish]"))

    def decides(self) -> None:
        """As the ranking proposes it; hidden until it is released."""
        self.opens(f"/ja/selection/{self.call.uid}/decisions/")
        self.presses("内容を確認する")
        self.page.locator("button[name=confirm]").click()
        self.arrives("/release/")

    def releases(self) -> None:
        self.goes_by(self.page.locator("button[name=confirm]"))

    def accepts(self, application: Application) -> None:
        self.opens(f"/ru/applications/{application.uid}/")
        self.page.locator("a[href*='/offer/accept/']").first.click()
        self.page.locator("main form button.btn").first.click()
        self.arrives(r"/applications/[0-9a-f-]{36}/$")

    def agrees_to_the_transfer(self) -> None:
        self.opens("/ru/consents/")
        self.page.locator("main a[href*='/consents/transfer-']").first.click()
        self.goes_by(self.page.locator("main form button.btn").first)

    def nominates(self, application: Application) -> Nomination:
        self.opens(f"/ja/office/applications/{application.uid}/")
        self.page.locator("form[action$='/nominate/'] button").click()
        self.arrives("/ja/nominations/")
        return Nomination.objects.get()

    def makes(self, move: str, nomination: Nomination, language: str) -> None:
        self.opens(f"/{language}/nominations/{nomination.uid}/moves/{move}/")
        self.page.locator("main form button.btn").first.click()
        self.arrives(rf"/nominations/{nomination.uid}/$")


@pytest.fixture
def way(transactional_db: Any, live_server: Any, page: Any, sign_in_page: Any, tmp_path: Path) -> Way:
    return Way(page, live_server.url, sign_in_page, tmp_path)


def test_from_a_call_to_a_planned_stay(way: Way) -> None:
    rule = CountingRule.objects.get(code="mext")
    before = plan_actual.table(way.world.project, rule, clock.today())
    way.sits_down(way.aiko, TELEPHONE)
    application = way.applies()
    assert (application.status, application.language) == ("submitted", "ru")
    assert Letter.objects.filter(kind="application_received").count() == 1

    way.sits_down(way.sato, DESK)
    way.assigns()
    way.sits_down(way.suzuki, DESK)
    way.reviews()
    way.sits_down(way.sato, DESK)
    way.decides()
    application.refresh_from_db()
    assert (application.status, application.released_at) == ("decided", None)
    way.releases()
    application.refresh_from_db()
    assert application.status == "offered"

    way.sits_down(way.aiko, TELEPHONE)
    way.accepts(application)
    way.agrees_to_the_transfer()
    way.sits_down(way.sato, DESK)
    nomination = way.nominates(application)
    way.makes("send", nomination, "ja")

    way.sits_down(way.petrova, DESK)
    way.makes("verify", nomination, "ru")
    nomination.refresh_from_db()
    stay = Mobility.objects.get()
    assert (stay.status, stay.person, stay.receiving) == ("planned", way.aiko.person, way.world.kazan)
    assert (nomination.mobility, nomination.application) == (stay, application)
    assert plan_actual.table(way.world.project, rule, clock.today()) == before
