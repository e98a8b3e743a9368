"""Consents as tests need them: texts in three languages, and people who have answered."""

from datetime import UTC, date, datetime

from kanazawa_exchange.accounts.models import ConsentRecord, ConsentText, Person, Purpose, User
from kanazawa_exchange.accounts.queries.consents import text_in_force
from kanazawa_exchange.accounts.services import consents
from kanazawa_exchange.accounts.services.consents import Shown
from kanazawa_exchange.lib import clock
from partners.models import CountrySheet, Institution, TransferBasis
from partners.queries.handovers import scope_of
from partners.services import country_sheets

NOW = datetime(2018, 6, 1, 3, 0, tzinfo=UTC)
TODAY = date(2018, 6, 1)


def text(purpose: Purpose = Purpose.TRANSFER, words: str = "I agree", *, after: int = 0) -> ConsentText:
    """A version in three languages, valid since the beginning of the year."""
    texts = {code: f"{words} ({code})" for code in ("ja", "en", "ru")}
    return consents.write_text(purpose, texts, valid_from=date(2018, 1, 1), after=after, by=None, now=NOW)


def sheet(country: str = "RU", *, reviewed_on: date = TODAY, after: int = 0, now: datetime = NOW) -> CountrySheet:
    words = {
        f"{name}_{code}": f"{name} of {country}" for name in ("summary", "measures") for code in ("ja", "en", "ru")
    }
    values = {**words, "source": "a law", "reviewed_on": reviewed_on, "is_draft": True}
    return country_sheets.write(country, values, after=after, by=None, now=now)


def may_go(partner: Institution) -> None:
    """Data may go to this partner today: a recorded basis, and a current country sheet."""
    TransferBasis.objects.create(institution=partner, kind="law", basis="A treaty", starts_on=date(2010, 4, 1))
    if not CountrySheet.objects.filter(country=partner.city.country).exists():
        sheet(partner.city.country, reviewed_on=clock.today(), now=clock.now())


def agrees(
    user: User, to: Institution, shown: ConsentText, *, now: datetime = NOW, language: str = "en"
) -> ConsentRecord:
    """This person agrees to have data handed to an institution."""
    return consents.give(
        person_of(user), Purpose.TRANSFER, Shown(shown, language), scope=scope_of(to), by=user, now=now
    )


def agrees_to_processing(user: User, *, now: datetime = NOW) -> ConsentRecord:
    """This person agrees to what everybody is asked who applies; the text is written where there is none."""
    shown = text_in_force(Purpose.PROCESSING, clock.tokyo_date(now)) or text(Purpose.PROCESSING)
    return consents.give(person_of(user), Purpose.PROCESSING, Shown(shown, "ja"), by=user, now=now)


def withdraws(user: User, to: Institution, *, now: datetime = NOW) -> None:
    consents.withdraw(person_of(user), Purpose.TRANSFER, scope=scope_of(to), by=user, now=now)


def person_of(user: User) -> Person:
    assert user.person is not None
    return user.person
