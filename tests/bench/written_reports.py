"""Activity Reports for the bench of their search: invented texts in three languages, made of the sentences of the demo's.

Some sentences stand in many texts and most in few, as words do; each text names a place of its own and one that some others name.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from kanazawa_exchange.accounts.models import Person, PersonName
from kanazawa_exchange.demo import activity_reports as demo
from kanazawa_exchange.lib import copy
from mobility.models import ActivityReport, ActivityReportTranslation, ReportAuthor
from mobility.services.activity_reports.writing import search_text
from tests.factories import CityFactory

from .records import add_people, common_values, hasten, settle

LANGUAGES = ("ja", "ru", "en")
SENTENCES, CITIES, PLACES = 12, 8, 400_000
FIRST_DAY = datetime(2005, 4, 1, tzinfo=UTC)
INDEX = "activity_report_text_grams"
SYLLABLES = {
    "ja": ("浦", "沢", "原", "渡", "鹿", "霧", "峰", "砂", "橋", "灘"),
    "ru": ("ка", "ро", "ми", "лен", "тар", "вос", "ди", "бе", "са", "гор"),
    "en": ("ka", "ro", "mi", "len", "tar", "vos", "di", "be", "sa", "gor"),
}
NEAR = {"ja": "{}の近く。", "ru": "Рядом {}.", "en": "Near {}."}
EARLY = {"ja": "疫病の前の年。", "ru": "Год до карантина.", "en": "A year before the quarantine."}
"""A sentence of the oldest reports alone: what is searched stands at the end of the list."""
Row = Sequence[Any]


def fill(reports: int) -> None:
    """So many reports of which nineteen in twenty are public; half of them with a translation, a tenth of those a draft."""
    hasten()
    first = (Person.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    people, cities = max(1, reports // 2), [CityFactory(slug=f"bench-{number}").pk for number in range(CITIES)]
    add_people(people, first)
    name = ("id", *_COMMON, "person_id", "script", "family", "given", "patronymic")
    copy.insert_rows(PersonName._meta.db_table, name, _names(people, first))
    report = (
        "id",
        *_COMMON,
        "slug",
        "status",
        "language",
        "city_id",
        "country",
        "happened_on",
        *_MOMENTS,
        "remarks",
        "revision",
    )
    copy.insert_rows(ActivityReport._meta.db_table, report, _reports(reports, cities))
    author = ("id", *_COMMON, "report_id", "person_id", "order", "pen_name", "affiliation")
    copy.insert_rows(ReportAuthor._meta.db_table, author, _authors(reports, people, first))
    text = ("id", *_COMMON, "report_id", "language", "title", "text", "search_text", "state")
    with _index_set_aside():
        copy.insert_rows(ActivityReportTranslation._meta.db_table, text, _texts(reports))
    settle([Person, PersonName, ActivityReport, ReportAuthor, ActivityReportTranslation])


@contextmanager
def _index_set_aside() -> Iterator[None]:
    """What a text at a time would take ten minutes is made at once behind the last."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [INDEX])
        (definition,) = cursor.fetchone()
        cursor.execute(f"DROP INDEX {INDEX}")
        yield
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute(definition)
        cursor.execute(f"ALTER INDEX {INDEX} ALTER COLUMN 1 SET STATISTICS 0")


_COMMON = ("uid", "version", "created_at", "updated_at")
_MOMENTS = ("submitted_at", "first_published_at")


def language_of(number: int) -> str:
    return LANGUAGES[number % len(LANGUAGES)]


def place(language: str, number: int) -> str:
    """The name of an invented place, six syllables of the language."""
    return "".join(SYLLABLES[language][int(digit)] for digit in f"{number:06d}")


def _names(count: int, first: int) -> Iterator[Row]:
    for n in range(count):
        yield n + 1, *common_values(), first + n, "latin", f"FAMILY{n}", f"GIVEN{n}", ""


def _reports(count: int, cities: Sequence[int]) -> Iterator[Row]:
    for n in range(count):
        moment = FIRST_DAY + timedelta(hours=n)
        status = "published" if n % 20 else "returned"
        yield (
            n + 1, *common_values(), f"bench-{n}", status, language_of(n), cities[n % 7 % len(cities)], "JP",
            moment.date(), moment, moment, [], 1,
        )  # fmt: skip


def _authors(count: int, people: int, first: int) -> Iterator[Row]:
    for n in range(count):
        yield n + 1, *common_values(), n + 1, first + n % people, 1, f"Author {n}", "Kanazawa University"


def _texts(count: int) -> Iterator[Row]:
    draw, sentences, key = random.Random(20190331), _sentences(), 0
    for n in range(count):
        languages = [language_of(n), *([language_of(n + 1)] if n % 2 else [])]
        for language in languages:
            key += 1
            state = "draft" if language != languages[0] and n % 10 == 1 else "shown"
            title, text = _written(draw, n, sentences[language], language, early=n < count // 20)
            yield key, *common_values(), n + 1, language, title, text, search_text(title, text), state


def _written(
    draw: random.Random, number: int, sentences: Sequence[str], language: str, *, early: bool
) -> tuple[str, str]:
    """Title and text of a report of this number, whose place no other report is about."""
    drawn = [sentences[int(len(sentences) * draw.random() ** 3)] for _sentence in range(SENTENCES)]
    numbers = (number, PLACES + int(PLACES * draw.random() ** 2))
    places = [NEAR[language].format(place(language, of_place)) for of_place in numbers]
    parts = [*drawn[1:], *places, *([EARLY[language]] if early else [])]
    return drawn[0][:200], "\n\n".join("".join(parts[at : at + 4]) for at in range(0, len(parts), 4))


def _sentences() -> Mapping[str, Sequence[str]]:
    """Language → what the demo's reports say in it, sentence by sentence, in an order that chance has chosen once."""
    found: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for one in demo.texts():
        for language, text in {
            one.language: one.text,
            **{key: pair[1] for key, pair in one.translations.items()},
        }.items():
            blank = "" if language == "ja" else " "
            found[language] += [piece.strip() + blank for piece in re.findall(r"[^.!?。！？\n]+[.!?。！？]+", text)]
    for sentences in found.values():
        random.Random(1).shuffle(sentences)
    return found
