"""Consents of the demo: given, withdrawn and missing ones, hand-overs on the given ones, a way of intake and a legal basis."""

from datetime import datetime

from django.db import transaction

from kanazawa_exchange.accounts.models import Method, Person, Purpose, User
from kanazawa_exchange.accounts.queries.consents import text_in_force
from kanazawa_exchange.accounts.services import consents
from kanazawa_exchange.accounts.services.consents import Shown, Way
from kanazawa_exchange.lib import clock
from mobility.queries.consents import PUBLICATION
from partners.models import HandoverKind, Institution, Intake, TransferBasisKind
from partners.queries import country_sheets
from partners.queries.handovers import scope_of
from partners.services import country_sheets as country_sheet_service
from partners.services import intake_modes
from partners.services.handovers import Parcel, hand_over

UNASKED = 3
FIELDS = ("name", "birth_date", "nationality", "student_number", "program", "period")


def enter(users: dict[str, User]) -> None:
    """Aiko has agreed to nearly everything and taken one thing back; Ivan withdrew his transfer; others signed on paper."""
    office, kazan = users["sato"], Institution.objects.get(slug="kazan-federal-university")
    _reviewed_today(office)
    aiko, ivan = users["aiko"], users["ivan"]
    for purpose in (Purpose.PROCESSING, *PUBLICATION, Purpose.ALUMNI_CONTACT):
        agree(aiko, purpose)
    agree(aiko, Purpose.TRANSFER, kazan)
    agree(ivan, Purpose.PROCESSING)
    agree(ivan, Purpose.TRANSFER, kazan)
    with transaction.atomic():
        for user in (aiko, ivan):
            parcel = Parcel(HandoverKind.EXPORT, FIELDS, ref="demo")
            hand_over([_person(user)], kazan, parcel, by=office, now=clock.now())
    consents.withdraw(_person(aiko), Purpose.ALUMNI_CONTACT, by=aiko, now=clock.now())
    consents.withdraw(_person(ivan), Purpose.TRANSFER, scope=scope_of(kazan), by=ivan, now=clock.now())
    _on_paper(kazan, office)
    _decided(kazan, office)


def _on_paper(kazan: Institution, office: User) -> None:
    """Those who went to Kazan have signed on paper, but for the last few: of these its office is shown nothing."""
    now = clock.now()
    text, sheet = text_in_force(Purpose.TRANSFER, clock.tokyo_date(now)), country_sheets.newest(kazan.city.country)
    went = Person.objects.filter(mobilities__receiving=kazan).distinct().order_by("pk")
    asked = went.exclude(consents__purpose=Purpose.TRANSFER)
    if text is None or sheet is None:
        raise LookupError("the reference data hold no text or no country sheet")
    for person in list(asked)[:-UNASKED]:
        shown, way = Shown(text, "ja", sheet.key), Way(Method.PAPER)
        consents.give(person, Purpose.TRANSFER, shown, scope=scope_of(kazan), way=way, by=office, now=now)


def agree(
    user: User, purpose: Purpose, to: Institution | None = None, *, scope: str = "", now: datetime | None = None
) -> None:
    """Agree to the text in force on one's own page; `to`: whom data may be handed to; `scope`: what else it is for, such as a photo."""
    now = now or clock.now()
    text = text_in_force(purpose, clock.tokyo_date(now))
    sheet = country_sheets.newest(to.city.country) if to else None
    if text is None:
        raise LookupError(f"the reference data hold no text for {purpose}")
    shown = Shown(text, user.language, sheet.key if sheet else "")
    consents.give(_person(user), purpose, shown, scope=scope_of(to) if to else scope, by=user, now=now)


def _reviewed_today(office: User) -> None:
    """However old the reference data are, the demo's office has reviewed what it hands data over on."""
    sheet = country_sheets.newest("RU")
    if sheet is not None and not sheet.is_current(clock.today()):
        country_sheet_service.review(sheet, by=office, now=clock.now())


def _decided(kazan: Institution, office: User) -> None:
    today = clock.today()
    mode = {
        "nationality": "RU",
        "mode": Intake.PARTNER_FIRST,
        "basis": "架空の記録です。152-FZ 第18条第5項に基づき、ロシア国民の情報は先にカザン連邦大学が記録する。",
        "decided_on": today,
    }
    intake_modes.create(kazan, mode, by=office)
    far = Institution.objects.get(slug="far-eastern-federal-university")
    basis = {
        "kind": TransferBasisKind.EQUIVALENT_RECIPIENT,
        "basis": "架空の記録です。提供先の保護体制を毎年確認する覚書。",
        "starts_on": today,
        "ends_on": None,
    }
    intake_modes.create_basis(far, basis, by=office)


def _person(user: User) -> Person:
    if user.person is None:
        raise LookupError(f"{user.email} is nobody")
    return user.person
