"""A partner's representative pastes a table of students in Russian, mends the one wrong cell in the page, sends it and sees the
nominations: at a desk and on a telephone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from kanazawa_exchange.accounts.models import Invitation, Letter
from mobility.models import ImportBatch, Nomination
from tests.factories import World
from tests.mobility.nominated import END, START, agreed

from .test_imports import DESK, PASTE, TELEPHONE, broken

HEADS = ("ФИО", "Дата рождения", "Гражданство", "Уровень", "Курс", "Заезд", "Отъезд", "Эл. почта", "Факультет")
IVAN = (
    "Иванов Иван Петрович",
    "17.05.2005",
    "Россия",
    "бакалавриат",
    "3",
    "01.09.2030",
    "31.01.2031",
    "ivan@example.org",
)
ANNA = ("Петрова Анна Сергеевна", "31.02.2004", "Россия", "магистратура", "1", "01.09.2030", "31.01.2031", "", "Физфак")
"""There is no 31 February."""


def pasted(*rows: tuple[str, ...]) -> str:
    return "\r\n".join("\t".join(row) for row in (HEADS, *rows)) + "\r\n"


@pytest.fixture
def desk(transactional_db: Any, live_server: Any, page: Any, sign_in_page: Callable[[Any], None]) -> Any:
    """A browser at the list of nominations of somebody who speaks for Kazan."""
    world = World.build()
    world.user("sato", role="coordinator")
    agreed(world)
    world.inbound.starts_on, world.inbound.ends_on = START, END
    world.inbound.save()
    sign_in_page(world.representative("petrova", world.kazan))
    page.goto(f"{live_server.url}/ru/nominations/")
    return page


def arrives(page: Any, text: str) -> None:
    """At the table, once the run is chosen for all its rows."""
    page.get_by_role("link", name="Вставить таблицу").click()
    page.wait_for_url(re.compile(r"/imports/start/"))
    page.evaluate(PASTE, text)
    page.wait_for_url(re.compile(r"/imports/[0-9a-f-]{36}/columns/"))
    page.locator("[name='given-run']").select_option(index=1)
    assert broken(page) == []
    page.get_by_role("button", name="Проверить строки").click()
    page.wait_for_url(re.compile(r"/imports/[0-9a-f-]{36}/$"))
    expect(page.locator("main")).to_contain_text("Пока ничего не отправлено.")
    assert not Nomination.objects.exists()
    assert page.locator("[name=c-3-birth_date][aria-invalid=true]").count() == 1
    assert broken(page) == []


def sends(page: Any) -> None:
    page.get_by_role("button", name=re.compile("Отправить 2 ")).click()
    expect(page.locator("main")).to_contain_text("Отправлены 2 номинации")
    assert broken(page) == []
    assert set(Nomination.objects.values_list("sender_status", "receiver_status")) == {("sent", "pending")}
    assert Letter.objects.filter(kind="nomination_sent").count() == 1
    assert list(Invitation.objects.values_list("email", flat=True)) == ["ivan@example.org"]
    page.goto(re.sub(r"/ru/.*", "/ru/nominations/", page.url))
    for name in ("Иванов Иван Петрович", "Петрова Анна Сергеевна"):
        expect(page.get_by_role("link", name=name)).to_be_visible()
    assert broken(page) == []


@pytest.mark.parametrize("size", [DESK, TELEPHONE], ids=["desk", "telephone"])
def test_a_wrong_cell_is_mended_in_the_page(desk: Any, size: tuple[int, int]) -> None:
    desk.set_viewport_size({"width": size[0], "height": size[1]})
    arrives(desk, pasted(IVAN, ANNA))
    desk.locator("[name=c-3-birth_date]").fill("29.02.2004")
    desk.locator("button.btn[name=act][value=check]").first.click()
    expect(desk.locator("[aria-invalid=true]")).to_have_count(0)
    sends(desk)
    born = Nomination.objects.get(email="").person.birth_date
    assert born is not None
    assert born.isoformat() == "2004-02-29"


def test_the_table_is_pasted_once_more_with_the_cell_mended(desk: Any) -> None:
    arrives(desk, pasted(IVAN, ANNA))
    desk.goto(re.sub(r"/ru/.*", "/ru/nominations/", desk.url))
    desk.get_by_role("link", name="Вставить таблицу").click()
    desk.evaluate(PASTE, pasted(IVAN, (ANNA[0], "29.02.2004", *ANNA[2:])))
    desk.wait_for_url(re.compile(r"/imports/[0-9a-f-]{36}/columns/"))
    desk.locator("[name='given-run']").select_option(index=1)
    desk.get_by_role("button", name="Проверить строки").click()
    expect(desk.locator("main")).to_contain_text("Пока ничего не отправлено.")
    sends(desk)
    assert ImportBatch.objects.count() == 2
