"""The writing aid of a text with marks on a telephone: buttons, undo, keyboard, preview; and what a browser makes of attacks."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from kanazawa_exchange.lib import rich_text
from tests.attacks import HARMLESS, PAYLOADS

PHONE = {"width": 390, "height": 844}
LIVING = """([pages, harmless]) => pages.flatMap((html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  return [...page.head.children, ...page.body.querySelectorAll("*")].filter((one) =>
    !(one.localName in harmless) || one.namespaceURI !== "http://www.w3.org/1999/xhtml"
    || [...one.attributes].some(({name}) => !harmless[one.localName].includes(name))
    || (one.localName === "a" && one.hasAttribute("href")
        && !["http:", "https:", "mailto:"].includes(new URL(one.getAttribute("href"), "https://portal.example/").protocol))
    || (one.localName === "a" && one.getAttribute("href")?.match(/^[\\\\/]{2}/))
  ).map((one) => one.outerHTML);
})"""


@pytest.fixture
def guide(sato: Any, sign_in_page: Any, live_server: Any, page: Any) -> Any:
    """The style guide in Japanese, whose box for a text with marks is empty."""
    page.set_viewport_size(PHONE)
    sign_in_page(sato)
    page.goto(f"{live_server.url}/ja/style-guide/")
    box(page).fill("")
    expect(page.locator("[data-preview]")).to_be_hidden()
    return page


def box(page: Any) -> Any:
    return page.locator("#id_marked-text")


def select(page: Any, start: int, end: int) -> None:
    box(page).evaluate("(one, [start, end]) => { one.focus(); one.setSelectionRange(start, end); }", [start, end])


def marked(page: Any) -> str:
    """What is selected now."""
    return box(page).evaluate("(one) => one.value.slice(one.selectionStart, one.selectionEnd)")


def press(page: Any, word: str) -> None:
    page.get_by_role("button", name=word, exact=True).click()


def test_emphasis_in_japanese_is_put_previewed_and_undone(guide: Any) -> None:
    box(guide).press_sequentially("これは大切です。")
    select(guide, 3, 5)
    press(guide, "太字")
    expect(box(guide)).to_have_value("これは**大切**です。")
    assert marked(guide) == "大切"
    preview = guide.locator("[data-preview]")
    expect(preview.locator("strong")).to_have_text("大切")
    expect(preview).to_contain_text("これは大切です。")
    expect(guide.locator("[data-count]")).to_have_text("文字数：12（最大2,000）")
    press(guide, "強調")
    expect(box(guide)).to_have_value("これは***大切***です。")
    expect(preview.locator("strong em, em strong")).to_have_text("大切")
    press(guide, "太字")
    expect(box(guide)).to_have_value("これは*大切*です。")
    for _step in range(3):
        guide.keyboard.press("Control+z")
    expect(box(guide)).to_have_value("これは大切です。")
    expect(preview.locator("strong, em")).to_have_count(0)


def test_lines_and_links(guide: Any) -> None:
    box(guide).press_sequentially("Канадзава")
    press(guide, "見出し")
    expect(box(guide)).to_have_value("# Канадзава")
    press(guide, "見出し")
    expect(box(guide)).to_have_value("Канадзава")
    box(guide).fill("a\nb\n\nc")
    select(guide, 0, 3)
    press(guide, "箇条書き")
    expect(box(guide)).to_have_value("- a\n- b\n\nc")
    expect(guide.locator("[data-preview] li")).to_have_count(2)
    press(guide, "箇条書き")
    expect(box(guide)).to_have_value("a\nb\n\nc")
    select(guide, 5, 6)
    press(guide, "引用")
    expect(box(guide)).to_have_value("a\nb\n\n> c")
    box(guide).fill("大学へ")
    select(guide, 0, 2)
    press(guide, "リンク")
    expect(box(guide)).to_have_value("[大学](https://)へ")
    assert marked(guide) == "https://"
    box(guide).fill("https://x.example/a")
    select(guide, 0, 19)
    press(guide, "リンク")
    expect(box(guide)).to_have_value("[文字](https://x.example/a)")


def test_the_keyboard_does_all_of_it(guide: Any) -> None:
    box(guide).press_sequentially("ab ")
    select(guide, 0, 3)
    guide.keyboard.press("Control+b")
    expect(box(guide)).to_have_value("**ab** ")
    guide.keyboard.press("Control+i")
    expect(box(guide)).to_have_value("***ab*** ")
    guide.keyboard.press("Shift+Tab")
    expect(guide.get_by_role("button", name="太字", exact=True)).to_be_focused()
    guide.keyboard.press("ArrowLeft")
    expect(guide.get_by_role("button", name="リンク", exact=True)).to_be_focused()
    guide.keyboard.press("Home")
    guide.keyboard.press("Enter")
    expect(box(guide)).to_have_value("*ab* ")
    expect(box(guide)).to_be_focused()


def test_what_is_too_long_is_told_and_the_targets_are_large(guide: Any) -> None:
    box(guide).fill("𠮷" * 2001)
    expect(guide.locator("[data-count]")).to_have_text("文字数：2,001（最大2,000）")
    expect(guide.locator("[data-count]")).to_have_class(re.compile(r"\berror\b"))
    for button in guide.locator("[data-mark]").all():
        size = button.bounding_box()
        assert min(size["width"], size["height"]) >= 44
    assert guide.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_whoever_has_signed_out_meanwhile_gets_no_preview_and_no_other_page_in_its_place(guide: Any) -> None:
    box(guide).fill("**a**")
    expect(guide.locator("[data-preview] strong")).to_have_text("a")
    guide.context.clear_cookies(name=re.compile("session"))
    with guide.expect_response(re.compile("/rich-text/preview/")):
        box(guide).fill("**b**")
    expect(guide.locator("[data-preview]")).to_be_hidden()


def test_without_javascript_there_is_a_box_and_a_sentence(browser: Any, live_server: Any) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{live_server.url}/ru/style-guide/")
    expect(page.get_by_text("Разметка: **жирный**")).to_be_visible()
    for hidden in (".marks", "[data-count]", "[data-preview]"):
        expect(page.locator(hidden)).to_be_hidden()
    context.close()


def test_a_browser_finds_nothing_alive_in_what_comes_of_attacks(page: Any) -> None:
    harmless = {tag: list(names) for tag, names in HARMLESS.items()}
    pages = [rich_text.html(payload) for payload in PAYLOADS]
    assert page.evaluate(LIVING, [pages, harmless]) == []
    assert len(page.evaluate(LIVING, [PAYLOADS, harmless])) > len(PAYLOADS) / 2
