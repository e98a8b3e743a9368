"""The two who bring an Activity Report before everybody, and a visitor who reads it, each in the one browser in turn."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from PIL import Image
from playwright.sync_api import expect

from kanazawa_exchange.accounts.models import Job, Purpose, User
from kanazawa_exchange.accounts.services import labour
from mobility.models import ActivityReport
from mobility.queries.consents import PUBLICATION
from tests import consents, factories
from tests.mobility.paths import in_state
from tests.uploads.corpus import picture

TELEPHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
DAY = date(2018, 8, 25)
TITLE = "Ёлки над Волгой"
WRONG = "Со мной была Анна Петрова из соседней комнаты."
RIGHT = "Со мной была соседка по комнате."
TEXT = f"Мы шли пешком до самого берега. {WRONG} Вечером пили чай."
REMARK = "ご本人の同意がないお名前は書かないでください。"
WHY = "一か所だけ直してください。"
ALTS = ("Берег Волги утром", "Мост через реку", "Чашка чая на окне")
SLOW = {"offline": False, "latency": 20, "downloadThroughput": 200_000, "uploadThroughput": 60_000}
LOST = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
GOOD = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
ADDRESSES = """() => [...document.querySelectorAll("main picture")].flatMap((one) =>
  [...one.querySelectorAll("source, img")].flatMap((part) =>
    [part.src, ...(part.srcset || "").split(",").map((each) => each.trim().split(" ")[0])]))
  .filter(Boolean).map((each) => new URL(each, location.href).href)"""


def photos() -> list[dict[str, Any]]:
    """Three different ones, generated, with so much in them that each takes some seconds on a slow line."""
    made = []
    for number in range(3):
        noise = Image.effect_noise((1700, 1200 + number), 40).convert("RGB")
        made.append(
            {"name": f"IMG_{number}.jpg", "mimeType": "image/jpeg", "buffer": picture("JPEG", noise, quality=12)}
        )
    return made


def work() -> None:
    """What a worker does meanwhile."""
    for job in Job.objects.open():
        labour.work(job.pk, holder="one", call_help=lambda holders: None, seconds=60)


class ReportWay:
    """A student who is back from Kazan, a moderator, and the browser that each of them uses in turn."""

    def __init__(self, page: Any, base: str, sign_in: Callable[[Any], None]) -> None:
        self.page, self.base, self._sign_in = page, base, sign_in
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        world = factories.World.build()
        self.aiko, self.mori = world.user("aiko"), world.user("mori", role="moderator")
        in_state(world, world.user("sato", role="coordinator"), "returned", person=self.aiko.person)
        for purpose in (*PUBLICATION, Purpose.PUBLICATION_OF_PHOTO):
            consents.text(purpose)

    @property
    def report(self) -> ActivityReport:
        return ActivityReport.objects.get()

    def sits_down(self, user: User | None, size: dict[str, int]) -> None:
        self._sign_in(user)
        self.page.set_viewport_size(size)

    def opens(self, address: str) -> Any:
        return self.page.goto(f"{self.base}{address}")

    def arrives(self, address: str) -> None:
        self.page.wait_for_url(re.compile(address))

    def follows(self, name: str) -> None:
        """A button or a link of this name, and the page behind it."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=name, exact=True).or_(
                self.page.locator("main").get_by_role("link", name=name, exact=True)
            ).first.click()

    def line(self, **how: Any) -> None:
        """From now on the connection of the browser is like this."""
        self.session.send("Network.emulateNetworkConditions", how)

    def fits(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))

    def box(self, key: str) -> Any:
        return self.page.locator(f"[name=box-{key}]")

    def saved(self) -> None:
        self.page.locator("[data-autosave-state=saved]").wait_for()

    # --- The student, on a telephone and in Russian ---

    def begins(self) -> None:
        self.opens("/ru/activity-reports/own/")
        self.follows("Написать отчёт участника")
        self.arrives("/write/")
        self.box("title").fill(TITLE)
        self.box("happened_on").fill(DAY.isoformat())
        self.box("text").fill(TEXT)
        self.box("text").evaluate("(one, [from, to]) => { one.focus(); one.setSelectionRange(from, to); }", [3, 13])
        self.page.get_by_role("button", name="Жирный", exact=True).click()
        assert self.box("text").input_value().startswith("Мы **шли пешком** до самого берега.")
        expect(self.page.locator("[data-preview] strong")).to_have_text("шли пешком")
        self.box("text").blur()
        self.saved()
        assert self.fits()
        self.follows("Фотографии")

    def adds_photos(self) -> None:
        """The line breaks while the first one is on its way."""
        page = self.page
        self.line(**SLOW)
        page.set_input_files("#id_photos", photos())
        waiting = page.locator("[data-queue] > li")
        expect(page.locator("[data-queue-progress]").first).not_to_have_js_property("value", 0)
        self.line(**LOST)
        expect(waiting.first).to_contain_text("Не дошла")
        expect(waiting).to_have_count(3)
        assert self.fits()
        self.line(**GOOD)
        expect(page.locator(".photos > li")).to_have_count(3)
        expect(waiting).to_have_count(0)
        work()

    def describes_photos(self) -> None:
        page = self.page
        for place, words in enumerate(ALTS):
            page.locator(".photos > li").nth(place).get_by_role("textbox").fill(words)
            page.locator(".photos > li").nth(place).get_by_role("combobox").select_option("nobody")
        with page.expect_navigation():
            page.locator(".photos > li").nth(2).get_by_role("button", name="Сделать обложкой").click()
        assert self.fits()
        self.follows("Сохранить")

    def sends_in(self) -> None:
        """Each consent that the page asks for is given by itself."""
        page = self.page
        self.opens(f"/ru/activity-reports/own/{self.report.uid}/check/")
        assert self.fits()
        for tick in page.locator("main input[type=checkbox]").all():
            tick.check()
        self.follows("Отправить")
        self.arrives(rf"/own/{self.report.uid}/$")

    def corrects(self) -> None:
        page = self.page
        self.opens(f"/ru/activity-reports/own/{self.report.uid}/")
        told = page.locator("main").inner_text()
        assert WRONG in told
        assert REMARK in told
        assert WHY in told
        self.follows("Писать дальше")
        assert REMARK in page.locator("main").inner_text(), "the remark stands beside the boxes, too"
        self.box("text").fill(self.box("text").input_value().replace(WRONG, RIGHT))
        self.box("text").blur()
        self.saved()
        self.follows("Проверить и отправить")

    def withdraws(self) -> None:
        self.opens(f"/ru/activity-reports/own/{self.report.uid}/")
        self.follows("Снять отчёт")
        assert self.fits()
        self.follows("Снять отчёт")
        self.arrives(rf"/own/{self.report.uid}/$")

    # --- The moderator, at a desk and in Japanese ---

    def returns(self) -> None:
        page = self.page
        self._opens_the_waiting()
        page.locator("summary", has_text=WRONG).click()
        page.locator("details[open] textarea[name=words]").fill(REMARK)
        page.locator("details[open]").get_by_role("button", name="コメントを保存").click()
        page.locator("details[open] textarea", has_text=REMARK).wait_for()
        self.follows("執筆者に差し戻す")
        assert REMARK in page.locator("main").inner_text()
        page.fill("[name=reason]", WHY)
        self.follows("執筆者に差し戻す")

    def publishes(self) -> None:
        self._opens_the_waiting()
        assert RIGHT in self.page.locator("main").inner_text()
        self.follows("公開する")
        for tick in self.page.locator("main input[type=checkbox]").all():
            tick.check()
        self.follows("公開する")

    def _opens_the_waiting(self) -> None:
        self.opens("/ja/activity-reports/review/")
        self.page.locator("main").get_by_role("link", name=TITLE).first.click()
        self.arrives("/review/$")

    # --- Everybody ---

    def answers(self, address: str, etag: str = "") -> Any:
        """What whoever has not signed in is given; with the mark of what was kept before, if one is given."""
        return self.page.request.get(address, headers={"If-None-Match": etag} if etag else {}, max_redirects=0)

    def pictures(self) -> set[str]:
        """Every size and kind of every photo that the page shows."""
        return set(self.page.evaluate(ADDRESSES))
