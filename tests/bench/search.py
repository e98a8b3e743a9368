"""The time of a page of people who are searched, beside plain SQL of the same question with our indexes and by a full scan."""

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connection
from django.utils import translation

from kanazawa_exchange.accounts.models import Person, PersonName, PersonWord, Role, User
from kanazawa_exchange.lib import copy
from kanazawa_exchange.lib.name_words import NUMBER, WHOLE, exact_key
from kanazawa_exchange.lib.near import near_keys
from mobility.queries import persons
from tests.factories import RoleGrantFactory

from .measuring import Out, client_of, in_turns, respond
from .records import COMMON, common_values, hasten, settle

ROUNDS, REPEATS = 3, 5
BAR = 1.2
FAMILIES = (
    "Иванова",
    "Королёва",
    "Прокофьева",
    "Щукина",
    "Хәйруллина",
    "Волкова",
    "Воробьёва",
    "Зайцева",
    "Орлова",
    "Юсупова",
)
GIVEN = ("Анна", "Алёна", "Гүзәл", "Юлия", "Мария", "Елена", "Ольга", "Ксения", "Дарья", "Вера")
SYLLABLES = ("ка", "ро", "ми", "лен", "тар", "вос", "ди", "бе", "са", "гор")
_IN_PASSPORTS = "a b v g d e e zh z i i k l m n o p r s t u f h ts ch sh sch _ y _ e yu ya u a"
LATIN = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюяүә", _IN_PASSPORTS.split(), strict=True))
QUESTIONS = {
    "one family of many": "Иванова",
    "two words of two scripts": "Anna ИВАНОВА",
    "a family and the beginning of a name": "королева ал",
    "a rare family": "прокофьевакаро",
    "a number": "00012345",
    "the beginning of many": "во",
}
COLUMNS = "p.id, p.uid, p.student_number, p.birth_date, p.sort_en"
NAMES = "SELECT person_id, script, family, given, patronymic FROM accounts_personname WHERE person_id IN ({})"
FORMER = "SELECT person_id, script, family, given, patronymic FROM accounts_formername WHERE person_id IN ({})"


@dataclass(frozen=True)
class Spelt:
    """A part of a name in both scripts, with its keys."""

    cyrillic: str
    latin: str

    @classmethod
    def of(cls, text: str) -> "Spelt":
        return cls(text, "".join(LATIN[char] for char in text.lower()).replace("_", "").upper())


def run(people: int, out: Out) -> bool:
    """Fill an empty, migrated database with so many people, measure, print; True when the bar is kept."""
    began = time.monotonic()
    office = fill(people)
    out.write(
        f"{connection.vendor}: {people:,} people, {PersonWord.objects.count():,} words in {time.monotonic() - began:.0f} s\n"
    )
    with translation.override("en"):
        agree()
        kept = compare(out)
    client = client_of(office)
    (whole,) = in_turns([partial(respond, client, "/en/people/?q=Иванова", b"<tbody")], ROUNDS, REPEATS)
    out.write(f"{'whole response, one family':38}{statistics.median(whole):>10.1f} ms\n")
    return kept


def compare(out: Out) -> bool:
    """Every question by the page and by SQL, turn by turn; the bar holds for all of them together."""
    out.write(f"{'question':38}{'page ms':>10}{'SQL ms':>10}{'ratio':>8}{'scan ms':>10}\n")
    ours, theirs = 0.0, 0.0
    for label, text in QUESTIONS.items():
        page, sql = in_turns([partial(by_page, text), partial(by_sql, text)], ROUNDS, REPEATS)
        began = time.perf_counter()
        by_sql(text, indexed=False)
        scan = (time.perf_counter() - began) * 1000
        mine, plain = statistics.median(page), statistics.median(sql)
        ours, theirs = ours + mine, theirs + plain
        out.write(f"{label:38}{mine:>10.1f}{plain:>10.1f}{mine / plain:>8.2f}{scan:>10.0f}\n")
    kept = ours <= BAR * theirs
    out.write(
        f"{'all together':38}{ours:>10.1f}{theirs:>10.1f}{ours / theirs:>8.2f}, at most {BAR:g}: {'kept' if kept else 'NOT KEPT'}\n"
    )
    return kept


def by_page(text: str) -> list[Any]:
    return [row.uid for row in persons.page(Person.objects.all(), text=text).rows]


def by_sql(text: str, *, indexed: bool = True) -> list[Any]:
    """What somebody writes who knows the tables and the indexes by heart."""
    column = "exact" if indexed else "exact || ''"
    words = [exact_key(word) for word in text.split()]
    condition = " AND ".join(
        f"p.id IN (SELECT person_id FROM accounts_personword WHERE {_begins(column)})" for _ in words
    )
    values = [value for word in words for value in _bounds(word)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM accounts_person p WHERE {condition} ORDER BY p.sort_en, p.id LIMIT 51", values
        )
        rows = cursor.fetchall()[:50]
        ids = [row[0] for row in rows]
        for statement in (NAMES, FORMER):
            cursor.execute(statement.format(", ".join(["%s"] * len(ids)) or "NULL"), ids)
            cursor.fetchall()
    return [row[1] for row in rows]


def _begins(column: str) -> str:
    return f"{column} LIKE %s" if connection.vendor == "postgresql" else f"{column} >= %s AND {column} < %s"


def _bounds(word: str) -> tuple[str, ...]:
    return (f"{word}%",) if connection.vendor == "postgresql" else (word, f"{word}\U0010ffff")


def agree() -> None:
    """Both answers are the same people, or the comparison is worth nothing."""
    for text in QUESTIONS.values():
        ours, theirs = by_page(text), [str(uid).replace("-", "") for uid in by_sql(text)]
        if [uid.hex for uid in ours] != theirs or not ours:
            raise RuntimeError(f"the page and the plain SQL disagree about {text!r}: {len(ours)} and {len(theirs)}")


# --- People ----------------------------------------------------------------------------------------------------------


def fill(people: int) -> User:
    """So many people with a name in two scripts and a number each; an account of the office among them."""
    hasten()
    first = (Person.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    person = ("id", *COMMON, "student_number", "nationality", "birth_date", "sort_ja", "sort_ru", "sort_en")
    copy.insert_rows(Person._meta.db_table, person, _people(people, first))
    name = ("id", *COMMON, "person_id", "script", "family", "given", "patronymic")
    copy.insert_rows(PersonName._meta.db_table, name, _names(people, first))
    word = ("person_id", "exact", "near", "kind", "printed_ja", "printed_ru", "printed_en")
    copy.insert_rows(PersonWord._meta.db_table, word, _words(people, first))
    settle([Person, PersonName, PersonWord])
    office: User = User.objects.create_user(email="bench-office@example.org", person_id=first)
    RoleGrantFactory(person=office.person, role=Role.COORDINATOR)
    return office


def spelt(number: int) -> tuple[Spelt, Spelt]:
    """Family and given name number so-and-so: a tenth bear a plain family name, the others one of its longer forms."""
    family, rest = FAMILIES[number % 10], number // 10
    ending = "".join(SYLLABLES[int(digit)] for digit in f"{rest % 1000:03d}") if rest % 10 else ""
    return Spelt.of(family + ending), Spelt.of(GIVEN[rest % 7 + number % 3])


def _people(count: int, first: int) -> Iterator[Sequence[Any]]:
    for n in range(count):
        yield first + n, *common_values(), f"{n:08d}", "RU", None, *[f"0{(n * 7919) % count:08d}"] * 3


def _names(count: int, first: int) -> Iterator[Sequence[Any]]:
    for n in range(count):
        family, given = spelt(n)
        yield 2 * n + 1, *common_values(), first + n, "cyrillic", family.cyrillic, given.cyrillic, ""
        yield 2 * n + 2, *common_values(), first + n, "latin", family.latin, given.latin, ""


def _words(count: int, first: int) -> Iterator[Sequence[Any]]:
    keys: dict[str, tuple[str, str]] = {}

    def key(text: str) -> tuple[str, str]:
        if text not in keys:
            exact = exact_key(text)
            keys[text] = exact, near_keys(exact)[0]
        return keys[text]

    for n in range(count):
        family, given = spelt(n)
        for one, other, screens in (
            (family.cyrillic, given.cyrillic, (False, True, False)),
            (family.latin, given.latin, (True, False, True)),
        ):
            (f, near_f), (g, near_g) = key(one), key(other)
            yield first + n, f + g, near_f + near_g, WHOLE, *screens
            yield first + n, g + f, near_g + near_f, WHOLE, *screens
        yield first + n, f"{n:08d}", "", NUMBER, False, False, False
