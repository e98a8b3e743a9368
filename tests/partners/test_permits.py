"""Every service of partners asks for itself who acts: nobody but the office writes, from whatever door."""

from typing import Any

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.states import Step
from partners.models import (
    Agreement,
    AgreementParty,
    CooperationCondition,
    CountrySheet,
    GroupMembership,
    InstitutionGroup,
    IntakeMode,
    Office,
    TransferBasis,
)
from partners.services import agreements, alerts, country_sheets, entries, groups, institutions, intake_modes
from tests import factories, permits

from .conftest import NOW, paper


def acts(world: factories.World, draft: Agreement) -> dict[permits.Act, tuple[Any, ...]]:
    """Every service that writes, with the things it is called with."""
    group = InstitutionGroup()
    return {
        agreements.edit: (draft, {}),
        agreements.add_party: (draft, {}),
        agreements.remove_party: (AgreementParty(agreement=draft),),
        agreements.add_condition: (draft, {}),
        agreements.remove_condition: (CooperationCondition(agreement=draft),),
        agreements.attach_document: (draft, paper()),
        agreements.move: (draft, "negotiate", Step()),
        agreements.undo: (draft,),
        agreements.draft_renewal: (draft,),
        entries.enter: ({}, ()),
        groups.create: ({},),
        groups.edit: (group, {}),
        groups.add_member: (group, {}),
        groups.edit_member: (GroupMembership(group=group), {}),
        groups.create_office: ({},),
        groups.edit_office: (Office(), {}),
        institutions.create: ({},),
        institutions.edit: (world.kazan, {}),
        institutions.create_unit: (world.kazan, {}),
        institutions.edit_unit: (world.kazan.units.first(), {}),
        institutions.create_city: ({},),
        institutions.edit_city: (world.kazan.city, {}),
        country_sheets.write: ("RU", {}),
        country_sheets.review: (CountrySheet(country="RU", number=1),),
        intake_modes.create: (world.kazan, {}),
        intake_modes.edit: (IntakeMode(institution=world.kazan), {}),
        intake_modes.create_basis: (world.kazan, {}),
        intake_modes.edit_basis: (TransferBasis(institution=world.kazan), {}),
    }


def test_whoever_is_not_of_the_office_writes_nothing(
    world: Any, draft: Agreement, stranger: User, petrova: User, mori: User
) -> None:
    calls = acts(world, draft)
    asked = [agreements, alerts, country_sheets, entries, groups, institutions, intake_modes]
    assert set(calls) == permits.writers(asked)
    permits.refuse(calls, [stranger, petrova, mori], now=NOW, version=draft.version)
