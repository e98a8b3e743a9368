"""Which awkward requests are there: every address, every method, every field of every form, each text of the corpus."""

import io
import json
import random
import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import cycle, islice
from typing import Any
from urllib.parse import quote

from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from tests.permission_rows import METHODS, Row
from tests.permissions import table
from tests.platform.processes import ROOT

CORPUS: list[dict[str, Any]] = json.loads((ROOT / "tests/data/edge_corpus.json").read_text(encoding="ascii"))["items"]
BODIES = [item for item in CORPUS if item["kind"] == "raw_json" or item["field"] == "json_body"]
HEADERS = [item["value"] for item in CORPUS if item["kind"] == "header"]


def value(item: dict[str, Any]) -> str:
    """The input that an item describes."""
    return item.get("prefix", "") + item["value"] * item.get("repeat", 1)


TEXTS = [
    value(item)
    for item in CORPUS
    if item["kind"] not in {"raw_json", "volume", "bytes"} and item["field"] != "json_body"
]
TEXTS += ["\ud800", "2019-02-30", "9999-12-31", "0001-01-01", "0", "", "-9223372036854775809", "None", "on"]
SHORT = [text for text in TEXTS if len(text) < 2000]
FILES = [bytes.fromhex(item["value"]) for item in CORPUS if item["kind"] == "bytes"] + [
    b"",
    b"%PDF-1.4",
    b"PK\x03\x04",
    b"MZ" * 50,
]


class Upload(io.BytesIO):
    """A file as a browser sends it, whatever its name."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(content)
        self.name = name.encode("utf-8", "replace").decode()


@dataclass
class Report:
    """How much was asked, and each different way in which the portal broke."""

    requests: int = 0
    slowest: float = 0.0
    faults: dict[str, str] = field(default_factory=dict)


class Forms(HTMLParser):
    """The forms of a page: method, action, and each field with the value it holds."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: text or "" for name, text in attrs}
        if tag == "form":
            self.forms.append(
                {"method": given.get("method", "get").lower(), "action": given.get("action", ""), "fields": {}}
            )
        elif tag in {"input", "select", "textarea", "button"} and given.get("name") and self.forms:
            fields = self.forms[-1]["fields"]
            if given.get("type") == "file":
                fields[given["name"]] = None
            elif given.get("type") not in {"radio", "checkbox"} or "checked" in given or given["name"] not in fields:
                fields.setdefault(given["name"], given.get("value", ""))
        elif tag == "option" and "selected" in given and self.forms and self.forms[-1]["fields"]:
            name = list(self.forms[-1]["fields"])[-1]
            self.forms[-1]["fields"][name] = given.get("value", "")


class Fuzzer:
    """Asks as the administrator (and where it says so as nobody); whatever a request stores is taken back."""

    def __init__(self, world: Any, seed: int = 2017) -> None:
        self.world = world
        self.chance = random.Random(seed)
        self.office = table.client_for(world, "administrator")
        self.nobody = table.client_for(world, "anonymous")
        self.report = Report()
        self.patterns = table.url_names()
        self.texts, self.short, self.headers = (self.in_turn(kind) for kind in (TEXTS, SHORT, HEADERS))

    def in_turn(self, texts: list[str]) -> Iterator[str]:
        """One text after another, each as often as any other."""
        return cycle(self.chance.sample(texts, len(texts)))

    # --- asking -------------------------------------------------------------------------------------------------------
    def ask(self, client: Client, method: str, path: str, what: str, **more: Any) -> Any:
        """One request, taken back; an exception or a status from 500 on is a fault (503 of /healthz is its answer)."""
        self.report.requests += 1
        try:
            with table.undone():
                response = getattr(client, method.lower())(path, **more)
                if response.streaming:
                    b"".join(response.streaming_content)
        except Exception as error:  # whatever it is, a person would have seen an error page
            last = traceback.extract_tb(error.__traceback__)[-1]
            key = f"{type(error).__name__} in {last.filename.rpartition('/')[2]}:{last.lineno} {last.name}"
            self.report.faults.setdefault(key, f"{method} {path[:120]} {what[:120]!r}: {str(error)[:200]}")
            return None
        if response.status_code >= 500 and not path.startswith("/healthz"):
            self.report.faults.setdefault(f"{method} {path[:80]} {response.status_code}", what[:120])
        return response

    def targets(self) -> Iterator[tuple[str, str, Row | None]]:
        """(name, path, row) of every address that a row of the permission table or no argument at all leads to."""
        rows: dict[str, Row] = {}
        for row in table.all_rows():
            if row.name not in rows or "POST" in row.methods:
                rows[row.name] = row
        with override(table.LANGUAGE):
            for name in self.patterns:
                row = rows.get(name)
                try:
                    yield name, reverse(name, kwargs=row.kwargs(self.world) if row else {}), row
                except NoReverseMatch:
                    continue

    def posts_elsewhere(self, name: str) -> bool:
        """Signing out would end the session that the other requests need."""
        return name in {"account_logout", "usersessions_list", "accounts:sign_out_everywhere"}

    # --- the four kinds -----------------------------------------------------------------------------------------------
    def every_method(self) -> None:
        for _name, path, _row in self.targets():
            for client in (self.office, self.nobody):
                for method in METHODS:
                    if (client, method) == (self.office, "POST") and self.posts_elsewhere(_name):
                        continue
                    self.ask(
                        client,
                        method,
                        path,
                        "nothing",
                        **({} if method in {"GET", "HEAD"} else {"data": {}} if method == "POST" else {"data": ""}),
                    )
                self.ask(client, "trace", path, "nothing")

    def every_address(self, each: int) -> None:
        """Texts of the corpus in the place of every part of an address."""
        for pattern in self.patterns.values():
            parts = re.findall(r"<[^>]+>", pattern)
            if not parts or "(?P" in pattern:
                continue
            for text in islice(self.short, each):
                path = pattern
                for part in parts:
                    path = path.replace(part, quote(text.encode("utf-8", "surrogatepass"), safe=""))
                self.ask(self.office, "get", "/" + path.lstrip("/"), text)

    def every_question(self, each: int) -> None:
        """Texts of the corpus in every field of every form that asks; which language is preferred is read before any page is chosen."""
        for _name, path, _row in self.targets():
            page = self.ask(self.office, "get", path, "the page")
            if page is None or page.status_code != 200 or page.streaming:
                continue
            fields = {name for form in forms_of(page) if form["method"] == "get" for name in form["fields"]} | {
                "page",
                "sort",
                "next",
            }
            for text in islice(self.texts, each):
                if len(text) > 5000:
                    text = text[:5000]  # servers refuse longer addresses
                pairs = "&".join(
                    f"{name}={quote(text.encode('utf-8', 'surrogatepass'), safe='')}" for name in sorted(fields)
                )
                self.ask(self.office, "get", f"{path}?{pairs}", text)
            for header in islice(self.headers, 2):
                self.ask(self.nobody, "get", path, header, headers={"accept-language": header})

    def every_form(self, together: int, alone: int) -> None:
        """Texts in all fields of every form at once, and then in each field of an otherwise sound form."""
        for name, path, row in self.targets():
            if self.posts_elsewhere(name):
                continue
            for target, fields in self.forms_behind(path, row):
                names = list(fields)
                for _ in range(together):
                    self.submit(target, {each: self.anything(fields[each]) for each in names})
                for chosen in names * alone:
                    sound = {each: text if text is not None else "" for each, text in fields.items()}
                    self.submit(target, sound | {chosen: self.anything(fields[chosen])})
                for item in BODIES:
                    body = value(item).encode()
                    self.ask(self.office, "post", target, item["id"], data=body, content_type="application/json")

    def forms_behind(self, path: str, row: Row | None) -> Iterator[tuple[str, dict[str, Any]]]:
        sound = dict(row.data(self.world)) if row and "POST" in row.methods else {}
        if sound:
            yield path, sound
        page = self.ask(self.office, "get", path, "the page")
        if page is None or page.status_code != 200 or page.streaming:
            return
        for form in forms_of(page):
            if form["method"] == "post" and form["action"] in {"", path}:
                yield path, {**form["fields"], **sound}

    def anything(self, now: Any) -> Any:
        if now is None:
            return Upload(next(self.short), self.chance.choice(FILES))
        return next(self.texts)

    def submit(self, path: str, fields: dict[str, Any]) -> None:
        texts = {name: text for name, text in fields.items() if name not in {"csrfmiddlewaretoken", "form_mark"}}
        if any(isinstance(text, Upload) for text in texts.values()):
            clean = {n: t.encode("utf-8", "replace").decode() if isinstance(t, str) else t for n, t in texts.items()}
            self.ask(self.office, "post", path, repr(list(clean.items()))[:200], data=clean)
            return
        body = "&".join(
            f"{quote(name)}={quote(str(text).encode('utf-8', 'surrogatepass'), safe='')}"
            for name, texts_ in texts.items()
            for text in (texts_ if isinstance(texts_, list | tuple) else [texts_])
        )
        kind = "application/x-www-form-urlencoded"
        self.ask(
            self.office,
            "post",
            path,
            repr({n: str(t)[:30] for n, t in texts.items()})[:200],
            data=body,
            content_type=kind,
        )


def forms_of(page: Any) -> list[dict[str, Any]]:
    """The forms of an answer."""
    if "html" not in page.get("Content-Type", ""):
        return []
    parser = Forms()
    parser.feed(page.content.decode("utf-8", "replace"))
    return parser.forms
