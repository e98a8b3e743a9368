"""The office's pages of the texts of consents."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import ConsentText, Purpose, User
from kanazawa_exchange.lib import clock
from tests.consents import text

WORDS = {"text_ja": "同意します", "text_en": "I agree", "text_ru": "Согласен", "is_draft": ""}


def address(name: str, *parts: Any) -> str:
    with override("en"):
        return reverse(f"accounts:{name}", args=parts)


def test_a_new_version_is_written_beside_the_old_one(sato: User, sign_in: Any) -> None:
    text(Purpose.SENSITIVE_HEALTH, "The old words")
    browser, page = sign_in(sato), address("consent_text_write", "sensitive_health")
    assert "The old words (ru)" in browser.get(page).content.decode()
    sent = {**WORDS, "valid_from": str(clock.today()), "after": "1"}
    assert browser.post(page, sent).status_code == 302
    assert [(row.number, row.is_draft) for row in ConsentText.objects.order_by("number")] == [(1, True), (2, False)]
    shown = browser.get(address("consent_text_detail", "sensitive_health")).content.decode()
    assert "The old words (ja)" in shown
    assert "同意します" in shown


def test_a_language_that_lacks_is_named_at_its_box(sato: User, sign_in: Any) -> None:
    page = address("consent_text_write", "sensitive_health")
    answer = sign_in(sato).post(page, {**WORDS, "text_ru": "", "valid_from": str(clock.today()), "after": "0"})
    assert answer.context["form"].errors == {"text_ru": ["A consent is asked for in every language."]}
    assert ConsentText.objects.count() == 0


def test_a_purpose_that_does_not_exist_is_no_page(sato: User, sign_in: Any) -> None:
    assert sign_in(sato).get(address("consent_text_detail", "nonsense")).status_code == 404


def test_one_and_three_cost_the_same(sato: User, sign_in: Any) -> None:
    browser, counted = sign_in(sato), []
    for number in (0, 1, 2):
        text(Purpose.SENSITIVE_HEALTH, after=number)
        if number == 1:
            continue
        for name, parts in (("consent_text_list", ()), ("consent_text_detail", ("sensitive_health",))):
            browser.get(address(name, *parts))
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(address(name, *parts)).status_code == 200
            counted.append(len(queries))
    assert counted == [4, 4, 4, 4]
