"""A file of the records holds of each what the pages show to its reader, and nothing else."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils.html import strip_tags

from kanazawa_exchange.accounts.models import User
from mobility.models import Funding, Mobility
from partners.models import Agreement
from tests.factories import PersonFactory, World
from tests.list_files import csv_rows

pytestmark = pytest.mark.usefixtures("kazan_may_read")

KEEPERS, OTHERS = ("sato", "kimura"), ("mori", "petrova")
LANGUAGES = ("ja", "en", "ru")
NAMES = [
    ("kanji", "櫻井", "美咲", ""),
    ("kana", "サクライ", "ミサキ", ""),
    ("latin", "Sakurai", "Misaki", ""),
    ("cyrillic", "Сакураи", "Мисаки", ""),
]
VALUES = ("櫻井", "サクライ", "sakurai", "сакураи", "1712040402", "markagreement", "61.5", "7.5", "81,234")
"""One of every column that not everybody reads, in small letters, numbers as English writes them."""
KEPT = {"Student number", "Agreement", "Funding", "Credits expected", "Credits recognised", "Name in kana"}


@pytest.fixture
def stay(world: World) -> Mobility:
    """A stay with a value in every column, which each of the readers may see."""
    title = dict.fromkeys(("title_ja", "title_en", "title_ru"), "MARKAGREEMENT")
    agreement = Agreement.objects.create(type="exchange", scope="university", **title)
    stay: Mobility = world.sent(
        person=PersonFactory(names=NAMES, student_number="1712040402"),
        level="doctor",
        agreement=agreement,
        credits_expected=Decimal("61.5"),
        credits_recognised=Decimal("7.5"),
    )
    Funding.objects.create(mobility=stay, source="jasso", monthly_yen=81_234)
    return stay


def plain(text: str) -> str:
    """Small letters, and numbers as English writes them."""
    return " ".join(text.split()).casefold().replace("81 234", "81,234").replace("61,5", "61.5").replace("7,5", "7.5")


def pages_of(browser: Any, lang: str, stay: Mobility) -> str:
    """Everything that this reader can read of the record and of its person."""
    pages = [
        browser.get(f"/{lang}/{where}/") for where in (f"mobility-records/{stay.uid}", f"people/{stay.person.uid}")
    ]
    assert pages[0].status_code == 200
    return plain(" ".join(strip_tags(page.text) for page in pages if page.status_code == 200))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("reader", [*KEEPERS, *OTHERS])
def test_a_cell_is_filled_with_what_the_pages_show(
    stay: Mobility, request: Any, sign_in: Any, reader: str, lang: str
) -> None:
    browser = sign_in(request.getfixturevalue(reader))
    cells = csv_rows(browser, f"/{lang}/mobility-records/csv/")[0]
    shown, told = pages_of(browser, lang, stay), plain(" ".join(cells.values()))
    assert {value for value in VALUES if value in told} == {value for value in VALUES if value in shown}
    assert ("1712040402" in told) == (reader in KEEPERS)  # control: there is something to tell


@pytest.mark.parametrize("reader", [*KEEPERS, *OTHERS])
def test_the_columns_are_those_of_the_reader(stay: Mobility, request: Any, sign_in: Any, reader: str) -> None:
    cells = csv_rows(sign_in(request.getfixturevalue(reader)), "/en/mobility-records/csv/")[0]
    assert set(cells) & KEPT == (KEPT if reader in KEEPERS else set())
    assert (cells["Level"], cells["Dates are"]) == ("Doctoral level", "confirmed")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_institution_is_written_out(stay: Mobility, world: World, sato: User, sign_in: Any, lang: str) -> None:
    for place in (world.kanazawa, world.kazan):
        for code in LANGUAGES:
            setattr(place, f"short_name_{code}", "SHORT")
        place.save()
    row = csv_rows(sign_in(sato), f"/{lang}/mobility-records/csv/")[0].values()
    assert {getattr(world.kanazawa, f"name_{lang}"), getattr(world.kazan, f"name_{lang}")} <= set(row)
    assert "SHORT" not in row


def test_of_a_record_that_a_reader_does_not_keep_nothing_more_is_told(
    world: World, kimura: User, sign_in: Any, stay: Mobility
) -> None:
    """Who keeps one programme and speaks for a partner reads the records of other programmes as the partner does."""
    world.speaks_for(kimura, world.kazan)
    names = [("latin", "Mori", "Kenta", ""), ("cyrillic", "Мори", "Кэнта", "")]
    other = PersonFactory(names=names, student_number="1799")
    world.sent(person=other, run=world.basic_outbound, credits_expected=Decimal("9"))
    kept, read = sorted(
        csv_rows(sign_in(kimura), "/en/mobility-records/csv/"), key=lambda row: row["Student number"] == ""
    )
    assert (kept["Student number"], kept["Name in Cyrillic"]) == ("1712040402", "Сакураи Мисаки")
    assert (read["Name in Latin letters"], read["Name in Cyrillic"]) == ("Mori Kenta", "")
    assert (read["Student number"], read["Credits expected"]) == ("", "")


def test_a_file_of_people_has_each_spelling_in_its_own_column(stay: Mobility, sato: User, sign_in: Any) -> None:
    person = csv_rows(sign_in(sato), "/en/people/csv/", q="Sakurai")[0]
    spelt = [person[head] for head in ("Name in kanji", "Name in kana", "Name in Latin letters", "Name in Cyrillic")]
    assert spelt == ["櫻井 美咲", "サクライ ミサキ", "Sakurai Misaki", "Сакураи Мисаки"]
    assert (person["Student number"], person["Nationality"]) == ("1712040402", "Japan")
