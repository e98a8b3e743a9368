"""The texts of consents with which an installation begins: drafts, to be confirmed by the legal office of the university."""

from datetime import date
from pathlib import Path

from django.db import transaction

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import LANGUAGES

from .models import ConsentText, Purpose, User
from .services import consents

FOLDER = Path(__file__).parent / "data" / "consents"
WRITTEN_IN = ("ja", "en", "ru")


def texts_of(purpose: Purpose) -> dict[str, str]:
    """Language → the shipped text; a language that has none begins with the English one, for the office to translate."""
    shipped = {code: (FOLDER / f"{purpose}.{code}.txt").read_text(encoding="utf-8") for code in WRITTEN_IN}
    return {code: shipped.get(code, shipped["en"]) for code in LANGUAGES}


@transaction.atomic
def load(*, by: User | None = None, valid_from: date | None = None) -> None:
    """The first version of each text that the office has not written yet, in force from today unless said; may run again."""
    known = set(ConsentText.objects.values_list("purpose", flat=True))
    for purpose in Purpose:
        if purpose not in known:
            consents.write_text(
                purpose, texts_of(purpose), valid_from=valid_from or clock.today(), by=by, now=clock.now()
            )
