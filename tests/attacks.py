"""Texts that try to come alive on a page, and what of a page is alive: all of it by a parser of HTML."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

PAYLOADS: list[str] = json.loads((Path(__file__).parent / "data" / "markup_attacks.json").read_text(encoding="ascii"))
HARMLESS = {
    "a": ("href", "rel"),
    "ol": ("start",),
    **dict.fromkeys(("p", "br", "strong", "em", "h2", "h3", "h4", "ul", "li", "blockquote", "code", "hr"), ()),
}
ADDRESS = re.compile(r"https?://|mailto:|/(?![/\\])", re.I)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in HARMLESS:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name not in HARMLESS.get(tag, ()):
                self.found.append(f"{tag}[{name}]")
            elif name == "href" and not ADDRESS.match(re.sub(r"[\s\x00-\x20]", "", value or "")):
                self.found.append(f"{tag}[href={value}]")
            elif name == "rel" and value != "nofollow noopener ugc":
                self.found.append(f"{tag}[rel={value}]")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.found.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.found.append(f"<?{data}>")

    unknown_decl = handle_decl


def alive(html: str) -> list[str]:
    """Elements and attributes outside `HARMLESS`, addresses outside http, https, mailto and this site, comments."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found
