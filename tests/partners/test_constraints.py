"""What the database itself refuses about partners, whoever asks."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from partners.models import (
    Agreement,
    AgreementParty,
    City,
    CooperationCondition,
    ExpiryAlert,
    GroupMembership,
    Institution,
    InstitutionGroup,
    Office,
)
from tests.factories import CityFactory, InstitutionFactory


def refused(name: str, make: Any) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        make()
    assert name in str(caught.value)


def agreement(**fields: Any) -> Agreement:
    return Agreement.objects.create(**{"title_en": "A", "type": "exchange", "scope": "university", **fields})


SIGNED = date(2018, 3, 1)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("agreement_named", {"title_en": "", "title_ja": "", "title_ru": ""}),
        ("agreement_status", {"status": "lost"}),
        ("agreement_type", {"type": "handshake"}),
        ("agreement_scope", {"scope": "world"}),
        ("agreement_precision", {"signed_precision": "hour"}),
        ("agreement_effective_after_signed", {"signed_on": SIGNED, "effective_on": date(2018, 2, 28)}),
        ("agreement_expires_after_effective", {"effective_on": SIGNED, "expires_on": date(2018, 2, 28)}),
        ("agreement_signed_has_date", {"status": "signed"}),
        ("agreement_in_force_has_date", {"status": "in_force", "signed_on": SIGNED}),
        ("agreement_ended_has_date", {"status": "terminated", "signed_on": SIGNED}),
        ("agreement_ended_has_date", {"status": "draft", "ended_on": SIGNED}),
    ],
)
def test_an_agreement_that_cannot_be_is_refused(db: None, name: str, fields: dict[str, Any]) -> None:
    refused(name, lambda: agreement(**fields))


def test_an_ordinary_agreement_is_taken(db: None) -> None:
    agreement(status="in_force", signed_on=SIGNED, effective_on=SIGNED, expires_on=SIGNED)


def test_a_city_lies_on_the_globe(db: None) -> None:
    refused("city_latitude", lambda: CityFactory(latitude="91"))
    refused("city_longitude", lambda: CityFactory(longitude="-181"))
    refused("city_named", lambda: CityFactory(name_ja="", name_en="", name_ru=""))
    assert City.objects.count() == 0


def test_an_institution_has_a_name_and_a_known_kind(db: None) -> None:
    refused("institution_named", lambda: InstitutionFactory(name_ja="", name_en="", name_ru=""))
    refused("institution_kind", lambda: InstitutionFactory(kind="circus"))
    assert InstitutionFactory(name_ja="", name_en="Only English", name_ru="").pk


def test_parts_of_an_agreement_hold_together(db: None) -> None:
    kanazawa, kazan = InstitutionFactory(), InstitutionFactory()
    made = agreement()
    AgreementParty.objects.create(agreement=made, institution=kazan)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementParty.objects.create(agreement=made, institution=kazan)
    refused(
        "condition_two_sides",
        lambda: CooperationCondition.objects.create(agreement=made, sending=kanazawa, receiving=kanazawa, per_year=1),
    )
    ExpiryAlert.objects.create(agreement=made, months=12, expires_on=SIGNED, sent_at=made.created_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExpiryAlert.objects.create(agreement=made, months=12, expires_on=SIGNED, sent_at=made.created_at)


def test_an_office_stands_at_another_institution_and_closes_after_it_opens(db: None) -> None:
    kanazawa, kazan = InstitutionFactory(), InstitutionFactory()
    refused("office_two_institutions", lambda: Office.objects.create(name_en="O", run_by=kazan, located_at=kazan))
    refused(
        "office_term",
        lambda: Office.objects.create(
            name_en="O", run_by=kanazawa, located_at=kazan, opened_on=SIGNED, closed_on=date(2018, 1, 1)
        ),
    )


def test_a_membership_ends_after_it_begins(db: None) -> None:
    group = InstitutionGroup.objects.create(slug="g", kind="consortium", name_en="G")
    member = InstitutionFactory()
    refused(
        "group_membership_term",
        lambda: GroupMembership.objects.create(
            group=group, institution=member, starts_on=SIGNED, ends_on=date(2018, 1, 1)
        ),
    )
    assert Institution.objects.count() == 1
