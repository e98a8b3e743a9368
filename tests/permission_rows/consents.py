"""Consents: everybody has a page of the own ones, and answers for nobody else; the office reads those of all, and writes the texts."""

from dataclasses import replace
from typing import Any

from django.db import transaction

from kanazawa_exchange.accounts.models import Purpose
from kanazawa_exchange.accounts.queries.consents import text_in_force
from kanazawa_exchange.accounts.services import consents
from kanazawa_exchange.accounts.services.consents import Shown
from kanazawa_exchange.lib import clock
from partners.models import HandoverKind, Intake, IntakeMode, TransferBasis, TransferBasisKind
from partners.queries.handovers import scope_of
from partners.services import country_sheets
from partners.services.handovers import Parcel, hand_over
from tests.permission_rows import OFFICE, Row, everyone, form, only


def build(world: Any) -> None:
    now, today = clock.now(), clock.today()
    three = {code: f"MARKCONSENT {code}" for code in ("ja", "en", "ru")}
    for purpose in (Purpose.TRANSFER, Purpose.ALUMNI_CONTACT):
        world.consent_text = consents.write_text(purpose, three, valid_from=today, by=None, now=now)
    words = {f"{name}_{code}": "MARKSHEET" for name in ("summary", "measures") for code in ("ja", "en", "ru")}
    sheet = {**words, "source": "MARKSOURCE", "reviewed_on": today, "is_draft": True}
    world.sheet = country_sheets.write("RU", sheet, by=None, now=now)
    text = text_in_force(Purpose.TRANSFER, today)
    world.consent = consents.give(
        world.person,
        Purpose.TRANSFER,
        Shown(text, "en", world.sheet.key),
        scope=scope_of(world.partner),
        by=world.users["student"],
        now=now,
    )
    basis = {"basis": "MARKBASIS", "institution": world.partner}
    world.intake_mode = IntakeMode.objects.create(mode=Intake.DIRECT, nationality="KZ", decided_on=today, **basis)
    world.basis = TransferBasis.objects.create(kind=TransferBasisKind.LAW, starts_on=today, ends_on=today, **basis)
    with transaction.atomic():
        hand_over([world.person], world.partner, Parcel(HandoverKind.MAIL, ["MARKFIELD"]), by=None, now=now)


def sheet_data(world: Any) -> dict[str, Any]:
    words = {f"{name}_{code}": "Words" for name in ("summary", "measures") for code in ("ja", "en", "ru")}
    return {**words, "source": "A law", "reviewed_on": str(clock.today())}


def decision(world: Any) -> dict[str, Any]:
    return {"nationality": "RU", "mode": "direct", "basis": "A decision", "decided_on": str(clock.today())}


def legal_basis(world: Any) -> dict[str, Any]:
    return {"kind": "law", "basis": "A treaty", "starts_on": str(clock.today()), "ends_on": ""}


def at_partner(world: Any) -> dict[str, Any]:
    return {"uid": world.partner.uid}


def alumni(world: Any) -> dict[str, Any]:
    return {"topic": "alumni_contact"}


ONESELF = "each for oneself: the person is never in the address"
OF_THE_OFFICE = "the office keeps every one of them, and nobody else any"
OWN = [
    Row("mobility:consent_list", "GET", everyone(200), marker=lambda w: "MARKFIELD", sees=("student",)),
    Row("mobility:consent_ask", "GET", everyone(200), kwargs=alumni, marker=lambda w: "MARKCONSENT", note=ONESELF),
    Row(
        "mobility:consent_give",
        "POST",
        everyone(302),
        kwargs=alumni,
        data=lambda w: {"text": str(w.consent_text.uid), "sheet": ""},
        note=ONESELF,
    ),
    Row("mobility:consent_withdraw", "POST", everyone(302), kwargs=alumni, note=ONESELF),
    Row(
        "mobility:consent_record",
        "GET",
        only(OFFICE, "student"),
        relation="own",
        otherwise=404,
        kwargs=lambda w: {"uid": w.consent.uid},
        marker=lambda w: "MARKCONSENT",
        note="it is the student's: everybody else but the office is a stranger to it",
    ),
]
KEPT = [
    Row("accounts:consent_text_list", "GET", only(OFFICE)),
    Row(
        "accounts:consent_text_detail",
        "GET",
        only(OFFICE),
        kwargs=lambda w: {"purpose": "transfer"},
        marker=lambda w: "MARKCONSENT",
    ),
    *form(
        "accounts:consent_text_write",
        OFFICE,
        kwargs=lambda w: {"purpose": "transfer"},
        data=lambda w: {
            **dict.fromkeys(("text_ja", "text_en", "text_ru"), "x"),
            "valid_from": "2030-04-01",
            "after": "1",
        },
        marker=lambda w: "MARKCONSENT",
    ),
    Row("partners:country_sheet_list", "GET", only(OFFICE), marker=lambda w: "RU-1"),
    Row(
        "partners:country_sheet_detail",
        "GET",
        only(OFFICE),
        kwargs=lambda w: {"country": "RU"},
        marker=lambda w: "MARKSHEET",
    ),
    *form(
        "partners:country_sheet_register",
        OFFICE,
        data=lambda w: {**sheet_data(w), "country": "JP", "after": "0"},
    ),
    *form(
        "partners:country_sheet_review",
        OFFICE,
        kwargs=lambda w: {"country": "RU"},
        data=lambda w: {**sheet_data(w), "after": "1"},
        marker=lambda w: "MARKSOURCE",
    ),
    *form("partners:intake_mode_register", OFFICE, kwargs=at_partner, data=decision),
    *form(
        "partners:intake_mode_edit",
        OFFICE,
        kwargs=lambda w: {"uid": w.intake_mode.uid},
        data=lambda w: {**decision(w), "version": "1"},
        marker=lambda w: "MARKBASIS",
    ),
    *form("partners:transfer_basis_register", OFFICE, kwargs=at_partner, data=legal_basis),
    *form(
        "partners:transfer_basis_edit",
        OFFICE,
        kwargs=lambda w: {"uid": w.basis.uid},
        data=lambda w: {**legal_basis(w), "version": "1"},
        marker=lambda w: "MARKBASIS",
    ),
]
ROWS = [*OWN, *(replace(row, note=OF_THE_OFFICE) for row in KEPT)]
