"""What the pages of an import say of tables of institutions and of agreements: what cells take, who is meant, where a record is."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.import_screens import Code, Screen
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.viewer import Viewer

from ..days import known_day
from ..models import Agreement, AgreementParty, AgreementType, City, Institution, InstitutionKind
from ..sheets import agreements as of_agreements
from ..sheets import institutions as of_institutions

NAMED = ("name", *columns("name"))
TITLED = ("title", *columns("title"))


# --- Institutions --------------------------------------------------------------------------------------------------------


def _institutions(codes: Collection[Code], _user: Viewer) -> dict[Code, str]:
    """Institutions and cities by their address parts."""
    slugs = {code for _column, code in codes}
    places = {one.slug: _with_city(one) for one in Institution.objects.select_related("city").filter(slug__in=slugs)}
    cities = {one.slug: str(localized(one, "name")) for one in City.objects.filter(slug__in=slugs)}
    known = {**places, of_institutions.SOMETHING_NEW: _("Another institution, which is new")}
    found = {(column, code): (cities if column == "city" else known).get(code, "") for column, code in codes}
    return {code: words for code, words in found.items() if words}


def _with_city(institution: Institution) -> str:
    return formats.series(str(localized(institution, "name")), str(localized(institution.city, "name")))


def _cities(_user: Viewer) -> Mapping[str, Sequence[str]]:
    return {"city": [str(localized(one, "name")) for one in City.objects.order_by("pk")]}


def _institution_pages(records: Collection[int], _user: Viewer) -> dict[int, str]:
    found = Institution.objects.filter(pk__in=records).values_list("pk", "uid")
    return {pk: reverse("partners:institution_detail", args=[uid]) for pk, uid in found}


INSTITUTIONS = Screen(
    first=NAMED,
    for_all=("kind", "country", "city"),
    needed=((*NAMED, "slug"),),
    choices={"kind": lambda: InstitutionKind.choices},
    offered=_cities,
    shown={"country": formats.country},
    called=_institutions,
    pages=_institution_pages,
)


# --- Agreements ----------------------------------------------------------------------------------------------------------


def _agreements(codes: Collection[Code], user: Viewer) -> dict[Code, str]:
    """Agreements by their public ids, with their parties and the day of signature; institutions by their address parts."""
    known = {of_agreements.SOMETHING_NEW: _("Another agreement, which is new")}
    uids = {code for column, code in codes if column == of_agreements.ANSWER and len(code) == 36}
    parties = Prefetch("parties", queryset=AgreementParty.objects.select_related("institution").order_by("pk"))
    for one in Agreement.objects.visible_to(user).filter(uid__in=uids).prefetch_related(parties):
        names = [str(localized(party.institution, "name")) for party in one.parties.all()]
        signed = known_day(one.signed_on, one.signed_precision, in_table=True)
        known[str(one.uid)] = " · ".join(filter(None, (str(localized(one, "title")), formats.series(*names), signed)))
    slugs = {code for column, code in codes if column != of_agreements.ANSWER}
    known |= {one.slug: str(localized(one, "name")) for one in Institution.objects.filter(slug__in=slugs)}
    return {(column, code): known[code] for column, code in codes if code in known}


def _partners(_user: Viewer) -> Mapping[str, Sequence[str]]:
    names = [str(localized(one, "name")) for one in Institution.objects.order_by("pk")]
    return dict.fromkeys(("ours", "partner"), names)


def _agreement_pages(records: Collection[int], user: Viewer) -> dict[int, str]:
    found = Agreement.objects.visible_to(user).filter(pk__in=records).values_list("pk", "uid")
    return {pk: reverse("partners:agreement_detail", args=[uid]) for pk, uid in found}


def _day(value: Any) -> str:
    """What the cell says, or what the record had and would have."""
    if isinstance(value, str):
        return value
    day, precision = value
    return known_day(day if isinstance(day, date) else date.fromisoformat(day), precision, in_table=True)


def _type(value: str) -> str:
    """The type, and the scope where the same cell tells it."""
    kind, _at, scope = str(value).partition("@")
    labels = {**dict(AgreementType.choices), **dict(Agreement.Scope.choices)}
    return formats.series(*(str(labels[one]) for one in (kind, scope) if one in labels))


AGREEMENTS = Screen(
    first=TITLED,
    for_all=("type", "scope", "ours", "date_basis"),
    needed=(("partner", "parties", *TITLED),),
    choices={"type": lambda: AgreementType.choices, "scope": lambda: Agreement.Scope.choices},
    offered=_partners,
    shown={
        "type": _type,
        "signed_on": _day,
        **dict.fromkeys(of_agreements.PARTIES, lambda names: formats.series(*names)),
    },
    called=_agreements,
    pages=_agreement_pages,
)
