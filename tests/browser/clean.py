"""A page is clean when it breaks no rule of axe, its console is silent and nothing scrolls sideways on a narrow telephone."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

WIDTHS = (390, 1280)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# only what is broken: the rules that hold, with all their elements, are a megabyte a page
VIOLATIONS = """rules => axe.run({runOnly: rules, resultTypes: ['violations']}).then(found =>
  found.violations.map(rule => `axe ${rule.id} ×${rule.nodes.length} at ${JSON.stringify(rule.nodes[0].target)}`))"""
SMALL_TARGETS = """() =>
  [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
  .filter(e => { const s = getComputedStyle(e), b = e.getBoundingClientRect();
    return b.width > 1 && b.height > 1 && s.display !== 'inline' && s.visibility !== 'hidden'
      && (b.width < 24 || b.height < 24) && !e.closest('.skip, label') && !(e.labels && e.labels.length); })
  .map(e => e.outerHTML.slice(0, 120))"""
SCROLLS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults_of(
    page: Any, url: str, *, status: int = 200, widths: tuple[int, ...] = WIDTHS, rules_at: tuple[int, ...] = WIDTHS
) -> list[str]:
    """Everything that is wrong with one page, each fault in a line; the rules of axe, which take longest, at the widths named."""
    heard: list[str] = []

    def listen(message: Any) -> None:
        if message.type in {"error", "warning"} and not (status >= 400 and f"status of {status}" in message.text):
            heard.append(f"console: {message.text[:200]}")

    def fail(error: Any) -> None:
        heard.append(f"script: {str(error)[:200]}")

    page.on("console", listen)
    page.on("pageerror", fail)
    broken = []
    try:
        page.set_viewport_size({"width": widths[0], "height": 900})
        answer = page.goto(url, wait_until="load")
        if answer.status != status:
            return [f"{url}: {answer.status}, not {status}"]
        page.evaluate(AXE_SCRIPT)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            if width in rules_at:
                broken += [f"{width}: {violation}" for violation in page.evaluate(VIOLATIONS, RULES)]
            broken += [f"{width}: target under 24 px: {element}" for element in page.evaluate(SMALL_TARGETS)]
        page.set_viewport_size({"width": 320, "height": 900})
        if (over := page.evaluate(SCROLLS)) > 0:
            broken.append(f"320: scrolls sideways by {over} px")
        if page.locator("h1").count() != 1:
            broken.append(f"{page.locator('h1').count()} headings of the first rank")
    finally:
        page.remove_listener("console", listen)
        page.remove_listener("pageerror", fail)
    return [f"{url} {fault}" for fault in broken + heard]


def assert_page_clean(page: Any, url: str, *, status: int = 200) -> None:
    assert faults_of(page, url, status=status) == []
