"""Partners: the public pages are everybody's, their records the office's, an agreement also its parties' representatives'."""

from datetime import date
from typing import Any

from partners.models import (
    Agreement,
    AgreementParty,
    Contact,
    CooperationCondition,
    GroupMembership,
    InstitutionGroup,
    Office,
    OrgUnit,
)
from tests.permission_rows import OFFICE, Row, everyone, only

DAY = date(2018, 1, 17)


def build(world: Any) -> None:
    names = {f"name_{code}": "MARKPARTS" for code in ("ja", "en", "ru")}
    world.unit = OrgUnit.objects.create(institution=world.partner, **names)
    world.group = InstitutionGroup.objects.create(slug="group-w", kind="consortium", **names)
    world.membership = GroupMembership.objects.create(group=world.group, institution=world.partner, starts_on=DAY)
    world.office_abroad = Office.objects.create(run_by=world.home, located_at=world.partner, **names)
    world.contact = Contact.objects.create(institution=world.home, **names)
    world.draft = Agreement.objects.create(
        title_ja="MARKDRAFT", title_en="MARKDRAFT", title_ru="MARKDRAFT", type="exchange", scope="university"
    )
    sides = [world.home, world.partner]
    world.party = [AgreementParty.objects.create(agreement=world.draft, institution=side) for side in sides][1]
    world.condition = CooperationCondition.objects.create(
        agreement=world.draft, sending=sides[0], receiving=sides[1], per_year=3
    )


def _page(name: str, thing: str, marker: Any = None) -> list[Row]:
    """An edit page of the office: the form, and a form sent empty, which comes back."""
    kwargs = (lambda w: {"uid": getattr(w, thing).uid}) if thing else (lambda w: {})
    return [
        Row(f"partners:{name}", "GET", only(OFFICE), kwargs=kwargs, marker=marker),
        Row(f"partners:{name}", "POST", only(OFFICE), kwargs=kwargs),
    ]


def own(world: Any) -> dict[str, Any]:
    return {"uid": world.agreement.uid}


def foreign(world: Any) -> dict[str, Any]:
    return {"uid": world.other_agreement.uid}


ROWS = [
    Row("partners:partner_list", "GET", everyone(200), anonymous=200),
    Row("partners:partner_detail", "GET", everyone(200), anonymous=200, kwargs=lambda w: {"slug": w.partner.slug}),
    Row("partners:office", "GET", only(OFFICE), marker=lambda w: w.group.name_en),
    Row("partners:institution_list", "GET", only(OFFICE), marker=lambda w: w.partner.name_en),
    Row("partners:institution_list_csv", "GET", only(OFFICE), marker=lambda w: w.partner.name_en),
    Row("partners:institution_list_xlsx", "GET", only(OFFICE)),
    *_page("institution_register", ""),
    Row(
        "partners:institution_detail",
        "GET",
        only(OFFICE),
        kwargs=lambda w: {"uid": w.partner.uid},
        marker=lambda w: w.partner.name_en,
    ),
    *_page("institution_edit", "partner", lambda w: w.partner.name_ru),
    *_page("unit_register", "partner"),
    *_page("unit_edit", "unit", lambda w: w.unit.name_ru),
    Row("partners:city_list", "GET", only(OFFICE), marker=lambda w: w.city.time_zone),
    *_page("city_register", ""),
    *_page("city_edit", "city"),
    Row("partners:group_detail", "GET", only(OFFICE), kwargs=lambda w: {"uid": w.group.uid}),
    *_page("group_register", ""),
    *_page("group_edit", "group"),
    *_page("member_add", "group"),
    *_page("member_edit", "membership"),
    Row("partners:office_list", "GET", only(OFFICE), marker=lambda w: w.office_abroad.name_en),
    *_page("office_register", ""),
    Row("partners:contact", "GET", everyone(200), anonymous=200, marker=lambda w: w.contact.name_en),
    *_page("contact_register", ""),
    *_page("contact_edit", "contact"),
    *_page("office_edit", "office_abroad"),
    Row(
        "partners:agreement_list",
        "GET",
        only(OFFICE, "partner"),
        marker=lambda w: "MARKOWNAGREEMENT",
        note="a representative finds the own institution's only",
    ),
    Row(
        "partners:agreement_list",
        "GET",
        only(OFFICE, "partner"),
        relation="foreign",
        marker=lambda w: "MARKFOREIGNAGREEMENT",
        sees=OFFICE,
    ),
    Row(
        "partners:agreement_list_csv",
        "GET",
        only(OFFICE, "partner"),
        marker=lambda w: "MARKOWNAGREEMENT",
    ),
    Row(
        "partners:agreement_list_csv",
        "GET",
        only(OFFICE, "partner"),
        relation="foreign",
        marker=lambda w: "MARKFOREIGNAGREEMENT",
        sees=OFFICE,
    ),
    Row("partners:agreement_list_xlsx", "GET", only(OFFICE, "partner")),
    *_page("agreement_register", ""),
    Row(
        "partners:agreement_detail",
        "GET",
        only(OFFICE, "partner"),
        relation="own",
        kwargs=own,
        marker=lambda w: "MARKOWN",
    ),
    Row(
        "partners:agreement_detail",
        "GET",
        {**only(OFFICE), "partner": 404},
        relation="foreign",
        kwargs=foreign,
        marker=lambda w: "MARKFOREIGNAGREEMENT",
    ),
    *_page("agreement_edit", "agreement", lambda w: "MARKOWNAGREEMENT"),
    Row(
        "partners:agreement_move",
        "GET",
        only(OFFICE),
        kwargs=lambda w: {"uid": w.agreement.uid, "move": "terminate"},
        marker=lambda w: "MARKOWNAGREEMENT",
    ),
    Row(
        "partners:agreement_move", "POST", only(OFFICE), kwargs=lambda w: {"uid": w.agreement.uid, "move": "terminate"}
    ),
    Row("partners:agreement_undo", "POST", only(OFFICE, status=302), kwargs=own),
    Row("partners:agreement_renewal", "POST", only(OFFICE, status=302), kwargs=own),
    *_page("party_add", "draft"),
    Row("partners:party_remove", "POST", only(OFFICE, status=302), kwargs=lambda w: {"uid": w.party.uid}),
    *_page("condition_add", "draft"),
    Row("partners:condition_remove", "POST", only(OFFICE, status=302), kwargs=lambda w: {"uid": w.condition.uid}),
    *_page("document_store", "agreement"),
    Row(
        "partners:document_download",
        "GET",
        only(OFFICE, "partner", status=404),
        relation="own",
        kwargs=own,
        note="no paper is stored in this world; tests/partners/test_documents.py hands one out",
    ),
    Row(
        "partners:document_download",
        "GET",
        only(OFFICE, "partner", status=404),
        relation="foreign",
        kwargs=foreign,
        note="404 for a foreign representative with a paper as well, see tests/partners/test_documents.py",
    ),
]
