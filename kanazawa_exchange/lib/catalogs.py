"""The texts of the interface in every language: read, compiled and checked without GNU gettext."""

import ast
import io
import os
import re
from collections.abc import Iterable, Iterator
from functools import cache
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation import templatize
from django.utils.translation.reloader import translation_file_changed

SOURCES = ("kanazawa_exchange", "mobility", "partners", "programs", "reports", "rubric", "templates")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
ALIASES = {"_": ("gettext", "gettext_lazy")}
"""The other names under which a module may ask for its texts."""
SECOND_WORDINGS = ("people",)
"""Contexts of sentences that a language says in other words of other people (`Speech` of reports/findings.py)."""
LIBRARIES = ("django", "allauth")
"""Our catalogues may say a text of theirs in other words."""
PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]*\d*(?:\.\d+)?([a-zA-Z])|\{(\w*)\}|%([sd])")
ENTRY = re.compile(
    r'^((?:msgctxt .*\n(?:".*\n)*)?msgid .*\n(?:".*\n)*)((?:msg(?:id_plural|str).*\n(?:".*\n)*)+)', re.MULTILINE
)
"""An entry of a catalogue without its comments: what is asked for, and its translations."""
Key = tuple[str | None, str]


def compile_catalogs(folder: Path) -> list[Path]:
    """Writes a .mo beside each .po that is newer or has none, fuzzy entries left out; returns what was written.

    What this process knew of its texts before is forgotten: Django reads some of them as it starts.
    """
    written = []
    for po in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        part = mo.with_suffix(f".{os.getpid()}.part")  # two processes may compile at once
        with po.open("rb") as source, part.open("wb") as target:
            write_mo(target, read_po(source, locale=po.parts[-3], abort_invalid=True))
        part.replace(mo)
        translation_file_changed(None, mo)
        written.append(mo)
    return written


def sources(root: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file that may hold texts, templates turned into what looks like Python."""
    for base in SOURCES:
        for path in sorted((root / base).rglob("*")):
            if "migrations" in path.parts or not path.is_file():
                continue
            if path.suffix == ".py":
                yield path, path.read_bytes() + asked_within_texts(path.read_bytes())
            elif path.suffix in {".html", ".txt"}:
                lines = templatize(path.read_text(encoding="utf-8"), origin=str(path)).splitlines()
                yield path, "\n".join(line.lstrip() for line in lines).encode()  # no indentation that Python would mind


def asked_within_texts(code: bytes) -> bytes:
    """What stands in the braces of f-strings, as lines of its own: Babel reads them as text before Python 3.12."""
    braces = [node.value for node in ast.walk(ast.parse(code)) if isinstance(node, ast.FormattedValue)]
    return "".join(f"\n({ast.unparse(value)})" for value in braces).encode()


def texts_in_sources(root: Path) -> dict[Key, str]:
    """(context, msgid) of every text that the code and the templates ask for, with the file that asks first."""
    texts: dict[Key, str] = {}
    for path, content in sources(root):
        options = {"encoding": "utf-8"}
        for line, message, _comments, context in extract("python", io.BytesIO(content), KEYWORDS, options=options):
            msgid = message[0] if isinstance(message, tuple) else message
            if msgid:
                texts.setdefault((context or None, msgid), f"{path.relative_to(root)}:{line}")
    return texts


@cache
def texts_of_libraries() -> frozenset[Key]:
    """(context, msgid) of every text of the libraries, from the English catalogues that they bring along."""
    folders = [Path(spec.origin).parent for name in LIBRARIES if (spec := find_spec(name)) and spec.origin]
    found: set[Key] = set()
    for po in (path for folder in folders for path in folder.rglob("locale/en/LC_MESSAGES/*.po")):
        with po.open("rb") as handle:
            found |= {key_of(message) for message in read_po(handle) if message.id}
    return frozenset(found)


def unknown_names(root: Path) -> Iterator[str]:
    """One sentence per import or call by which a module asks for texts under a name that the search does not know."""
    for path, content in sources(root):
        if path.suffix == ".py":
            for node in ast.walk(ast.parse(content)):
                for name, line in names_not_searched(node):
                    yield f"texts asked for by {name} are not searched ({path.relative_to(root)}:{line})"


def names_not_searched(node: Any) -> Iterator[tuple[str, int]]:
    """`gettext as _now`, `_now = gettext`: names of Django's gettext that are not among the KEYWORDS."""
    if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
        for imported in node.names:
            known = imported.asname is None or imported.name in ALIASES.get(imported.asname, ())
            if imported.name in KEYWORDS and not known:
                yield f"{imported.name} as {imported.asname}", node.lineno
    elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Name | ast.Attribute):
        value = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
        if value in KEYWORDS:
            yield f"= {value}", node.lineno


def faults(root: Path, languages: Iterable[str]) -> list[str]:
    """One sentence per fault: fuzzy, missing, other placeholders, other tags, twice, not in the catalogue, or asked for nowhere."""
    texts = texts_in_sources(root)
    sentences = list(unknown_names(root))
    for language in languages:
        po = root / "locale" / language / "LC_MESSAGES" / "django.po"
        if not po.exists():
            sentences.append(f"{language}: there is no catalogue")
            continue
        with po.open("rb") as handle:
            catalog = read_po(handle, abort_invalid=True)
        sentences += [f"{language}: {fault}" for fault in written_twice(po.read_text(encoding="utf-8"))]
        sentences += faults_of_catalog(catalog, language, texts)
    return sentences


def written_twice(po: str) -> Iterator[str]:
    """Entries that stand twice, or have two translations: one is read, and whoever mends the other changes nothing."""
    known: set[str] = set()
    for entry in ENTRY.finditer("".join(f"{line}\n" for line in po.splitlines() if line and not line.startswith("#"))):
        asked, translations = entry.groups()
        if asked in known or translations.count("msgstr ") > 1:
            yield f"twice: {asked.strip()}"
        known.add(asked)


def is_second_wording(key: Key, texts: Iterable[Key]) -> bool:
    """Whether a text that the sources ask for has another wording in a context that they choose when it is asked for."""
    return key[0] in SECOND_WORDINGS and (None, key[1]) in texts


def faults_of_catalog(catalog: Catalog, language: str, texts: dict[Key, str]) -> list[str]:
    """The faults of one language against the texts that the sources ask for."""
    sentences, translated = [], set()
    for message in (message for message in catalog if message.id):
        key = key_of(message)
        translated.add(key)
        faults = list(faults_of_message(message, catalog.num_plurals))
        if key not in texts and not is_second_wording(key, texts) and key not in texts_of_libraries():
            faults.append("asked for nowhere")
        sentences += [f"{language}: {fault}: {key[1]!r}" for fault in faults]
    for (context, msgid), place in texts.items():
        if (context, msgid) not in translated:
            sentences.append(f"{language}: not in the catalogue: {msgid!r} ({place})")
    sentences += [f"{language}: out of use: {key_of(message)[1]!r}" for message in catalog.obsolete.values()]
    return sentences


def key_of(message: Message) -> Key:
    """The context and the singular of one entry."""
    return message.context or None, forms(message.id)[0]


def faults_of_message(message: Message, plurals: int) -> Iterator[str]:
    """What is wrong with one entry."""
    several = isinstance(message.id, tuple | list)
    ids, strings = forms(message.id), forms(message.string)
    if message.fuzzy:
        yield "fuzzy"
    if not all(strings) or len(strings) != (plurals if several else 1):
        yield "missing"
        return
    allowed = [placeholders(text) for text in ids]
    for string in strings:
        mine = placeholders(string)
        if several:  # a form for exactly one may leave the number out
            if not (mine <= set().union(*allowed) and mine >= set.intersection(*allowed)):
                yield f"placeholders differ in {string!r}"
        elif mine != allowed[0]:
            yield f"placeholders differ in {string!r}"
        if not any(tags(string) == tags(text) for text in ids):
            yield f"tags differ in {string!r}"


def forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """One text or the several of a plural, as a list."""
    return [text or ""] if text is None or isinstance(text, str) else [form or "" for form in text]


def placeholders(text: str) -> set[str]:
    """The names and kinds that the text is filled with."""
    return {match.group(0) for match in PLACEHOLDER.finditer(text.replace("%%", ""))}


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(f"<{tag} {sorted((name, value or '') for name, value in attrs if name != 'title')}>")

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(f"</{tag}>")


def tags(text: str) -> list[str]:
    """The elements of a text in no particular order: languages order their words differently."""
    parser = _Tags()
    parser.feed(text)
    parser.close()
    return sorted(parser.seen)
