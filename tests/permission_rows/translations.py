"""Translations: the office and the translators, of what is public or will be; nobody begins with a draft of the office."""

from typing import Any

from kanazawa_exchange.accounts.queries.translations import kind_of
from kanazawa_exchange.accounts.services.translations import mark_of
from kanazawa_exchange.lib import clock
from tests.permission_rows import OFFICE, Row, only

TRANSLATORS = (*OFFICE, "translator")


def _of(thing: str) -> Any:
    return lambda w: {"kind": "news", "uid": getattr(w, thing).uid, "language": "ru"}


def _sent(w: Any) -> dict[str, str]:
    kind = kind_of("news")
    assert kind is not None
    return {"original": mark_of(kind.sheet(w.public_news.uid, "ja", "ru", clock.now()))}


ROWS = [
    Row("accounts:translation_list", "GET", only(TRANSLATORS), marker=lambda w: "MARKTOTRANSLATE"),
    Row("accounts:translation_coverage", "GET", only(TRANSLATORS)),
    Row(
        "accounts:translation_edit",
        "GET",
        only(TRANSLATORS),
        kwargs=_of("public_news"),
        marker=lambda w: "MARKPUBLICNEWS",
        relation="own",
    ),
    Row(
        "accounts:translation_edit",
        "POST",
        only(TRANSLATORS),
        kwargs=_of("public_news"),
        data=lambda w: {"version": w.public_news.version},
        relation="own",
        note="nothing but an emptied text is sent, and the form comes back",
    ),
    Row(
        "accounts:translation_edit",
        "GET POST",
        only(TRANSLATORS, status=404),
        kwargs=_of("news"),
        relation="foreign",
        note="a draft is the office's alone",
    ),
    Row("accounts:translation_confirm", "POST", only(TRANSLATORS, status=302), kwargs=_of("public_news"), data=_sent),
    Row(
        "accounts:translation_confirm",
        "POST",
        only(TRANSLATORS, status=404),
        kwargs=_of("news"),
        relation="foreign",
        note="a draft is the office's alone",
    ),
]
