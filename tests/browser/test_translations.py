"""A page changed in Japanese waits in the queue for the other two languages, says that it is behind, and is translated."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.factories import PageFactory, World

PHONE = {"width": 390, "height": 844}


@pytest.mark.django_db(transaction=True)
def test_a_page_is_changed_translated_and_up_to_date_again(
    world: World, sato: Any, sign_in_page: Any, live_server: Any, page: Any
) -> None:
    translator = world.user("translator", role="translator")
    record = PageFactory(slug="message", title_ja="ごあいさつ", title_en="A message", title_ru="Приветствие")
    public = f"{live_server.url}/ru/pages/message/"
    page.set_viewport_size(PHONE)

    sign_in_page(sato)
    page.goto(f"{live_server.url}/ja/office/publications/pages/{record.uid}/edit/")
    page.locator("#id_text_ja").fill("本文が新しくなりました。")
    page.locator("main form .actions button.btn").last.click()
    expect(page).not_to_have_url(re.compile("/edit/$"))

    sign_in_page(None)
    page.goto(public)
    expect(page.locator(".fallback")).to_contain_text("Оригинал обновлён")

    sign_in_page(translator)
    page.goto(f"{live_server.url}/ru/office/translations/?kind=pages")
    expect(page.locator("tbody tr")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.goto(f"{live_server.url}/ru/office/translations/?kind=pages&language=ru")
    page.locator("tbody tr a").click()
    expect(page.locator("[lang=ja]", has_text="本文が新しくなりました。").last).to_be_visible()
    page.locator("#id_text_ru").fill("Текст обновлён.")
    page.get_by_role("button", name="Сохранить и показать").click()
    expect(page).to_have_url(re.compile("/ru/office/translations/$"))
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("английский")

    sign_in_page(None)
    page.goto(public)
    expect(page.get_by_text("Текст обновлён.")).to_be_visible()
    expect(page.locator(".fallback")).to_have_count(0)
