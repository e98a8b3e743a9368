"""The office's pages of country sheets, ways of intake and legal bases."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from partners.models import CountrySheet, Intake, IntakeMode, TransferBasis
from partners.services import intake_modes
from tests.consents import TODAY, sheet
from tests.markup import compact


def address(name: str, *parts: Any) -> str:
    with override("en"):
        return reverse(f"partners:{name}", args=parts)


def test_a_review_without_a_change_is_a_further_version(sato: User, sign_in: Any) -> None:
    sheet()
    browser, page = sign_in(sato), address("country_sheet_review", "RU")
    shown = browser.get(page).context["form"].initial
    typed = {name: value for name, value in shown.items() if value not in (None, False)}
    assert browser.post(page, typed).status_code == 302
    first, second = CountrySheet.objects.order_by("number")
    assert (second.summary_ru, second.source) == (first.summary_ru, first.source)  # type: ignore[attr-defined]
    assert (second.key, second.reviewed_on) == ("RU-2", clock.today())


def test_an_outdated_sheet_says_so(sato: User, sign_in: Any) -> None:
    sheet(reviewed_on=clock.today() - timedelta(days=400), now=clock.now())
    page = compact(sign_in(sato).get(address("country_sheet_list")).content.decode())
    assert "to be reviewed" in page


def test_a_second_reviewer_is_told_and_nothing_typed_is_lost(sato: User, sign_in: Any) -> None:
    sheet()
    browser, page = sign_in(sato), address("country_sheet_review", "RU")
    shown = browser.get(page).context["form"].initial
    typed = {name: value for name, value in shown.items() if value not in (None, False)}
    sheet(after=1)
    answer = browser.post(page, {**typed, "source": "my own source"})
    assert answer.status_code == 200
    assert "Somebody else wrote a version of this sheet meanwhile" in answer.content.decode()
    assert "my own source" in answer.content.decode()


@pytest.mark.parametrize("name", ["country_sheet_list", "institution_detail"])
def test_one_and_three_cost_the_same(world: Any, sato: User, sign_in: Any, name: str) -> None:
    browser = sign_in(sato)
    parts = [world.kazan.uid] if name == "institution_detail" else []
    counted = []
    for countries in (["RU"], ["KZ", "BY"]):
        for country in countries:
            sheet(country)
            decision = {"nationality": country, "mode": Intake.DIRECT, "basis": "x", "decided_on": TODAY}
            intake_modes.create(world.kazan, decision, by=None)
            basis = {"kind": "law", "basis": "x", "starts_on": TODAY, "ends_on": None}
            intake_modes.create_basis(world.kazan, basis, by=None)
        browser.get(address(name, *parts))
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address(name, *parts)).status_code == 200
        counted.append(len(queries))
    assert counted == [QUERIES[name]] * 2


QUERIES = {"country_sheet_list": 5, "institution_detail": 16}


def test_a_decision_and_a_basis_are_entered_on_the_institution(world: Any, sato: User, sign_in: Any) -> None:
    browser = sign_in(sato)
    decision = {"nationality": "", "mode": "partner_first", "basis": "A decision", "decided_on": "2018-06-01"}
    assert browser.post(address("intake_mode_register", world.kazan.uid), decision).status_code == 302
    basis = {"kind": "law", "basis": "A treaty", "starts_on": "2018-06-01", "ends_on": ""}
    assert browser.post(address("transfer_basis_register", world.kazan.uid), basis).status_code == 302
    assert IntakeMode.objects.get().mode == Intake.PARTNER_FIRST
    assert TransferBasis.objects.get().kind == "law"
    page = compact(browser.get(address("institution_detail", world.kazan.uid)).content.decode())
    assert "any nationality" in page
    assert "A treaty" in page
