"""Reads a report of delivery (RFC 3464): which letter will not arrive, and why. Nothing in it is trusted.

A letter is known by its number alone, the Message-ID in the part of the report that gives it back. The address says nothing:
whoever knows one could write a report about it.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from .mail import LONGEST_REASON

LARGEST = 2_000_000
"""Bytes; what is longer is no report of a letter of ours."""

NUMBER = re.compile(r"<[^<>\s]{1,198}>")
FOR_GOOD = re.compile(r"\s*[45]\.\d{1,3}\.\d{1,3}(?!\d)")
"""The status of a failure. Where a server has given up after days of trying, it says 4, and means it."""


class NoReport(Exception):
    """This is no report of a letter that will not arrive; why, in a sentence."""


@dataclass(frozen=True)
class Returned:
    """The number of the letter, and what the mail server said."""

    number: str
    reason: str


def returned(raw: bytes) -> Returned:
    """The letter that will not arrive. Errors: NoReport."""
    if len(raw) > LARGEST:
        raise NoReport("This is too long for a report of delivery.")
    try:
        return _returned(message_from_bytes(raw))
    except (RecursionError, LookupError, ValueError, TypeError, AttributeError):  # what the parser makes of broken mail
        raise NoReport("This message is broken and cannot be read.") from None


def _returned(message: Message) -> Returned:
    parts = message.get_payload()
    kind = str(message.get_param("report-type", "")).lower()
    if message.get_content_type() != "multipart/report" or kind != "delivery-status" or not isinstance(parts, list):
        raise NoReport("This is no report of delivery.")
    known = [part for part in parts if isinstance(part, Message)]
    return Returned(_number(known), _reason(known))


def _reason(parts: list[Message]) -> str:
    """What was said of the reader; a letter has one, whose server may have passed it on to several."""
    told = [group for part in parts for group in _groups(part) if "Action" in group]
    if not told or not all(_is_failed(group) for group in told):
        raise NoReport("This report tells of no failure for good.")
    status, words = _plain(told[0], "Status"), _plain(told[0], "Diagnostic-Code")
    said = words.partition(";")[2].strip() or words
    return (said or status)[:LONGEST_REASON]


def _groups(part: Message) -> list[Message]:
    groups = part.get_payload() if part.get_content_type() == "message/delivery-status" else []
    return [group for group in groups if isinstance(group, Message)] if isinstance(groups, list) else []


def _is_failed(group: Message) -> bool:
    action = _plain(group, "Action").lower().split()
    return action[:1] == ["failed"] and FOR_GOOD.match(_plain(group, "Status")) is not None


def _number(parts: list[Message]) -> str:
    """The Message-ID of the letter that the report gives back."""
    for part in parts:
        head = _given_back(part)
        if head is not None and (found := NUMBER.search(_plain(head, "Message-ID"))):
            return found[0]
    raise NoReport("This report does not say which letter it is about.")


def _given_back(part: Message) -> Message | None:
    """The head of the letter, from the whole of it or from its lines alone."""
    kind, inner = part.get_content_type(), part.get_payload()
    if kind in ("message/rfc822", "message/global", "message/global-headers"):
        return inner[0] if isinstance(inner, list) and inner and isinstance(inner[0], Message) else None
    if kind == "text/rfc822-headers":
        lines = part.get_payload(decode=True)
        return message_from_bytes(lines) if isinstance(lines, bytes) else None
    return None


def _plain(head: Message, name: str) -> str:
    """The words of a line, on one line and without what cannot be printed."""
    text = str(head.get(name, ""))
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
