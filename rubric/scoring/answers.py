"""How an answer that somebody typed or chose reads as one that can be stored: what is stored always scores."""

import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction

from .instruments import DECIMAL, Answer, Fault, Item, Kind, Unscorable, points

WHOLE = re.compile(r"-?[0-9]{1,9}")
LONGEST_TEXT = 5000
"""Letters of a free text."""
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−ー"), "-")


def typed(item: Item, texts: Sequence[str]) -> Answer:
    """The texts that a form sends for one item, in the kind that the item asks for; None where nothing was answered.

    What does not read so stays as it was typed, and `accepted` refuses it.
    """
    texts = [text for text in (text.strip() for text in texts) if text]
    if not texts:
        return None
    if item.kind is Kind.CHOICES:
        return tuple(texts)
    if item.kind in (Kind.LEVEL, Kind.SCALE):
        return int(texts[0]) if WHOLE.fullmatch(texts[0]) else texts[0]
    return _decimal(texts[0]) if item.kind is Kind.NUMBER else texts[0]


def _decimal(text: str) -> int | str:
    """Full-width figures, a comma and any dash are read; one number is always written in the same way."""
    plain = unicodedata.normalize("NFKC", text).translate(DASHES).replace(",", ".").replace(" ", "")
    if not DECIMAL.fullmatch(plain):
        return text
    if Fraction(plain).denominator == 1:
        return int(Fraction(plain))
    sign, digits = ("-", plain[1:]) if plain.startswith("-") else ("", plain)
    whole, _point, part = digits.partition(".")
    return f"{sign}{int(whole)}.{part.rstrip('0')}"


def accepted(item: Item, highest: int, answer: Answer) -> Answer:
    """The answer as it is stored, None where there is none. Raises Unscorable where the item does not allow it."""
    if answer is None or (isinstance(answer, str | list | tuple) and not answer):
        return None
    if item.kind is Kind.TEXT:
        return _free_text(item, answer)
    points(item, highest, answer)
    if item.kind is Kind.CHOICES and not isinstance(answer, int | str):
        return [key for key, _points in item.options if key in answer]
    return answer


def _free_text(item: Item, answer: Answer) -> Answer:
    if not isinstance(answer, str):
        raise Unscorable(item.key, Fault.WRONG_KIND)
    if len(answer) > LONGEST_TEXT:
        raise Unscorable(item.key, Fault.OUT_OF_RANGE)
    if any(unicodedata.category(char) == "Cs" or (char < " " and char not in "\n\r\t") for char in answer):
        raise Unscorable(item.key, Fault.WRONG_KIND)
    return answer.replace("\r\n", "\n").strip() or None
