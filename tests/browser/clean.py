"""When is a page clean? No rule of axe broken, a silent console, nothing to scroll sideways on a narrow telephone."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALL_TARGETS = """() =>
  [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
  .filter(e => { const s = getComputedStyle(e), b = e.getBoundingClientRect();
    return b.width > 1 && b.height > 1 && s.display !== 'inline' && s.visibility !== 'hidden'
      && (b.width < 24 || b.height < 24) && !e.closest('.skip, label') && !(e.labels && e.labels.length); })
  .map(e => e.outerHTML.slice(0, 120))"""
SCROLLS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults_of(page: Any, url: str, *, status: int = 200, widths: tuple[int, ...] = (390, 1280)) -> list[str]:
    """Everything that is wrong with one page, each fault in a line."""
    said: list[str] = []

    def listen(message: Any) -> None:
        if message.type in {"error", "warning"} and not (status >= 400 and f"status of {status}" in message.text):
            said.append(f"console: {message.text[:200]}")

    def fail(error: Any) -> None:
        said.append(f"script: {str(error)[:200]}")

    page.on("console", listen)
    page.on("pageerror", fail)
    found = []
    try:
        page.set_viewport_size({"width": widths[0], "height": 900})
        answer = page.goto(url, wait_until="load")
        if answer.status != status:
            return [f"{url}: {answer.status}, not {status}"]
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            for violation in Axe().run(page, options={"runOnly": RULES}).response["violations"]:
                where = violation["nodes"][0]["target"]
                found.append(f"{width}: axe {violation['id']} ×{len(violation['nodes'])} at {where}")
            found += [f"{width}: target under 24 px: {element}" for element in page.evaluate(SMALL_TARGETS)]
        page.set_viewport_size({"width": 320, "height": 900})
        if (over := page.evaluate(SCROLLS)) > 0:
            found.append(f"320: scrolls sideways by {over} px")
        if page.locator("h1").count() != 1:
            found.append(f"{page.locator('h1').count()} headings of the first rank")
    finally:
        page.remove_listener("console", listen)
        page.remove_listener("pageerror", fail)
    return [f"{url} {fault}" for fault in found + said]


def assert_page_clean(page: Any, url: str, *, status: int = 200) -> None:
    assert faults_of(page, url, status=status) == []
