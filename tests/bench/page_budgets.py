"""Home, feed, an Activity Report with photos and a programme, on a telephone over slow 4G, each beside its budgets.

The portal runs as in production, behind nginx with its own file, and holds the demo. Of several visits to a page the quickest counts for
the largest paint, as this machine may be busy; the worst for jumps, as a page that jumps once jumps; and the first for the server, which
keeps the page for those that follow.
"""

import os
import statistics
from collections.abc import Iterator, Sequence

from django.core.management import call_command
from django.db import connection

from kanazawa_exchange.accounts.models import Job
from kanazawa_exchange.accounts.services import labour
from kanazawa_exchange.lib import clock
from mobility.models import ActivityReport
from mobility.queries.activity_reports.photos import public_photos

from . import web
from .browsers import Browser
from .measuring import Out
from .scoring import say
from .telephone import Picture, Visit, telephone

LANGUAGES, WARMING = ("ru", "ja"), "en"
"""Those that are measured, and one in which each page is asked for before: a process that has just begun still imports its parts."""
VISITS = 3
LARGEST_MS, JUMPS, SERVER_MS = 2000, 0.1, 300
PAGE_KB, SCRIPT_KB, STYLES = 200, 30, 1
TIMES = 2
"""So many pixels of a file for one of the screen, along a side, and no more."""
Line = tuple[str, float, float, str]
"""What is measured, its value, the most it may be, and how it is printed."""


def run(_number: int, out: Out) -> bool:
    """The demo in an empty, migrated database; every page is visited and printed. True where each budget is kept."""
    say(out, f"{connection.vendor}, {os.cpu_count()} cores, load before: {os.getloadavg()[0]:.1f}\n")
    call_command("upgrade", verbosity=0)
    call_command("seed_demo", verbosity=0)
    _work_all()
    warming, paths = list(addresses([WARMING])), list(addresses(LANGUAGES))
    web.prepare()
    kept = []
    with web.serving() as port, web.through_nginx(port) as https, telephone(https) as phone:
        for path in warming:
            Browser(port, 1).ask("GET", path)
        for path in paths:
            kept.append(judged(path, [phone.visit(path) for _each in range(VISITS)], out))
    say(out, f"all budgets: {'kept' if all(kept) else 'NOT KEPT'}\n")
    return all(kept)


def _work_all() -> None:
    """The sizes of the demo's pictures are made."""
    for job in Job.objects.open():
        labour.work(job.pk, holder="bench", call_help=lambda holders: None, seconds=600)


def addresses(languages: Sequence[str]) -> Iterator[str]:
    """In each language; the report is the newest of those that show most photos."""
    reports = list(ActivityReport.objects.public(clock.now()).order_by("-first_published_at", "-pk"))
    photos = public_photos([report.pk for report in reports], clock.now())
    most = max(reports, key=lambda report: len(photos.get(report.pk, ())))
    if not photos.get(most.pk):
        raise RuntimeError("no public Activity Report shows a photo")
    for language in languages:
        for page in ("", "activity-reports/", f"activity-reports/{most.slug}/", "programs/next-cultural/"):
            yield f"/{language}/{page}"


def judged(path: str, visits: Sequence[Visit], out: Out) -> bool:
    """Print each line of a page beside its budget, and whatever breaks one by its name; True if all are kept."""
    last = visits[-1]
    photos = [file for file in last.files if file.is_photo]
    weight = sum(file.sent for file in photos) / 1000
    median = statistics.median(visit.largest for visit in visits)
    say(out, f"\n{path}: {len(photos)} photos of {weight:.0f} kB, largest paint in the middle {median:,.0f} ms\n")
    kept = []
    for name, value, most, form in lines(visits):
        kept.append(value <= most)
        say(out, f"  {name:44}{value:>12{form}}{most:>10{form}}  {'kept' if kept[-1] else 'NOT KEPT'}\n")
    for picture in last.pictures:
        shown = f"{picture.shown_wide:.0f}×{picture.shown_high:.0f} px shown"
        say(out, f"    {picture.wide}×{picture.high}, {shown}, {picture.times:.1f} times: {picture.name[:60]}\n")
    for target in last.pale:
        say(out, f"    too pale: {target}\n")
    return all(kept)


def lines(visits: Sequence[Visit]) -> list[Line]:
    last = visits[-1]
    page = [file for file in last.files if not file.is_photo]
    scripts = [file for file in page if file.kind == "script"]
    return [
        ("largest paint, ms, the quickest visit", _painted(visits), LARGEST_MS, ",.0f"),
        ("jumps (CLS), the worst visit", max(visit.jumps for visit in visits), JUMPS, ".3f"),
        ("first byte, ms, the first visit", visits[0].server, SERVER_MS, ".0f"),
        ("kB before photos, as sent", sum(file.sent for file in page) / 1000, PAGE_KB, ".1f"),
        ("kB before photos, gzipped", sum(file.gzipped for file in page) / 1000, PAGE_KB, ".1f"),
        ("kB of scripts, as sent", sum(file.sent for file in scripts) / 1000, SCRIPT_KB, ".1f"),
        ("style sheets", sum(file.kind == "stylesheet" for file in page), STYLES, ".0f"),
        ("images more than twice too large", sum(_is_too_large(one) for one in last.pictures), 0, ".0f"),
        ("images without width and height", sum(not one.has_size for one in last.pictures), 0, ".0f"),
        ("texts with too little contrast", len(last.pale), 0, ".0f"),
    ]


def _painted(visits: Sequence[Visit]) -> float:
    """A visit that painted nothing proves nothing."""
    return min(visit.largest or float("inf") for visit in visits)


def _is_too_large(picture: Picture) -> bool:
    return picture.times > TIMES
