"""What people do in the last minute: each sends twice at once, some go back and send once more, and all wait for the page that follows."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random

from django.urls import reverse

from mobility.models import Application

from .browsers import Answer, Browser

AT_ONCE = 8
GOES_BACK = 10
"""One of so many."""
BEFORE_CLOSING = 1.0
"""Seconds: later nobody begins, as a busy machine might send the click after the closing."""


@dataclass
class Clicks:
    """All answers of the rush: to the clicks, and to the reading of the page to which they led."""

    closes_at: float
    sent: list[Answer] = field(default_factory=list)
    read: list[Answer] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: list[Answer], answer: Answer, fault: str = "") -> None:
        with self._guard:
            kind.append(answer)
            if fault:
                self.unexpected.append(fault)

    @property
    def answered_after_closing(self) -> int:
        return sum(one.sent_at < self.closes_at < one.sent_at + one.seconds for one in self.sent)

    @property
    def sent_after_closing(self) -> int:
        """Only those who went back: they have sent before."""
        return sum(one.sent_at >= self.closes_at for one in self.sent)


def signed_in(port: int, emails: Sequence[str]) -> list[Browser]:
    """A browser for each, signed in by password."""
    browsers = [Browser(port, number) for number, _email in enumerate(emails, start=1)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda pair: pair[0].sign_in(pair[1]), zip(browsers, emails, strict=True)))
    return browsers


def opened(browsers: Sequence[Browser], drafts: Sequence[Application]) -> list[dict[str, str]]:
    """Each has the page open on which one looks over and sends."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda pair: pair[0].form(_check(pair[1])), zip(browsers, drafts, strict=True)))


def rush(
    browsers: Sequence[Browser],
    drafts: Sequence[Application],
    forms: Sequence[dict[str, str]],
    closes_at: float,
    seconds: float,
) -> Clicks:
    """All of them, at moments that grow denser until the closing; the same each time."""
    clicks, chance = Clicks(closes_at), Random(20180331)
    shares = [chance.random() ** 0.5 for _draft in drafts]
    begins, span = closes_at - seconds, seconds - BEFORE_CLOSING
    threads = [
        threading.Thread(target=_one, args=(clicks, browser, draft, form, begins + span * share, number))
        for number, (browser, draft, form, share) in enumerate(zip(browsers, drafts, forms, shares, strict=True))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return clicks


def _one(
    clicks: Clicks, browser: Browser, draft: Application, form: dict[str, str], moment: float, number: int
) -> None:
    page = reverse("mobility:own_application", args=[draft.uid])
    time.sleep(max(0.0, moment - time.time()))
    first = threading.Thread(target=_click, args=(clicks, browser, draft, form, page))
    first.start()
    _click(clicks, browser, draft, form, page)  # the browser shows what this one leads to
    _read(clicks, browser, page)
    first.join()
    if number % GOES_BACK == 0:
        _click(clicks, browser, draft, form, page)
        _read(clicks, browser, page)


def _click(clicks: Clicks, browser: Browser, draft: Application, form: dict[str, str], page: str) -> None:
    answer = browser.ask("POST", _check(draft), form)
    is_right = answer.status == 302 and answer.location == page
    clicks.note(clicks.sent, answer, "" if is_right else f"{answer.status} {answer.location} {answer.text[:300]}")


def _read(clicks: Clicks, browser: Browser, page: str) -> None:
    answer = browser.ask("GET", page)
    clicks.note(clicks.read, answer, "" if answer.status == 200 else f"{answer.status} {answer.text[:300]}")


def _check(draft: Application) -> str:
    return reverse("mobility:application_check", args=[draft.uid])
