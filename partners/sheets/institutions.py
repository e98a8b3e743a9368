"""The columns of a table of institutions. Asks no database."""

import re
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.lib.cells import Said, Unread, Value, numbers, texts, words
from kanazawa_exchange.lib.import_columns import chosen, in_languages, plain
from kanazawa_exchange.lib.imports import Column

from ..models import InstitutionKind

SOMETHING_NEW = "new"
"""The answer to which institution it is: none that is known."""
ANSWER = "institution"
NAMED, SHORT, DESCRIBED = "name", "short_name", "description"
FACTS = (
    "slug",
    "kind",
    "website",
    "jasso_code",
    "awards_degrees",
    "is_confirmed",
    "is_hub",
    "is_home",
    "latitude",
    "longitude",
)
"""The columns that are fields of the record as they stand."""
_BETWEEN = re.compile(r"\s*[;；、\r\n]+\s*")
_ADDRESS = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

KINDS: dict[str, tuple[str, ...]] = {
    InstitutionKind.UNIVERSITY: ("大学", "university", "univ.", "вуз", "университет"),
    InstitutionKind.MEDICAL_UNIVERSITY: (
        "医科大学",
        "医大",
        "medical school",
        "медицинский вуз",
        "медицинский университет",
    ),
    InstitutionKind.HOSPITAL: ("病院", "clinic", "клиника", "больница"),
    InstitutionKind.RESEARCH_INSTITUTE: ("研究所", "研究機関", "research centre", "нии", "научный институт"),
    InstitutionKind.COMPANY: ("企業", "会社", "firm", "фирма", "предприятие"),
    InstitutionKind.GOVERNMENT: ("官公庁", "自治体", "行政機関", "government", "ведомство"),
    InstitutionKind.ASSOCIATION: ("団体", "協会", "society", "ассоциация", "общество"),
}


def _slug(value: Value) -> Said[Any] | Unread:
    read = texts.code(value, max_length=50)
    if isinstance(read, Unread) or not read.value:
        return read
    address = read.value.lower()
    if _ADDRESS.fullmatch(address):
        return Said(address, read.note)
    near = re.sub(r"[^a-z0-9]+", "-", address).strip("-")
    return Unread("slug.wrong", (near,) if near else (), (("text", read.value),))


def _aliases(value: Value) -> Said[Any] | Unread:
    """One on each line, as the record keeps them; a table also puts semicolons between them."""
    read = texts.text(value, max_length=2000)
    if isinstance(read, Unread) or not read.value:
        return read
    return Said("\n".join(dict.fromkeys(filter(None, _BETWEEN.split(read.value)))), read.note)


_degrees = partial(numbers.decimal, decimals=5)

COLUMNS: tuple[Column, ...] = (
    Column(ANSWER, _("Which institution this is"), plain(texts.line), is_answer=True),
    *in_languages(
        NAMED,
        pgettext_lazy("institution", "Name"),
        texts.line,
        ("名", "名称", "機関名", "大学名", "name", "название", "наименование"),
        alone=("機関", "機関名", "大学", "大学名", "名称", "institution", "university", "partner institution",
               "организация", "вуз", "университет", "название", "наименование"),
    ),
    *in_languages(
        SHORT,
        _("Short name"),
        partial(texts.line, max_length=100),
        ("略称", "short name", "abbreviation", "сокращение", "краткое название"),
        alone=("略称", "略号", "abbreviation", "acronym", "сокращение", "аббревиатура"),
    ),
    Column("aliases", _("Other names"), plain(_aliases), ("別称", "旧称", "旧名称", "aliases", "also known as", "прежние названия")),
    Column("country", _("Country"), plain(words.country), ("国名", "国・地域", "страна")),
    Column("city", _("City"), plain(texts.line), ("所在地", "市", "city", "location", "город")),
    Column("kind", _("Kind"), chosen(InstitutionKind.choices, KINDS), ("種類", "機関種別", "type", "тип", "вид организации")),
    Column("website", _("Website"), plain(texts.url), ("URL", "ホームページ", "HP", "web", "homepage", "сайт")),
    Column("jasso_code", _("JASSO code"), plain(partial(texts.code, max_length=20)), ("JASSO大学コード", "大学コード", "код JASSO")),
    Column("slug", _("Address part"), plain(_slug), ("slug",)),
    Column("awards_degrees", _("Awards degrees"), plain(words.yes_no)),
    Column("is_confirmed", _("Confirmed partner"), plain(words.yes_no)),
    Column("is_hub", _("Hub partner"), plain(words.yes_no), ("hub",)),
    Column("is_home", _("Our own institution"), plain(words.yes_no), ("本学", "home")),
    Column("latitude", _("Latitude"), plain(partial(_degrees, minimum=-90, maximum=90)), ("lat",)),
    Column("longitude", _("Longitude"), plain(partial(_degrees, minimum=-180, maximum=180)), ("lon", "lng")),
    *in_languages(DESCRIBED, _("Description"), texts.text, ("説明", "概要", "description", "описание"), alone=None),
)  # fmt: skip
