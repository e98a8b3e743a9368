"""The office is told 12, 6 and 3 months before an agreement ends, once each."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core import mail

from kanazawa_exchange.accounts.models import RoleGrant
from kanazawa_exchange.accounts.tasks import send_letters
from kanazawa_exchange.lib.states import Step
from partners.models import Agreement, ExpiryAlert
from partners.queries.agreements import expiring, threshold
from partners.services import agreements, alerts
from partners.tasks import apply_calendar


def send(year: int, month: int, day: int) -> int:
    return alerts.send_due(now=datetime(year, month, day, 3, 0, tzinfo=UTC), address="https://portal.example.org")


@pytest.fixture
def letters() -> Any:
    """letters(year, month, day): the letters that go out when the calendar is looked at on that day."""

    def run(*day: int) -> list[str]:
        mail.outbox.clear()
        send(*day)
        send_letters()
        return [message.subject for message in mail.outbox]

    return run


def test_one_letter_for_each_threshold_and_never_twice(in_force: Agreement, sato: Any, letters: Any) -> None:
    assert letters(2018, 3, 30) == []
    assert len(letters(2018, 3, 31)) == 1
    assert letters(2018, 4, 1) == []
    assert len(letters(2018, 9, 30)) == 1
    assert len(letters(2018, 12, 31)) == 1
    assert letters(2019, 3, 31) == []
    assert list(ExpiryAlert.objects.order_by("-months").values_list("months", flat=True)) == [12, 6, 3]


def test_looking_twice_on_one_day_tells_once(in_force: Agreement, sato: Any, letters: Any) -> None:
    assert len(letters(2018, 9, 30)) == 1
    assert letters(2018, 9, 30) == []


def test_an_agreement_entered_late_is_told_of_once_not_three_times(
    in_force: Agreement, sato: Any, letters: Any
) -> None:
    assert len(letters(2019, 2, 1)) == 1
    sent = {alert.months: alert.by_mail for alert in ExpiryAlert.objects.all()}
    assert sent == {12: False, 6: False, 3: True}


def test_the_letter_names_the_agreement_the_day_and_the_page(in_force: Agreement, sato: Any, letters: Any) -> None:
    sato.language = "en"
    sato.save()
    assert letters(2018, 9, 30) == ["An agreement ends within 6 months"]
    body = mail.outbox[0].body
    assert "“Student exchange” is in force until 31\u00a0March 2019" in body
    assert f"https://portal.example.org/en/agreements/{in_force.uid}/" in body
    assert "This letter is sent 12, 6 and 3 months before the last day, once each." in body
    assert mail.outbox[0].to == ["sato@example.org"]


def test_other_months_are_told_in_time_and_in_words(
    in_force: Agreement, sato: Any, letters: Any, settings: Any
) -> None:
    settings.EXPIRY_ALERT_MONTHS = (9, 1)
    assert letters(2018, 6, 29) == []
    assert letters(2018, 6, 30) == ["あと9か月以内に期限を迎える協定があります"]
    assert "有効期限の9、1か月前に1回ずつ" in mail.outbox[0].body


def test_a_new_last_day_is_told_of_again(in_force: Agreement, sato: Any, letters: Any) -> None:
    letters(2018, 9, 30)
    agreements.edit(in_force, {"expires_on": date(2019, 9, 30)}, by=sato, version=None)
    assert len(letters(2018, 9, 30)) == 1


def test_with_nobody_in_the_office_nothing_is_marked_as_told(in_force: Agreement, letters: Any) -> None:
    for grant in RoleGrant.objects.all():
        grant.ends_on = date(2018, 1, 1)
        grant.save()
    assert letters(2018, 9, 30) == []
    assert not ExpiryAlert.objects.exists()


def test_ended_and_unsigned_agreements_are_not_told_of(in_force: Agreement, sato: Any, letters: Any) -> None:
    now = datetime(2018, 6, 1, tzinfo=UTC)
    agreements.move(in_force, "terminate", Step(on=date(2018, 5, 1), reason="Ended early"), by=sato, now=now)
    assert letters(2018, 12, 31) == []


@pytest.mark.parametrize(
    ("today", "months"),
    [
        (date(2018, 3, 30), None),
        (date(2018, 3, 31), 12),
        (date(2018, 9, 29), 12),
        (date(2018, 9, 30), 6),
        (date(2018, 12, 31), 3),
        (date(2019, 3, 31), 3),
        (date(2019, 4, 1), None),
    ],
)
def test_the_threshold_is_derived_from_the_last_day(today: date, months: int | None) -> None:
    assert threshold(date(2019, 3, 31), today) == months


def test_the_office_page_lists_what_ends_soon(in_force: Agreement, sato: Any) -> None:
    assert [line.expiring for line in expiring(sato, date(2018, 10, 1))] == [6]
    assert expiring(sato, date(2018, 1, 1)) == ()


def test_the_task_does_both_and_may_run_again(in_force: Agreement, sato: Any) -> None:
    apply_calendar()
    apply_calendar()
    in_force.refresh_from_db()
    assert in_force.status == "expired"


@pytest.mark.parametrize(("months", "words"), [((9, 2), "within 9 months"), ((1,), "within 1 month")])
def test_the_page_of_the_office_names_the_months_of_the_settings(
    sato: Any, sign_in: Any, settings: Any, months: tuple[int, ...], words: str
) -> None:
    settings.EXPIRY_ALERT_MONTHS = months
    page = sign_in(sato).get("/en/office/partners/").content.decode()
    assert f"Agreements that end {words}" in page
    assert f"No agreement in force ends {words}." in page
