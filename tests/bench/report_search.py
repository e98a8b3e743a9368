"""The time of a page of Activity Reports that are searched, beside plain SQL that answers the same with our index, and a full scan.

The page is all that stands between the address and the template: how many there are, the reports in the order of the list, who
wrote them, their texts, and what stands around the hits. The SQL reads the same rows and prints nothing.
"""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import Q
from django.test import Client
from django.utils import translation

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.grams import grams_of
from kanazawa_exchange.lib.hits import marked, words_of
from mobility.models import ActivityReportTranslation
from mobility.queries.activity_reports import feed
from mobility.queries.activity_reports.search import MOST_COUNTED, find

from .measuring import Out, in_turns, query_count, respond
from .written_reports import fill, place

ROUNDS, REPEATS = 3, 5
BAR = 1.2
CITY = "bench-3"


@dataclass(frozen=True)
class Question:
    """What is typed, in which language the page is read, and whether one city alone is asked for."""

    typed: str
    language: str
    city: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        return words_of(self.typed)

    @property
    def address(self) -> str:
        return f"/{self.language}/activity-reports/?q={self.typed}" + (f"&city={self.city}" if self.city else "")


QUESTIONS = {
    "ja, a word of many": Question("大学", "ja"),
    "ja, one kanji": Question("雪", "ja"),
    "ja, katakana of half width": Question("ｶｻﾞﾝ", "ja"),
    "ja, a rare place": Question(place("ja", 3), "ja"),
    "ja, the oldest reports": Question("疫病", "ja"),
    "ja, nowhere": Question("蟷螂", "ja"),
    "ru, a word of many": Question("город", "ru"),
    "ru, two words": Question("Город снег", "ru"),
    "ru, a stem of one city": Question("байкал", "ru", CITY),
    "ru, a rare place": Question(place("ru", 4), "ru"),
    "ru, the oldest reports": Question("карантина", "ru"),
    "ru, nowhere": Question("щёголеватый", "ru"),
    "en, a word of many": Question("university", "en"),
    "en, two letters": Question("we", "en"),
    "en, a rare place": Question(place("en", 5), "en"),
    "en, nowhere": Question("xylophone", "en"),
}
ABSENT = {name for name in QUESTIONS if name.endswith("nowhere")}


def run(reports: int, out: Out) -> bool:
    """Fill an empty, migrated database with so many reports, measure, print; True when the bar is kept."""
    began = time.monotonic()
    fill(reports)
    texts = ActivityReportTranslation.objects.count()
    out.write(f"{connection.vendor}: {reports:,} reports, {texts:,} texts in {time.monotonic() - began:.0f} s\n")
    now = clock.now()
    agree(now)
    kept = compare(now, out)
    client = Client(SERVER_NAME="127.0.0.1")
    one = QUESTIONS["ru, a word of many"]
    (whole,) = in_turns([partial(respond, client, one.address, b"<mark>")], ROUNDS, REPEATS)
    out.write(f"{'whole response, a word of many':32}{statistics.median(whole):>10.1f} ms\n")
    return kept


def compare(now: datetime, out: Out) -> bool:
    """Every question by the page and by SQL, turn by turn; the bar holds for all of them together."""
    out.write(f"{'question':32}{'found':>8}{'queries':>9}{'page ms':>10}{'SQL ms':>10}{'ratio':>8}{'scan ms':>10}\n")
    ours, theirs = 0.0, 0.0
    for label, question in QUESTIONS.items():
        contestants = [partial(by_page, question, now), partial(by_sql, question, now)]
        page, sql = in_turns(contestants, ROUNDS, REPEATS)
        began = time.perf_counter()
        by_sql(question, now, indexed=False)
        scan = (time.perf_counter() - began) * 1000
        mine, plain = statistics.median(page), statistics.median(sql)
        ours, theirs = ours + mine, theirs + plain
        number = by_page(question, now)[0]
        found = f"{number:,}" + ("+" if number > MOST_COUNTED else "")
        queries = query_count(contestants[0])
        out.write(f"{label:32}{found:>8}{queries:>9}{mine:>10.1f}{plain:>10.1f}{mine / plain:>8.2f}{scan:>10.0f}\n")
    kept = ours <= BAR * theirs
    out.write(
        f"{'all together':49}{ours:>10.1f}{theirs:>10.1f}{ours / theirs:>8.2f}, at most {BAR:g}: {'kept' if kept else 'NOT KEPT'}\n"
    )
    return kept


def agree(now: datetime) -> None:
    """Both answers are the same reports, or the comparison is worth nothing."""
    for label, question in QUESTIONS.items():
        ours, theirs = by_page(question, now), by_sql(question, now)
        if ours != theirs or bool(ours[1]) == (label in ABSENT):
            raise RuntimeError(f"the page and the plain SQL disagree about {question.typed!r}: {ours} and {theirs}")


def by_page(question: Question, now: datetime) -> tuple[int, list[str]]:
    """How many there are, of very many one more than are counted, and the addresses of the page."""
    with translation.override(question.language):
        condition = Q(city__slug=question.city) if question.city else Q()
        found = find(condition, question.words, now)
        page = feed.page(found, now)
        for card in page.rows:
            for text in (card.title, card.beginning, card.elsewhere):
                if text is not None:
                    marked(str(text), question.words)
    return found.number + found.are_more, [card.slug for card in page.rows]


# --- By SQL ----------------------------------------------------------------------------------------------------------

PUBLIC = """r.status = 'published' AND r.first_published_at <= %s AND NOT EXISTS (
    SELECT 1 FROM mobility_reportauthor a
    JOIN accounts_consentrecord c ON c.person_id = a.person_id AND c.purpose = 'publication_of_text' AND c.scope = ''
    JOIN accounts_consentwithdrawal w ON w.consent_id = c.id
    WHERE a.report_id = r.id AND w.withdrawn_at >= COALESCE(r.submitted_at, r.first_published_at))"""
TEXT = (
    "SELECT t.report_id FROM mobility_activityreporttranslation t JOIN mobility_activityreport o ON o.id = t.report_id"
)
OF_PAGE = (
    "SELECT report_id, language, title, text FROM mobility_activityreporttranslation t WHERE report_id IN ({})",
    "SELECT a.*, p.* FROM mobility_reportauthor a LEFT JOIN accounts_person p ON p.id = a.person_id WHERE report_id IN ({})",
    "SELECT c.* FROM accounts_consentrecord c JOIN mobility_reportauthor a ON a.person_id = c.person_id WHERE a.report_id IN ({})",
)


def by_sql(question: Question, now: datetime, *, indexed: bool = True) -> tuple[int, list[str]]:
    """What somebody writes who knows the tables and the index by heart: counted as far as is said, and the newest 24."""
    condition, values = _holding(question.words, indexed=indexed)
    where, asked = f"{PUBLIC} AND r.id IN ({condition})", [now, *values]
    if question.city:
        where, asked = (
            f"{where} AND r.city_id = (SELECT id FROM partners_city WHERE slug = %s)",
            [*asked, question.city],
        )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM mobility_activityreport r WHERE {where} LIMIT %s) f",
            [*asked, MOST_COUNTED + 1],
        )
        (number,) = cursor.fetchone()
        if number > MOST_COUNTED:
            where = where.replace(condition, _holding(question.words, indexed=False)[0])
            asked = [now, *question.words, *asked[1 + len(values) :]]
        cursor.execute(
            "SELECT r.id, r.slug, r.language, r.happened_on, r.first_published_at, y.*, g.* FROM mobility_activityreport r"
            " LEFT JOIN partners_city y ON y.id = r.city_id LEFT JOIN programs_program g ON g.id = r.program_id"
            f" WHERE {where} ORDER BY r.first_published_at DESC, r.id DESC LIMIT 25",
            asked,
        )
        rows = cursor.fetchall()[:24]
        ids = [row[0] for row in rows]
        for statement in OF_PAGE:
            cursor.execute(statement.format(", ".join(["%s"] * len(ids)) or "NULL"), ids)
            cursor.fetchall()
    return number, [row[1] for row in rows]


def _holding(words: Sequence[str], *, indexed: bool) -> tuple[str, list[Any]]:
    is_postgres = connection.vendor == "postgresql"
    held = "strpos(t.search_text, %s) > 0" if is_postgres else "instr(t.search_text, %s) > 0"
    parts, values = [], list[Any]()
    for word in words:
        if indexed and is_postgres:
            parts.append("text_grams(t.search_text) @> %s::bigint[]")
            values.append(grams_of(word))
        parts.append(held)
        values.append(word)
    return f"{TEXT} WHERE (t.state = 'shown' OR t.language = o.language) AND {' AND '.join(parts)}", values
