"""A coordinator registers a dispatch, sees the figure rise, voids it, sees the figure fall: in a browser, on the demo."""

import re
from typing import Any

import pytest

from kanazawa_exchange.demo import DEMO_PASSWORD, seed
from programs.models import ProgramRun


@pytest.fixture
def demo(transactional_db: Any, live_server: Any, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    seed.everything()


def figure(page: Any, base: str) -> int:
    """The actual outbound number of FY2018 on the page, with the address it opens."""
    page.goto(f"{base}/en/reports/plan-actual/?as_of=2019-03-31")
    link = page.locator("table.pva td.act a[href*='fy=2018'][href*='direction=outbound']").first
    return int(link.inner_text())


def test_a_dispatch_is_counted_and_a_voided_one_is_not(demo: None, live_server: Any, page: Any) -> None:
    base = live_server.url
    page.goto(f"{base}/en/accounts/login/")
    page.fill("input[name=login]", "sato@example.org")
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(re.compile(r"/ja/"))  # the language of the account
    assert figure(page, base) == 65

    run = ProgramRun.objects.get(
        program__project__code="russia", program__code="cultural", fiscal_year=2018, direction="outbound"
    )
    page.goto(f"{base}/en/mobility-records/register/?run={run.uid}&person=new")
    for name, value in {
        "latin_family": "NOVIKOVA",
        "latin_given": "YUKI",
        "actual_starts_on": "平成30年12月1日",
        "actual_ends_on": "2018/12/20",
    }.items():
        page.fill(f"[name={name}]", value)
    page.locator("details:has([name=sending]) > summary").click()
    page.select_option("[name=sending]", label="Kanazawa University")
    page.select_option("[name=receiving]", label="Kazan Federal University")
    page.get_by_role("button", name="Register", exact=True).click()
    page.wait_for_url(re.compile(r"/mobility-records/[0-9a-f-]{36}/"))
    record = page.url

    assert figure(page, base) == 66
    page.locator("table.pva td.act a[href*='fy=2018'][href*='direction=outbound']").first.click()
    assert page.get_by_text("NOVIKOVA").count() == 1

    page.goto(f"{record}moves/void/")
    page.select_option("[name=reason_code]", "mistake")
    page.fill("[name=reason]", "Entered while trying the portal out.")
    page.locator("main form button.danger").click()
    page.wait_for_url(record)
    history = page.locator("main").inner_text()
    assert "Entered while trying the portal out." in history
    assert "confirmed arrival" in history
    assert figure(page, base) == 65
