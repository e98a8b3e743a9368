"""Texts with marks: Markdown is what is stored, and what leaves is HTML of an allow-list, made when it is shown.

What somebody has typed passes three guards, each of which would do alone: `tidied` takes out of the source what could
come alive, the marks of the portal know neither raw HTML nor pictures, and nh3 lets only the allow-list through.
"""

import re
from functools import lru_cache
from html import unescape

import nh3
from django.utils.safestring import SafeString

from .rich_text_marks import MOST_CHARACTERS, leads_somewhere, marked_up

__all__ = ["MOST_CHARACTERS", "allowed", "html", "made", "plain", "tidied"]

TAGS = {"p", "br", "strong", "em", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "a", "code", "hr"}
SCHEMES = {"http", "https", "mailto"}
REL = "nofollow noopener ugc"
REMEMBERED = 256

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_AUTOLINK = re.compile(r"<(https?://[^\s<>\"'`]+|[\w.%+-]+@[\w.-]+)>(?=([^\s<>])?)", re.I)
_PICTURE = re.compile(r"(?<!!)!++(?=\[[^\[\]]{0,500}\]\()")
_PICTURE_OF_SOMETHING_ELSE = re.compile(r"!(?=\[)")
_LINK = re.compile(r"\](?=[(:]\s{0,20}<?([^\s<>)]{0,200}))")
_TAG = re.compile(r"<(?=[A-Za-z/!?])([^<>]*)(>?)")
_TRAILING = re.compile(r"(?<![ \t])[ \t]++$", re.M)
_GAP = re.compile(r"\n{3,}")
_ENDS = re.compile(r"</(?:p|li|h[2-4])>|<br>|<hr>")


@lru_cache(REMEMBERED)
def html(source: str) -> SafeString:
    """The text as elements of `TAGS` alone, safe in a page; "" for an empty text.

    Its headings begin at h2. Pictures are none of it, raw HTML is shown as text, and a link leads to `SCHEMES` or a
    page of this portal. A text or a paragraph with more marks than anybody writes is shown without them.
    """
    return made(source)


def made(source: str) -> SafeString:
    """The same of a text that nobody asks for a second time: it is not remembered."""
    return SafeString(allowed(marked_up(tidied(source))))


def allowed(markup: str) -> str:
    """HTML of whatever kind, of which the allow-list is left."""
    return nh3.clean(
        markup,
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        attribute_filter=_attribute,
        link_rel=REL,
        url_schemes=SCHEMES,
    )


def _attribute(element: str, name: str, value: str) -> str | None:
    if element == "a" and name == "href":
        return value if leads_somewhere(value) else None
    return value if name == "rel" or re.fullmatch("[0-9]{1,3}", value) else None


def tidied(source: str) -> str:
    """The source as it is stored: what could come alive in whatever reads it is dead, and nothing is lost to a reader.

    A tag is written with other brackets, a picture is a link to it, a link that leads to no allowed address is two
    texts. `html` and `plain` say the same of a source and of what was made of it here; a second time changes nothing.
    """
    text = _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", source))
    text = _AUTOLINK.sub(lambda found: found[1] + (" " if found[2] else ""), text)
    text = _PICTURE_OF_SOMETHING_ELSE.sub("! ", _PICTURE.sub("", text))
    text = _TAG.sub(lambda found: f"‹{found[1]}{'›' if found[2] else ''}", _LINK.sub(_link, text))
    return _GAP.sub("\n\n", _TRAILING.sub("", text)).strip("\n")


def _link(found: re.Match[str]) -> str:
    return "]" if leads_somewhere(found[1]) else "] "


def plain(source: str) -> str:
    """What a reader of `html` reads, without marks: a paragraph, a heading and an item a line. Not escaped."""
    text = _ENDS.sub(lambda found: f"{found[0]}\n", html(source))
    lines = unescape(nh3.clean(text, tags=set())).split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)
