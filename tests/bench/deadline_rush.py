"""The last minute of a call through the web server of production: everybody sends twice, beside the naive way on the same machine.

Afterwards some of them are offered fewer places at one moment.
"""

import os
import time
from collections.abc import Sequence

from django.db import connection

from kanazawa_exchange.accounts.models import Letter, Transition
from mobility.mail_kinds import APPLICATION_RECEIVED
from mobility.models import Application
from programs.models import Call

from . import rush_clicks, rush_offers, rush_people, web
from .browsers import Answer, Browser
from .measuring import Out
from .rush_clicks import Clicks
from .rush_people import Rush
from .scoring import Times, holds, say

FULL, LAST_SECONDS = 500, 60.0
"""So many in so many seconds: fewer people have less time, and the crowd is as dense."""
SHORTEST = 4.0
NAIVE = "tests.bench.naive_settings"
BAR_SECONDS = 5


def run(applicants: int, out: Out) -> bool:
    """Fill an empty, migrated database with so many applicants, let them send, count, print; True when all bars are kept."""
    began = time.monotonic()
    say(out, f"{connection.vendor}, {os.cpu_count()} cores, load before: {os.getloadavg()[0]:.1f}\n")
    people = rush_people.create(applicants)
    web.prepare()
    with web.serving() as port:
        browsers = _sign_in(port, people, out)
        drafts, clicks = _last_minute(browsers, people, "the portal", out)
    with web.serving(NAIVE) as port:
        for browser in browsers:
            browser.port = port
        theirs, naive = _last_minute(browsers, people, "the naive way", out)
    _tell_of_the_naive(theirs, naive, applicants, out)
    sent = counted(drafts)  # before some of them are decided about
    is_exact = rush_offers.run(drafts, theirs, out)
    say(out, f"measured in {time.monotonic() - began:.0f} s\n")
    return _judged(sent, clicks, applicants, out) and is_exact


def _sign_in(port: int, people: Rush, out: Out) -> list[Browser]:
    began = time.monotonic()
    browsers = rush_clicks.signed_in(port, [user.email for user in people.users])
    say(out, f"{'signed in by password, s':44}{time.monotonic() - began:.1f}\n")
    return browsers


def _last_minute(browsers: Sequence[Browser], people: Rush, label: str, out: Out) -> tuple[list[Application], Clicks]:
    drafts = rush_people.call_with_drafts(people)
    forms = rush_clicks.opened(browsers, drafts)
    seconds = max(SHORTEST, LAST_SECONDS * len(drafts) / FULL)
    closes_at = rush_people.close(drafts[0].call, seconds)
    say(out, f"{label}: {len(drafts):,} applicants in the last {seconds:.0f} s, each sends twice at once\n")
    clicks = rush_clicks.rush(browsers, drafts, forms, closes_at, seconds)
    again = len(clicks.sent) - 2 * len(drafts)
    say(out, f"{'  sent; once more, after going back':44}{len(clicks.sent):,}; {again:,}\n")
    say(out, f"{'  sent before the closing, answered later':44}{clicks.answered_after_closing:,}\n")
    say(out, f"{'  answer to it, s: p50, p95, most':44}{_seconds(clicks.sent)}\n")
    say(out, f"{'  page that follows, s: p50, p95, most':44}{_seconds(clicks.read)}\n")
    for fault in clicks.unexpected[:3]:
        say(out, f"  unexpected: {fault}\n")
    return drafts, clicks


def _seconds(answers: Sequence[Answer]) -> str:
    return ", ".join(f"{share_of(answers, share):.2f}" for share in (0.5, 0.95, 1))


def share_of(answers: Sequence[Answer], share: float) -> float:
    """So long the given share of the answers took at the most."""
    seconds = sorted(answer.seconds for answer in answers)
    return seconds[max(0, round(len(seconds) * share) - 1)]


# --- What stands in the database -----------------------------------------------------------------------------------------


def applications_of(call: Call) -> int:
    """Sent, and in time by the moment that the portal has kept."""
    closes_at = Call.objects.get(pk=call.pk).closes_at
    return Application.objects.filter(call=call, status="submitted", submitted_at__lt=closes_at).count()


def mails_of(call: Call) -> int:
    """The confirmations to those who applied for this call."""
    known = {str(uid) for uid in Application.objects.filter(call=call).values_list("uid", flat=True)}
    refs = Letter.objects.filter(kind=APPLICATION_RECEIVED.code).values_list("ref", flat=True)
    return sum(ref.split()[0] in known for ref in refs)


def lines_of(drafts: Sequence[Application]) -> int:
    keys = [draft.pk for draft in drafts]
    return Transition.objects.filter(record_type="application", move="submit", record_id__in=keys).count()


def counted(drafts: Sequence[Application]) -> tuple[int, int, int]:
    """Applications, mails and moves in the log."""
    call = drafts[0].call
    return applications_of(call), mails_of(call), lines_of(drafts)


def _tell_of_the_naive(drafts: Sequence[Application], clicks: Clicks, applicants: int, out: Out) -> None:
    """No bar: how often two meet is chance. What it loses are those whose turn came after the closing."""
    call = drafts[0].call
    written = Application.history.filter(call=call, status="submitted").count()
    sent, mails = applications_of(call), mails_of(call)
    say(
        out,
        f"the naive way: {sent} applications of {applicants} ({applicants - sent} lost), written {written} times, {mails} mails"
        f" ({mails - sent} twice), {len(clicks.unexpected)} errors, p95 {share_of(clicks.sent, 0.95):.2f} s\n",
    )


def _judged(counts: tuple[int, int, int], clicks: Clicks, applicants: int, out: Out) -> bool:
    sent, mails, lines = counts
    p95 = share_of(clicks.sent, 0.95)
    kept = [holds(out, "p95 of an answer, s", Times([p95]), at_most=BAR_SECONDS)]
    say(out, f"{'moves in the log':44}{lines}\n")
    errors = len(clicks.unexpected)
    say(out, f"{sent} applications, {mails} mails, {errors} errors, p95 {p95:.2f} s\n")
    return all(kept) and errors == 0 and counts == (applicants, applicants, applicants)
