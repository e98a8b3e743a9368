"""The marks of a text, by python-markdown: fewer than its own, those of Japanese and Russian writers, and in bounded time.

A new line is a new line. A list may follow a line of text at once. Four spaces and a line of dashes make neither code nor
a heading. Emphasis needs no space beside it in any script.
"""

import re
from collections.abc import Iterator
from html import unescape
from xml.etree.ElementTree import Element

from django.utils.html import escape, linebreaks
from markdown import Markdown
from markdown.blockprocessors import HashHeaderProcessor
from markdown.extensions.sane_lists import SaneListExtension
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor, SubstituteTagInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

MOST_CHARACTERS = 60_000
MOST_MARKS, MOST_MARKS_OF_A_PARAGRAPH = 6_000, 400
DEEPEST = 4
"""Quotes and lists inside each other."""

_ADDRESS = re.compile(r"https?://[^/\\]|mailto:.|/(?![/\\])", re.I)
_MARK = re.compile(r"[*_`\[&\\＊]|https?:")
_ITEM = re.compile(r"(?:[-*+]|[0-9]{1,3}\.)[ ]+\S")
_BEGINS = re.compile(r"(?:[-*+]|1\.)[ ]+\S")
_RULE = re.compile(r"(?:(?:-[ ]*){3,}|(?:\*[ ]*){3,}|(?:_[ ]*){3,})$")
_DEEP = re.compile(rf"^((?:(?:>|(?:[-*+]|[0-9]+\.)(?=[ ]))[ ]*){{{DEEPEST}}})(?:(?:>|(?:[-*+]|[0-9]+\.)(?=[ ]))[ ]*)+")
_WIDE_SPACE = re.compile(r"^([ ]*(?:[-*+]|[0-9]{1,3}\.|#{1,6}|>))\u3000+")
_YEAR = re.compile(r"^([ ]*[0-9]{4,})\.(?=[ ])")
_STANDING = r"A-Za-z0-9_\u0400-\u04ff"


def leads_somewhere(address: str) -> bool:
    """Whether a link may lead there: http, https, mailto, or a page of this portal. Entities and white space hide nothing."""
    return bool(_ADDRESS.match(re.sub(r"[\s\x00-\x20]+", "", unescape(address))))


def marked_up(source: str) -> str:
    """The HTML that the marks of a tidied source say. A text beyond the bounds is paragraphs without any."""
    if len(source) > MOST_CHARACTERS or len(_MARK.findall(source)) > MOST_MARKS:
        return linebreaks(escape(source))
    return _reader().convert("\n".join(_lines(source)))


def _lines(source: str) -> Iterator[str]:
    """The lines as python-markdown reads them: every level of a list indented by four, an empty line before a list.

    Nothing is deeper than `DEEPEST`; a year with a full stop begins no list.
    """
    levels: list[int] = []
    before = ""
    for line in source.split("\n"):
        typed = _WIDE_SPACE.sub(r"\1 ", _YEAR.sub(r"\1\.", line.expandtabs(4)))
        words = typed.lstrip(" ")
        rule = bool(_RULE.match(words))
        item = bool(_ITEM.match(words)) and not rule
        if rule or (before and _BEGINS.match(words)):
            yield ""
        _enter(levels, len(typed) - len(words), item=item, empty=not words)
        before = "" if levels or rule else words
        shallow = _DEEP.sub(r"\1", words) if item or words[:1] == ">" else words
        yield " " * (4 * min(len(levels) - item, DEEPEST - 1)) + shallow + ("\n" if rule else "")


def _enter(levels: list[int], indent: int, *, item: bool, empty: bool) -> None:
    """How deep a line stands in lists: `levels` holds what each of them is indented by."""
    if item:
        while levels and indent < levels[-1]:
            levels.pop()
        if not levels or indent >= levels[-1] + 2:
            levels.append(indent)
    elif not empty and not indent:
        levels.clear()


class _Heading(HashHeaderProcessor):
    """A heading has a space behind its sign, unlike #金沢."""

    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6})[ ]+(?P<header>[^\n]*?)[ ]*#*(?:\n|$)")


class _Link(InlineProcessor):
    """`[words](address)`, the address maybe with a title, which is not kept."""

    ANCESTOR_EXCLUDES = ("a",)
    WORDS = r"\[((?:[^\[\]\\]|\\.){1,500})\]"
    ADDRESS = r"\([ ]*((?:[^\s()<>]|\([^\s()<>]{0,500}\)){1,2000})(?:[ ]+\"[^\"\n]{0,500}\")?[ ]*\)"

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int | None, int | None]:
        address = self.unescape(m[2])
        if not leads_somewhere(address):
            return None, None, None
        link = Element("a", href=address)
        link.text = m[1]
        return link, *m.span()


class _Address(InlineProcessor):
    """An address that stands in the text; it ends where Japanese goes on without a space."""

    ANCESTOR_EXCLUDES = ("a",)
    FOUND = r"(?<![\w/])https?://[\w.-]{1,200}(?::[0-9]+)?(?:[/?#][A-Za-z0-9\u0400-\u04ff._~:/?#@!$&'(+,;=%-]{0,1000})?"

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int | None, int | None]:
        address = m[0].rstrip(".,:;!?'(&")
        link = Element("a", href=address)
        link.text = AtomicString(address)
        return link, m.start(), m.start() + len(address)


class _Strong(InlineProcessor):
    """`**大切 **です` and `です** 大切**`: a space on the wrong side of one mark."""

    FOUND = r"\*\*(?:(?=[^\s*])([^*\n]{1,500}?)[ \u3000]+|[ \u3000]+([^*\n]{1,500}?)(?<=[^\s*]))\*\*"

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:
        strong = Element("strong")
        strong.text = m[1] or m[2]
        return strong, *m.span()


class _Elements(Treeprocessor):
    """Headings below those of a page; and a paragraph with more marks than anybody writes has none.

    The marks of one paragraph take longer to read than their number says.
    """

    def run(self, root: Element) -> None:
        for one in root.iter():
            if re.fullmatch("h[1-6]", one.tag):
                one.tag = f"h{min(int(one.tag[1]) + 1, 4)}"
            if one.text and len(_MARK.findall(one.text)) > MOST_MARKS_OF_A_PARAGRAPH:
                one.text = AtomicString(one.text)


def _reader() -> Markdown:
    """A reader for one text: what it reads stays in it."""
    reader = Markdown(extensions=[SaneListExtension()])
    reader.preprocessors.deregister("html_block")
    for name in ("code", "setextheader", "reference"):
        reader.parser.blockprocessors.deregister(name)
    reader.parser.blockprocessors.register(_Heading(reader.parser), "hashheader", 70)
    patterns = reader.inlinePatterns
    unknown = (
        "reference link image_link image_reference short_reference short_image_ref autolink automail linebreak html"
    )
    for name in unknown.split():
        patterns.deregister(name)
    patterns.register(_Link(_Link.WORDS + _Link.ADDRESS, reader), "link", 160)
    patterns.register(_Address(_Address.FOUND, reader), "address", 120)
    patterns.register(_Strong(_Strong.FOUND, reader), "strong", 50)
    patterns.register(SimpleTagInlineProcessor(r"(＊＊)([^＊\n]{1,500})＊＊", "strong"), "wide", 45)
    for sign, tag, place in (("__", "strong", 40), ("_", "em", 35)):
        beside = rf"(?<![{_STANDING}]){sign}(?=[^\s_])()([^_\n]{{1,500}}?)(?<=[^\s_]){sign}(?![{_STANDING}])"
        patterns.register(SimpleTagInlineProcessor(beside, tag), f"{tag}_beside", place)
    patterns.register(SubstituteTagInlineProcessor(r"\n", "br"), "nl", 5)
    reader.treeprocessors.register(_Elements(reader), "elements", 30)
    return reader
