"""What an installation tells of Russia and Japan on its first day: drafts, to be confirmed by the legal office of the university."""

from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import LANGUAGES

from .models import CountrySheet
from .services import country_sheets

FOLDER = Path(__file__).parent / "data" / "country_sheets"
WRITTEN_IN = ("ja", "en", "ru")
COUNTRIES = ("JP", "RU")
REVIEWED_ON = date(2026, 11, 30)


def words_of(country: str) -> dict[str, Any]:
    """The shipped texts and their sources."""
    words: dict[str, Any] = {
        f"{name}_{code}": _read(f"{country}.{name}.{code if code in WRITTEN_IN else 'en'}")
        for name in ("summary", "measures")
        for code in LANGUAGES
    }
    return {**words, "source": _read(f"{country}.source"), "is_draft": True}


def _read(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8").strip()


@transaction.atomic
def load(*, by: User | None = None) -> None:
    """The first version for each country of which the office has written nothing yet; may run again."""
    known = set(CountrySheet.objects.values_list("country", flat=True))
    for country in COUNTRIES:
        if country not in known:
            values = {**words_of(country), "reviewed_on": min(REVIEWED_ON, clock.today())}
            country_sheets.write(country, values, by=by, now=clock.now())
