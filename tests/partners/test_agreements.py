"""An agreement from its draft to its end: who moves it, when, and what must hold."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from kanazawa_exchange.accounts.models import Transition
from kanazawa_exchange.accounts.queries import history
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import MoveRefused, Step
from partners.models import Agreement, AgreementStatus
from partners.moves import AGREEMENT_MOVES, ENDED
from partners.queries.agreements import renewal_differences
from partners.services import agreements

from .conftest import NOW, paper

PERSONAL = {
    "negotiate": Step(),
    "sign": Step(on=date(2018, 3, 1), answers={"effective_on": date(2018, 4, 1), "expires_on": None}),
    "enter_signed": Step(on=date(2018, 3, 1)),
    "renew": Step(),
    "terminate": Step(on=date(2018, 5, 1), reason="Closed faculty"),
}
TABLE = {
    ("draft", "negotiate"): "negotiating",
    ("draft", "enter_signed"): "signed",
    ("negotiating", "sign"): "in_force",
    ("in_force", "renew"): "renewed",
    ("in_force", "terminate"): "terminated",
}


def make(agreement: Agreement, name: str, by: Any, step: Step | None = None) -> Agreement:
    return agreements.move(agreement, name, step or PERSONAL[name], by=by, now=NOW)


def bring(agreement: Agreement, status: str) -> Agreement:
    """Set the state directly, with everything its row must have and every move could ask for."""
    agreement.status = status
    agreement.date_basis_en = "Journal"
    signed = status not in ("draft", "negotiating")
    agreement.signed_on = date(2018, 3, 1) if signed else None
    agreement.effective_on = date(2018, 4, 1) if signed else None
    agreement.ended_on = date(2018, 5, 1) if status in ENDED else None
    agreement.save()
    return agreement


@pytest.mark.parametrize("status", AgreementStatus.values)
@pytest.mark.parametrize("move", sorted(PERSONAL))
def test_every_state_makes_exactly_the_moves_of_the_table(draft: Agreement, sato: Any, status: str, move: str) -> None:
    agreements.attach_document(draft, paper(), by=sato, now=NOW)
    draft.refresh_from_db()
    bring(draft, status)
    successor = {"renews": draft, "signed_on": date(2018, 5, 1), "effective_on": date(2018, 6, 1)}
    Agreement.objects.create(title_en="Next", type="exchange", scope="university", status="signed", **successor)

    if (status, move) in TABLE:
        make(draft, move, sato)
    else:
        with pytest.raises(MoveRefused):
            make(draft, move, sato)

    draft.refresh_from_db()
    assert draft.status == TABLE.get((status, move), status)
    assert Transition.objects.filter(record_type="agreement", move=move).exists() == ((status, move) in TABLE)


@pytest.mark.parametrize("move", sorted(AGREEMENT_MOVES.moves))
def test_the_office_makes_every_move_but_those_of_the_calendar(
    draft: Agreement, sato: Any, admin: Any, petrova: Any, mori: Any, aiko: Any, move: str
) -> None:
    for user in (sato, admin):
        assert AGREEMENT_MOVES.may(user, draft, move) is (move not in {"start", "expire"})
    for user in (petrova, mori, aiko):
        assert not AGREEMENT_MOVES.may(user, draft, move)


def test_the_portal_itself_may_move_an_agreement(draft: Agreement) -> None:
    assert make(draft, "negotiate", None).status == "negotiating"


def test_a_partner_cannot_move_an_agreement_through_the_service(draft: Agreement, petrova: Any) -> None:
    with pytest.raises(PermissionDenied):
        make(draft, "negotiate", petrova)
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_one_party_alone_signs_nothing(draft: Agreement, sato: Any) -> None:
    agreements.remove_party(draft.parties.last(), by=sato)
    make(draft, "negotiate", sato)
    agreements.attach_document(draft, paper(), by=sato, now=NOW)
    with pytest.raises(Refused, match="two parties"):
        make(draft, "sign", sato)


def test_without_its_paper_nothing_is_signed(draft: Agreement, sato: Any) -> None:
    make(draft, "negotiate", sato)
    with pytest.raises(Refused, match="document"):
        make(draft, "sign", sato)


def test_an_agreement_of_the_past_names_its_source_instead_of_a_paper(draft: Agreement, sato: Any) -> None:
    with pytest.raises(Refused, match="source"):
        make(draft, "enter_signed", sato)
    agreements.edit(draft, {"date_basis_ja": "大学ニュース"}, by=sato, version=None)
    make(draft, "enter_signed", sato, Step(on=date(1998, 1, 1), answers={"signed_precision": "year"}))
    draft.refresh_from_db()
    assert (draft.status, draft.signed_precision, draft.effective_on) == ("signed", "year", None)


@pytest.mark.parametrize(
    ("signed", "effective", "expires", "field"),
    [
        (date(2018, 6, 2), date(2018, 7, 1), None, "signed_on"),
        (date(2018, 3, 1), date(2018, 2, 1), None, "effective_on"),
        (date(2018, 3, 1), date(2018, 4, 1), date(2018, 3, 31), "expires_on"),
    ],
)
def test_days_that_contradict_each_other_are_refused(
    draft: Agreement, sato: Any, signed: date, effective: date, expires: date | None, field: str
) -> None:
    make(draft, "negotiate", sato)
    agreements.attach_document(draft, paper(), by=sato, now=NOW)
    with pytest.raises(Refused) as refusal:
        make(draft, "sign", sato, Step(on=signed, answers={"effective_on": effective, "expires_on": expires}))
    assert list(refusal.value.errors) == [field]
    draft.refresh_from_db()
    assert (draft.status, draft.signed_on) == ("negotiating", None)


def test_the_calendar_puts_in_force_and_lets_expire_once(in_force: Agreement) -> None:
    assert in_force.status == "in_force"
    last_day = datetime(2019, 3, 31, 3, 0, tzinfo=UTC)
    assert agreements.apply_calendar(now=last_day) == 0
    assert agreements.apply_calendar(now=datetime(2019, 3, 31, 15, 0, tzinfo=UTC)) == 1, "1 April has begun in Japan"
    assert agreements.apply_calendar(now=datetime(2019, 5, 1, tzinfo=UTC)) == 0
    in_force.refresh_from_db()
    assert (in_force.status, in_force.ended_on) == ("expired", date(2019, 3, 31))
    moves = Transition.objects.filter(record_type="agreement", record_id=in_force.pk)
    assert [(m.move, m.effective_on, m.actor_id is None) for m in moves] == [
        ("negotiate", date(2018, 6, 1), False),
        ("sign", date(2018, 3, 1), False),
        ("start", date(2018, 4, 1), True),
        ("expire", date(2019, 4, 1), True),
    ]


def test_an_agreement_nobody_looked_at_for_years_takes_effect_and_expires_in_one_go(
    draft: Agreement, sato: Any
) -> None:
    agreements.edit(draft, {"date_basis_en": "Journal"}, by=sato, version=None)
    days = {"effective_on": date(2018, 7, 1), "expires_on": date(2018, 7, 31)}
    make(draft, "enter_signed", sato, Step(on=date(2010, 1, 1), answers=days))
    assert agreements.apply_calendar(now=datetime(2019, 3, 31, tzinfo=UTC)) == 2
    draft.refresh_from_db()
    assert draft.status == "expired"


def test_a_renewal_copies_what_stays_and_shows_what_changes(in_force: Agreement, world: Any, sato: Any) -> None:
    agreements.add_condition(
        in_force,
        {"sending": world.kanazawa, "receiving": world.kazan, "level": "", "per_year": 5, "months": 6},
        by=sato,
    )
    successor = agreements.draft_renewal(in_force, by=sato)
    assert [p.institution for p in successor.parties.order_by("pk")] == [world.kanazawa, world.kazan]
    assert successor.conditions.get().per_year == 5
    with pytest.raises(Refused, match="renewal"):
        agreements.draft_renewal(in_force, by=sato)
    with pytest.raises(Refused, match="not signed"):
        make(in_force, "renew", sato)

    agreements.edit(successor, {"title_en": "Student exchange II"}, by=sato, version=None)
    make(successor, "negotiate", sato)
    agreements.attach_document(successor, paper(), by=sato, now=NOW)
    make(successor, "sign", sato, Step(on=date(2018, 6, 1), answers={"effective_on": date(2019, 1, 1)}))
    make(in_force, "renew", sato)

    in_force.refresh_from_db()
    successor.refresh_from_db()
    assert (in_force.status, in_force.ended_on) == ("renewed", date(2018, 12, 31))
    assert [item.after for item in renewal_differences(in_force, successor)] == [
        "Student exchange II",
        "2018-06-01",
        "2019-01-01",
        "",
    ]


def test_a_termination_needs_a_reason_and_a_day_that_has_come(in_force: Agreement, sato: Any) -> None:
    with pytest.raises(MoveRefused):
        make(in_force, "terminate", sato, Step(on=date(2018, 5, 1), reason="  "))
    for day in (date(2018, 6, 2), date(2018, 3, 31)):
        with pytest.raises(Refused):
            make(in_force, "terminate", sato, Step(on=day, reason="War of the roses"))
    make(in_force, "terminate", sato, Step(on=date(2018, 5, 1), reason="Merged into another"))
    assert Transition.objects.get(move="terminate").note.text == "Merged into another"


def test_parties_of_a_signed_agreement_do_not_change(in_force: Agreement, world: Any, sato: Any) -> None:
    with pytest.raises(Refused):
        agreements.add_party(in_force, {"institution": world.irkutsk, "unit": None}, by=sato)
    with pytest.raises(Refused):
        agreements.remove_party(in_force.parties.first(), by=sato)
    assert in_force.parties.count() == 2


def test_conditions_stand_between_parties(draft: Agreement, world: Any, sato: Any) -> None:
    common = {"level": "", "per_year": 5, "months": None}
    for sending, receiving in ((world.kanazawa, world.irkutsk), (world.kazan, world.kazan)):
        with pytest.raises(Refused):
            agreements.add_condition(draft, {"sending": sending, "receiving": receiving, **common}, by=sato)
    agreements.add_condition(draft, {"sending": world.kanazawa, "receiving": world.kazan, **common}, by=sato)
    with pytest.raises(Refused):
        agreements.remove_party(draft.parties.last(), by=sato)


def test_the_second_of_two_editors_is_told(draft: Agreement, sato: Any, admin: Any) -> None:
    version = draft.version
    agreements.edit(draft, {"title_en": "First"}, by=sato, version=version)
    with pytest.raises(StaleEdit):
        agreements.edit(draft, {"title_en": "Second"}, by=admin, version=version)
    draft.refresh_from_db()
    assert draft.title_en == "First"


def test_dates_of_an_agreement_in_force_may_be_corrected_but_not_taken_away(in_force: Agreement, sato: Any) -> None:
    agreements.edit(in_force, {"expires_on": date(2020, 3, 31)}, by=sato, version=None)
    with pytest.raises(Refused):
        agreements.edit(in_force, {"effective_on": None}, by=sato, version=None)
    with pytest.raises(Refused):
        agreements.edit(in_force, {"expires_on": date(2018, 3, 1)}, by=sato, version=None)
    in_force.refresh_from_db()
    assert in_force.expires_on == date(2020, 3, 31)


def test_a_representative_sees_the_own_agreements_only(
    in_force: Agreement, world: Any, petrova: Any, aiko: Any, sato: Any
) -> None:
    other = Agreement.objects.create(title_en="Irkutsk", type="exchange", scope="university")
    other.parties.create(institution=world.irkutsk)
    other.parties.create(institution=world.kanazawa)
    assert set(Agreement.objects.visible_to(petrova)) == {in_force}
    assert set(Agreement.objects.visible_to(aiko)) == set()
    assert set(Agreement.objects.visible_to(sato)) == {in_force, other}


def test_a_signature_comes_as_far_as_its_days_say_and_is_undone_whole(draft, sato):
    make(draft, "negotiate", sato)
    agreements.attach_document(draft, paper(), by=sato, now=NOW)
    before = Agreement.objects.values().get(pk=draft.pk)
    days = {"effective_on": date(2018, 4, 1), "expires_on": date(2018, 5, 31)}
    signed = make(draft, "sign", sato, Step(on=date(2018, 3, 1), answers=days))
    assert signed.status == "expired"
    undone = agreements.undo(signed, by=sato, now=NOW, version=signed.version)
    after = Agreement.objects.values().get(pk=draft.pk)
    assert {name for name, value in after.items() if value != before[name]} == {"version", "updated_at"}
    told = [entry.what for entry in history.timeline(undone, moves=AGREEMENT_MOVES)]
    assert [words for words in told if words.startswith("Undone")] == [
        "Undone at once: Signature recorded", "Undone at once: Entered into force", "Undone at once: Expired"
    ]  # fmt: skip
    assert make(undone, "sign", sato, Step(on=date(2018, 3, 1), answers=days)).status == "expired"


def test_what_the_calendar_did_later_is_not_undone(draft, sato):
    make(draft, "negotiate", sato)
    agreements.attach_document(draft, paper(), by=sato, now=NOW)
    signed = make(draft, "sign", sato, Step(on=date(2018, 3, 1), answers={"effective_on": date(2018, 6, 2)}))
    later = datetime(2018, 6, 1, 15, 0, 5, tzinfo=UTC)
    assert agreements.apply_calendar(now=later) == 1
    with pytest.raises(MoveRefused):
        agreements.undo(signed, by=sato, now=later)
