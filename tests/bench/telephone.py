"""A telephone's Chromium with empty shelves on a slow network: what a page weighs, when it is there, how it jumps, and its pictures."""

import contextlib
import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import sync_playwright

from tests.browser.conftest import LATEST, chromium

from .browsers import HOST

SCREEN, DENSITY = {"width": 390, "height": 844}, 2
DELAY, DOWN, UP, SLOWER = 150, 1_600_000, 750_000, 4
"""Slow 4G as Lighthouse has it: milliseconds before each answer, bits a second; and a processor so many times slower."""
WORDS = ("text/", "javascript", "json", "svg", "xml")
WATCH = """() => {
  window.benchLargest = 0; window.benchJumps = 0;
  let first = -Infinity, last = -Infinity, sum = 0;
  new PerformanceObserver(list => { for (const one of list.getEntries()) window.benchLargest = one.startTime; })
    .observe({type: 'largest-contentful-paint', buffered: true});
  new PerformanceObserver(list => { for (const one of list.getEntries().filter(one => !one.hadRecentInput)) {
    if (one.startTime - last >= 1000 || one.startTime - first >= 5000) { first = one.startTime; sum = 0; }
    last = one.startTime; sum += one.value;
    window.benchJumps = Math.max(window.benchJumps, sum); } })
    .observe({type: 'layout-shift', buffered: true}); }"""
"""The largest paint so far in ms; the jumps of the worst window: at most five seconds, and less than one between two of them."""
TO_THE_END = """async () => {
  for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight / 2) {
    scrollTo({top, behavior: 'instant'}); await new Promise(done => setTimeout(done, 60)); } }"""
PICTURES = r"""async () => Promise.all([...document.images]
  .filter(image => image.currentSrc && !/\.svg$/.test(image.currentSrc))
  .map(async image => {
  const file = new Image(); file.src = image.currentSrc; await file.decode();
  const box = image.getBoundingClientRect();
  return {name: image.alt || image.currentSrc, wide: file.naturalWidth, high: file.naturalHeight,
    shown_wide: box.width, shown_high: box.height,
    has_size: image.hasAttribute('width') && image.hasAttribute('height')}; }))"""
"""Those of pixels alone: a drawing of lines is never too large."""
CONTRAST = """() => axe.run({runOnly: {type: 'rule', values: ['color-contrast']}, resultTypes: ['violations']})
  .then(found => found.violations.flatMap(rule => rule.nodes.map(node => JSON.stringify(node.target[0]))))"""
SERVER = (
    "() => { const one = performance.getEntriesByType('navigation')[0]; return one.responseStart - one.requestStart; }"
)


@dataclass(frozen=True)
class Picture:
    """One image: pixels of the file that was fetched, and the size in CSS px in which it is shown; 0 where it is not."""

    name: str
    wide: int
    high: int
    shown_wide: float
    shown_high: float
    has_size: bool

    @property
    def times(self) -> float:
        """Pixels of the file for each that the screen can show, along the side that has fewer to spare."""
        shown = ((self.wide, self.shown_wide), (self.high, self.shown_high))
        return min((pixels / (size * DENSITY) for pixels, size in shown if size), default=float("inf"))


@dataclass(frozen=True)
class File:
    """One answer: `kind` as the browser calls it; bytes as they came, and gzipped where they are text."""

    kind: str
    is_photo: bool
    sent: int
    gzipped: int


@dataclass
class Visit:
    """A first visit, read to its end. Milliseconds; `server`: until the first byte, without the slow network."""

    largest: float
    jumps: float
    server: float
    files: list[File] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    pale: list[str] = field(default_factory=list)


class Telephone:
    """Each visit has a profile of its own: nothing is kept from the one before."""

    def __init__(self, browser: Any, port: int) -> None:
        self.browser, self.base = browser, f"https://{HOST}:{port}"

    def visit(self, path: str) -> Visit:
        with self._page() as page:
            server = self._open(page, path).evaluate(SERVER)
            page.evaluate(AXE_SCRIPT)
            pale = page.evaluate(CONTRAST)
        with self._page() as page:
            answers: list[Any] = []
            page.on(
                "response", lambda answer: answers.append(answer)
            )  # it marks what it is given; a method takes no mark
            self._slow_down(page)
            self._open(page, path).evaluate(WATCH)
            page.wait_for_load_state("networkidle")
            largest = page.evaluate("() => window.benchLargest")
            page.evaluate(TO_THE_END)
            page.wait_for_load_state("networkidle")
            jumps = page.evaluate("() => window.benchJumps")
            files = [_file(answer) for answer in answers]
            pictures = [Picture(**found) for found in page.evaluate(PICTURES)]
        return Visit(largest, jumps, server, files, pictures, pale)

    @contextlib.contextmanager
    def _page(self) -> Iterator[Any]:
        words: dict[str, Any] = {
            "viewport": SCREEN,
            "device_scale_factor": DENSITY,
            "is_mobile": True,
            "has_touch": True,
        }
        context = self.browser.new_context(**words, ignore_https_errors=True)
        context.set_default_timeout(LATEST)
        try:
            yield context.new_page()
        finally:
            context.close()

    def _open(self, page: Any, path: str) -> Any:
        answer = page.goto(self.base + path, wait_until="load")
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        return page

    def _slow_down(self, page: Any) -> None:
        speak = page.context.new_cdp_session(page)
        speak.send("Network.enable")
        rates = {"downloadThroughput": DOWN / 8, "uploadThroughput": UP / 8}
        speak.send("Network.emulateNetworkConditions", {"offline": False, "latency": DELAY, **rates})
        speak.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def _file(answer: Any) -> File:
    kind, body = answer.headers.get("content-type", ""), answer.body()
    is_text = any(word in kind for word in WORDS)
    is_photo = kind.startswith("image/") and not is_text
    sent = answer.request.sizes()["responseBodySize"]
    return File(answer.request.resource_type, is_photo, sent, len(gzip.compress(body, 6)) if is_text else len(body))


@contextlib.contextmanager
def telephone(port: int) -> Iterator[Telephone]:
    """Chromium without a window; the name of the portal leads to this machine's `port`."""
    if not chromium():
        raise RuntimeError("no Chromium found; CHROMIUM=/path names one")
    words = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        f"--host-resolver-rules=MAP {HOST} 127.0.0.1",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=words)
        try:
            yield Telephone(browser, port)
        finally:
            browser.close()
