"""Nothing personal leaves for an institution without a consent or a recorded basis, and a current country sheet."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import merging
from kanazawa_exchange.accounts.services.merging import Choice
from kanazawa_exchange.lib.refusals import Refused
from partners.models import Handover, HandoverKind, Institution, TransferBasis
from partners.queries.handovers import grounds, handed_over, is_still_allowed, obstacles
from partners.services import country_sheets, intake_modes
from partners.services.handovers import CannotHandOver, Parcel, hand_over
from tests import factories
from tests.consents import NOW, TODAY, agrees, person_of, sheet, text, withdraws

LETTER = Parcel(HandoverKind.MAIL, ["name", "birth_date"], "act-1")


def sends(to: Institution, *users: User, now: datetime = NOW, by: User | None = None) -> list[Handover]:
    """Somebody hands data of these people over, in a transaction of the own."""
    with transaction.atomic():
        return hand_over([person_of(user) for user in users], to, LETTER, by=by, now=now)


def stopped(to: Institution, *users: User, now: datetime = NOW) -> Sequence[tuple[Any, str]]:
    with pytest.raises(CannotHandOver) as refusal:
        sends(to, *users, now=now)
    return [(obstacle.person, obstacle.code) for obstacle in refusal.value.obstacles]


# --- Allowed and blocked ---------------------------------------------------------------------------------------------


def test_with_a_consent_and_a_current_sheet_data_go_and_a_line_says_so(world: Any, aiko: User, sato: User) -> None:
    told, consent = sheet(), agrees(aiko, world.kazan, text())
    sends(world.kazan, aiko, by=sato)

    [line] = Handover.objects.all()
    assert (line.person, line.institution, line.kind, line.ref) == (aiko.person, world.kazan, "mail", "act-1")
    assert (line.fields, line.consent, line.basis, line.sheet) == (["birth_date", "name"], consent, None, told)
    assert (line.handed_over_at, line.handed_over_by) == (NOW, sato)


def test_without_a_consent_nobody_s_data_go_not_even_those_of_whoever_agreed(
    world: Any, aiko: User, ivan: User
) -> None:
    sheet()
    agrees(aiko, world.kazan, text())
    assert stopped(world.kazan, aiko, ivan) == [(ivan.person, "no_consent")]
    assert Handover.objects.count() == 0


def test_a_consent_for_one_institution_is_none_for_another(world: Any, aiko: User) -> None:
    sheet()
    agrees(aiko, world.kazan, text())
    assert stopped(world.irkutsk, aiko) == [(aiko.person, "no_consent")]


def test_after_a_withdrawal_nothing_goes_until_it_is_given_again(world: Any, aiko: User) -> None:
    sheet()
    shown = text()
    agrees(aiko, world.kazan, shown)
    withdraws(aiko, world.kazan)
    assert stopped(world.kazan, aiko) == [(aiko.person, "withdrawn")]
    agrees(aiko, world.kazan, shown, now=NOW + timedelta(seconds=1))
    assert sends(world.kazan, aiko, now=NOW + timedelta(seconds=2))


def test_every_refusal_names_the_reason_and_the_remedy(world: Any, aiko: User) -> None:
    text()
    with pytest.raises(CannotHandOver, match=r"no country sheet for Russia\. Write the country sheet first\."):
        sends(world.kazan, aiko)
    sheet()
    with pytest.raises(CannotHandOver, match=r"no consent to hand data to Kazan Federal University\. Ask the person"):
        sends(world.kazan, aiko)


def test_a_recorded_basis_stands_in_for_a_consent_but_not_against_a_withdrawal(
    world: Any, aiko: User, ivan: User, sato: User
) -> None:
    sheet()
    values = {"kind": "equivalent_recipient", "basis": "Contract of 1 May", "starts_on": TODAY, "ends_on": TODAY}
    basis = intake_modes.create_basis(world.kazan, values, by=sato)
    shown = text()
    agrees(ivan, world.kazan, shown)
    withdraws(ivan, world.kazan)

    [line] = sends(world.kazan, aiko)
    assert (line.consent, line.basis) == (None, basis)
    assert stopped(world.kazan, ivan) == [(ivan.person, "withdrawn")]


def test_a_basis_holds_from_its_first_to_its_last_day(world: Any, aiko: User, sato: User) -> None:
    sheet()
    values = {"kind": "law", "basis": "A treaty", "starts_on": TODAY, "ends_on": TODAY}
    intake_modes.create_basis(world.kazan, values, by=sato)
    assert sends(world.kazan, aiko)
    assert stopped(world.kazan, aiko, now=NOW + timedelta(days=1)) == [(aiko.person, "no_consent")]


# --- Country sheets --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reviewed_on", "codes"),
    [
        (date(2017, 5, 31), ["sheet_outdated"]),
        (date(2017, 6, 1), []),
        (date(2018, 6, 1), []),
    ],
)
def test_a_sheet_older_than_a_year_blocks(world: Any, aiko: User, reviewed_on: date, codes: list[str]) -> None:
    sheet(reviewed_on=reviewed_on)
    agrees(aiko, world.kazan, text())
    on = grounds([person_of(aiko)], world.kazan, NOW)
    assert [obstacle.code for obstacle in obstacles([person_of(aiko)], on)] == codes


def test_the_day_that_counts_is_that_of_japan(world: Any, aiko: User) -> None:
    """A sheet of 1 June 2017 holds until the end of 1 June 2018 in Japan, one second before 15:00 UTC."""
    sheet(reviewed_on=date(2017, 6, 1))
    agrees(aiko, world.kazan, text())
    assert sends(world.kazan, aiko, now=datetime(2018, 6, 1, 14, 59, 59, tzinfo=UTC))
    assert stopped(world.kazan, aiko, now=datetime(2018, 6, 1, 15, 0, tzinfo=UTC)) == [(aiko.person, "sheet_outdated")]


def test_a_review_is_a_further_version_and_the_older_line_keeps_its_own(world: Any, aiko: User) -> None:
    agrees(aiko, world.kazan, text())
    old = sheet(reviewed_on=date(2017, 6, 1))
    sends(world.kazan, aiko)
    new = sheet(after=1)
    sends(world.kazan, aiko)
    assert [line.sheet for line in Handover.objects.order_by("pk")] == [old, new]
    assert (old.key, new.key) == ("RU-1", "RU-2")


def test_at_home_no_sheet_is_needed_and_to_ourselves_nothing_is_handed_over(world: Any, aiko: User) -> None:
    factories.InstitutionFactory(city=world.kanazawa.city, is_home=True)
    agrees(aiko, world.kanazawa, text())
    [line] = sends(world.kanazawa, aiko)
    assert line.sheet is None
    world.kanazawa.is_home = True
    assert sends(world.kanazawa, aiko) == []


def test_of_two_who_review_a_sheet_one_is_told_and_no_review_lies_ahead(db: None) -> None:
    sheet()
    with pytest.raises(Refused, match="meanwhile"):
        sheet()
    with pytest.raises(Refused, match="not come yet"):
        sheet(reviewed_on=TODAY + timedelta(days=1), after=1)
    with pytest.raises(Refused) as refusal:
        country_sheets.write("JP", {"summary_en": "x", "reviewed_on": TODAY}, by=None, now=NOW)
    assert set(refusal.value.errors) == {"summary_ja", "summary_ru", "measures_ja", "measures_en", "measures_ru"}


# --- The door itself -------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_outside_of_the_sender_s_transaction_it_does_not_open(world: Any, aiko: User) -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        hand_over([person_of(aiko)], world.kazan, LETTER, by=None, now=NOW)


def test_three_hundred_cost_as_many_queries_as_three(world: Any) -> None:
    sheet()
    shown = text()
    users = [world.user(f"student{number}") for number in range(6)]
    for user in users:
        agrees(user, world.kazan, shown)
    for people in (users[:1], users[:3], users):
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            hand_over([person_of(user) for user in people], world.kazan, LETTER, by=None, now=NOW)
        asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
        assert len(asked) == 7, asked


def test_what_waits_for_the_mail_server_is_overtaken_by_a_withdrawal(world: Any, aiko: User, ivan: User) -> None:
    sheet()
    shown = text()
    for user in (aiko, ivan):
        agrees(user, world.kazan, shown)
    sends(world.kazan, aiko, ivan)
    assert is_still_allowed("act-1")
    withdraws(ivan, world.kazan)
    assert not is_still_allowed("act-1")
    assert is_still_allowed("another act")


def test_the_log_is_append_only(world: Any, aiko: User, ivan: User) -> None:
    sheet()
    agrees(aiko, world.kazan, text())
    sends(world.kazan, aiko)
    lines = Handover.objects.all()
    for values in ({"fields": []}, {"person": ivan.person}, {"kind": "export"}, {"sheet": None}):
        with pytest.raises(IntegrityError, match="handover_append_only"), transaction.atomic():
            lines.update(**values)
    with pytest.raises(IntegrityError, match="handover_never_deleted"), transaction.atomic():
        lines._raw_delete("default")
    with pytest.raises(IntegrityError, match="handover_one_basis"), transaction.atomic():
        Handover.objects.create(person=aiko.person, institution=world.kazan, kind="mail", fields=[], handed_over_at=NOW)


def test_country_sheets_are_append_only(db: None) -> None:
    told = sheet()
    with pytest.raises(IntegrityError, match="country_sheet_append_only"), transaction.atomic():
        type(told).objects.update(source="another")
    with pytest.raises(IntegrityError, match="country_sheet_never_deleted"), transaction.atomic():
        told.delete()


def test_lines_go_along_when_two_entries_are_merged(world: Any, aiko: User, sato: User) -> None:
    sheet()
    agrees(aiko, world.kazan, text())
    sends(world.kazan, aiko)
    kept = factories.PersonFactory()
    merging.merge(kept, person_of(aiko), Choice(), by=sato, now=NOW)
    assert [line.institution.text for line in handed_over(kept)] == ["Kazan Federal University"]


def test_everybody_sees_what_was_handed_over_about_oneself(world: Any, aiko: User, ivan: User, sato: User) -> None:
    sheet()
    agrees(aiko, world.kazan, text())
    [line] = sends(world.kazan, aiko)
    assert set(Handover.objects.visible_to(aiko)) == set(Handover.objects.visible_to(sato)) == {line}
    assert set(Handover.objects.visible_to(ivan)) == set()


def test_a_basis_has_its_history(world: Any, sato: User) -> None:
    values = {"kind": "law", "basis": "A treaty", "starts_on": TODAY, "ends_on": None}
    basis = intake_modes.create_basis(world.kazan, values, by=sato)
    intake_modes.edit_basis(basis, {"ends_on": TODAY}, by=sato, version=1)
    assert TransferBasis.history.count() == 2
