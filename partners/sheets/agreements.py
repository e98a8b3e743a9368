"""The columns of a table of agreements. Asks no database."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.cells import Said, Unread, Value, dates, texts, words
from kanazawa_exchange.lib.cells.heading_words import HEADINGS
from kanazawa_exchange.lib.import_columns import chosen, in_languages, plain
from kanazawa_exchange.lib.imports import Column
from kanazawa_exchange.lib.languages import LANGUAGES

from ..days import DatePrecision
from ..models import Agreement, AgreementType

SOMETHING_NEW = "new"
"""The answer to which agreement it is: none that is known."""
ANSWER, TITLE, BASIS, LIMITS = "agreement", "title", "date_basis", "field_limits"
PARTIES = ("ours", "partner", "parties")
"""The columns that name institutions."""
DAYS = ("effective_on", "expires_on")
_BETWEEN = re.compile(r"\s*[;；\r\n]+\s*")

TYPES: dict[str, tuple[str, ...]] = {
    AgreementType.MEMORANDUM: (
        "覚書",
        "MOU",
        "基本協定",
        "包括協定",
        "memorandum",
        "меморандум",
        "рамочное соглашение",
    ),
    AgreementType.EXCHANGE: (
        "学生交流",
        "学生交流協定",
        "学生交流覚書",
        "student exchange",
        "exchange",
        "обмен студентами",
    ),
    AgreementType.DOUBLE_DEGREE: ("ダブルディグリー", "DDP", "double degree programme", "двойной диплом"),
    AgreementType.CONSORTIUM: ("コンソーシアム", "консорциум"),
    AgreementType.JOINT_LABORATORY: ("共同研究室", "共同実験室", "joint lab", "совместная лаборатория"),
}
SCOPES: dict[str, tuple[str, ...]] = {
    Agreement.Scope.UNIVERSITY: ("大学間", "全学", "university", "межвузовское"),
    Agreement.Scope.FACULTY: ("部局間", "学部間", "faculty", "факультетское"),
}


_SCOPED = re.compile(
    r"(?P<university>大学間|全学|межвузовск\w+|university-wide|inter-?university)|(?P<faculty>部局間|学部間|研究科間|факультетск\w+|faculty-level|inter-?faculty)",
    re.IGNORECASE,
)
OPEN = "open"
"""What 大学間交流協定 says of the type: an agreement on exchange, of which kind it leaves open."""
_OPEN = frozenset(
    map(words.word_key, ("協定", "交流協定", "学術交流協定", "協定書", "agreement", "exchange agreement", "соглашение"))
)


def _type(value: Value, said: Mapping[str, Any]) -> Said[Any] | Unread:
    """The type; where the cell tells the scope as well, as 部局間学生交流協定 does, both, as type@scope."""
    read = _chosen_type(value, said)
    if not isinstance(read, Unread) or read.code != "choice.unknown" or not isinstance(value, str):
        return read
    scopes = {name for match in _SCOPED.finditer(value) for name, found in match.groupdict().items() if found}
    rest = _SCOPED.sub("", value).strip()
    if len(scopes) != 1:
        return read
    kind = Said(OPEN) if words.word_key(rest) in _OPEN else _chosen_type(rest, said)
    return kind if isinstance(kind, Unread) else Said(f"{kind.value}@{scopes.pop()}", "synonym")


_chosen_type = chosen(AgreementType.choices, TYPES)


def _names(value: Value) -> Said[Any] | Unread:
    """Names of institutions behind semicolons or on lines."""
    read = texts.text(value, max_length=2000)
    if isinstance(read, Unread):
        return read
    return Said(tuple(dict.fromkeys(filter(None, _BETWEEN.split(read.value.strip())))), read.note)


# --- A day of which only the month or the year is known ------------------------------------------------------------------

_YEAR = re.compile(r"[0-9]{4}(?: ?年| ?г\.?| ?год)?|(?:明治|大正|昭和|平成|令和) ?(?:元|[0-9]{1,2}) ?年")
_MONTH = re.compile(r".+年 ?[0-9]{1,2} ?月|[0-9]{4}[-/.][0-9]{1,2}|[0-9]{1,2}[./][0-9]{4}")


def _signed(value: Value) -> Said[Any] | Unread:
    """The day and how exactly it is known: 16.07.2019, 2019年7月, 07.2019, May 2019, 2019."""
    year = f"{value:.0f}" if isinstance(value, int | float) and 1800 <= value <= 2200 else ""
    text = year or (unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else "")
    for precision, whole in ((DatePrecision.YEAR, _of_year(text)), (DatePrecision.MONTH, _of_month(text))):
        if whole is not None:
            read = dates.date(whole)
            return Said((read.value, precision.value), f"{precision.value}_only") if isinstance(read, Said) else read
    read = dates.date(value)
    if isinstance(read, Unread) or read.value is None:
        return read
    return Said((read.value, DatePrecision.DAY.value), read.note)


def _of_year(text: str) -> str | None:
    """The first day of the year, as the reader of days takes it."""
    return f"{text.rstrip(' 年год.')}年1月1日" if _YEAR.fullmatch(text) else None


def _of_month(text: str) -> str | None:
    if _MONTH.fullmatch(text):
        if text.endswith("月"):
            return f"{text}1日"
        parts = re.split(r"[-/.]", text)
        year, month = parts if len(parts[0]) == 4 else reversed(parts)
        return f"{year}-{month}-1"
    year_in = re.search(r"(?<![0-9])(?:18|19|20|21)[0-9]{2}(?![0-9])", text)
    if year_in is None:
        return None
    key = words.word_key(text)
    for month in range(1, 13):
        first = date(int(year_in[0]), month, 1)
        if any(words.word_key(formats.month(first, language)) == key for language in LANGUAGES):
            return first.isoformat()
    return None


_day = plain(dates.date)

COLUMNS: tuple[Column, ...] = (
    Column(ANSWER, _("Which agreement this is"), plain(texts.line), is_answer=True),
    *in_languages(
        TITLE,
        _("Title"),
        partial(texts.line, max_length=300),
        ("名称", "協定名", "協定名称", "title", "name", "название", "наименование"),
        alone=(*HEADINGS["agreement"], "協定名称", "覚書名", "件名", "name of the agreement", "название соглашения", "название"),
    ),
    Column("type", _("Type"), _type, ("種類", "協定の種類", "協定種別", "тип", "вид соглашения")),
    Column("scope", _("Scope"), chosen(Agreement.Scope.choices, SCOPES), ("区分", "大学間／部局間", "level", "уровень")),
    Column("ours", _("Our side"), plain(_names), ("本学側", "締結部局", "our institution", "наша сторона")),
    Column("partner", _("Partner institution"), plain(_names), (*HEADINGS["partner"], "締結先", "締結機関")),
    Column("parties", _("Parties"), plain(_names), ("当事者", "締結者", "стороны")),
    Column("signed_on", _("Signed on"), plain(_signed),
        ("締結日", "調印日", "署名日", "signed", "date of signature", "подписано", "дата подписания")),
    Column("effective_on", _("In force from"), _day, ("発効日", "有効期間開始", "effective", "start", "вступает в силу", "действует с")),
    Column("expires_on", pgettext_lazy("agreement", "Last day"), _day,
        ("有効期限", "満了日", "有効期間終了", "expiry", "valid until", "expires on", "действует до", "срок действия")),
    *in_languages(
        BASIS,
        _("Source of the dates"),
        partial(texts.line, max_length=300),
        ("根拠", "出典", "source", "источник"),
        alone=("根拠", "出典", "source", "basis", "источник", "основание"),
    ),
    Column("fee_waiver", _("Tuition waived"), plain(words.yes_no), ("授業料免除", "授業料不徴収", "fee waiver", "без оплаты обучения")),
    *in_languages(LIMITS, _("Limits of field"), partial(texts.text, max_length=2000), ("分野", "fields", "области"), alone=None),
)  # fmt: skip
