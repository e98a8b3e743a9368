"""Sixty rows from Excel: pasted, three of them wrong, corrected, registered and taken back, at a desk and on a telephone."""

import re
from typing import Any

import pytest
from django.db.models import Count
from playwright.sync_api import expect

from mobility.models import ImportBatch, Mobility
from tests.factories import PersonFactory, World

from .clean import AXE_SCRIPT, RULES, SCROLLS, SMALL_TARGETS, VIOLATIONS

HEADS = "学籍番号\t氏名\t年度\tプログラム\t派遣／受入\t相手大学\t出発\t帰国\t備考"
PASTE = """text => {
  const clipboard = new DataTransfer();
  clipboard.setData("text/plain", text);
  document.body.dispatchEvent(new ClipboardEvent("paste", {clipboardData: clipboard, bubbles: true, cancelable: true}));
}"""
DESK, TELEPHONE = (1280, 900), (390, 844)


def table() -> str:
    """Row 5 has a day that there is not, row 9 an institution that nobody knows by this name, row 12 somebody who may be known."""
    letters = "abcdefghij"
    rows = [HEADS]
    for number in range(60):
        name = f"Testova {letters[number // 10].upper()}{letters[number % 10]}lina"
        place, day = "カザン連邦大学", "2018/8/20"
        if number == 3:
            day = "2018/8/32"
        if number == 7:
            place = "Irkutsk State Univ"
        if number == 10:
            name = "Yamada Hana"
        rows.append(f"{5000 + number}\t{name}\t2018\t文化交流プログラム\t派遣\t{place}\t{day}\t2018/9/3\t")
    return "\r\n".join(rows) + "\r\n"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [DESK, TELEPHONE], ids=["desk", "telephone"])
def test_sixty_rows_are_pasted_corrected_registered_and_taken_back(
    live_server: Any, page: Any, sign_in_page: Any, size: tuple[int, int]
) -> None:
    places = World.build()
    PersonFactory(student_number="", names=[("latin", "Yamada", "Hana", "")])
    sign_in_page(places.user("sato", role="coordinator"))
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{live_server.url}/ja/imports/start/")

    page.evaluate(PASTE, table())
    page.wait_for_url(re.compile(r"/imports/[0-9a-f-]{36}/"))
    expect(page.locator("main")).to_contain_text("まだ登録していません")
    assert Mobility.objects.count() == 0
    page.get_by_role("link", name=re.compile("要修正 3")).click()
    assert page.locator("[aria-invalid=true]").count() == 2
    assert broken(page) == []

    page.locator("[name=c-5-starts_on]").fill("2018/8/21")
    page.locator(
        "[name=answer]", has_text=re.compile("Irkutsk|イルクーツク")
    ).first.click()  # saves the day that was typed, too
    expect(page.locator("main")).to_contain_text("あと1行を直します")
    page.locator("[name=answer]", has_text="新しい人").click()
    expect(page.locator("main")).to_contain_text("直す行はありません")
    page.get_by_role("button", name="正しい60行を登録する").click()
    expect(page.locator("main")).to_contain_text("60行を登録しました")
    assert Mobility.objects.values("status").annotate(number=Count("pk")).get()["number"] == 60
    assert broken(page) == []

    page.get_by_role("button", name="この登録を取り消す").click()
    expect(page.locator("main")).to_contain_text("60行の登録を取り消しました")
    assert set(Mobility.objects.values_list("status", flat=True)) == {"voided"}
    assert ImportBatch.objects.get().state == "undone"


def broken(page: Any) -> list[str]:
    """What breaks a rule of axe, is too small for a finger or scrolls sideways."""
    page.evaluate(AXE_SCRIPT)
    found = [*page.evaluate(VIOLATIONS, RULES), *page.evaluate(SMALL_TARGETS)]
    return found if page.evaluate(SCROLLS) <= 0 else [*found, "scrolls sideways"]
