"""An Activity Report is withdrawn while readers fetch it, its photos and the lists that name it: when the last one was shown it.

The portal runs as in production: gunicorn with the file of the project, behind nginx with its own where nginx is there.
"""

import contextlib
import http.client
import os
import time
from collections.abc import Callable, Iterator, Sequence

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.urls import reverse
from django.utils.translation import override
from PIL import Image

from kanazawa_exchange.accounts.models import Job, User
from kanazawa_exchange.accounts.services import labour
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.content_types import WEBP
from kanazawa_exchange.lib.typed_boxes import Change, stamp_of
from mobility.models import ActivityReport, ReportPhoto
from mobility.queries.activity_reports.photos import public_photos
from mobility.services.activity_reports import moving, photos
from tests.factories import World
from tests.mobility.activity_reports.published import imported
from tests.mobility.activity_reports.writing import agrees_to_photos, moved, written
from tests.platform import proxy
from tests.uploads.corpus import picture, upload

from . import web
from .browsers import PASSWORD, Browser
from .measuring import Out
from .scoring import say
from .withdrawal_readers import Address, Read, Readers, plainly, through_tls

BEFORE, AFTER = 15.0, 70.0
"""Seconds of reading before and after the withdrawal."""
OTHERS = 40
"""Further reports in the lists."""
PHOTOS = 3
BAR_SECONDS = 60
FEWEST = 200
"""Readers a second, by the issue."""
PACE = 1.1
"""They are sent so much faster than they are counted, as a busy second catches up in the next."""
ERRORS = frozenset({0, 500, 502, 503, 504})
TITLE = "Байкал без единого облака"


def run(a_second: int, out: Out) -> bool:
    """Fill an empty, migrated database, let so many read a second, withdraw, print; True when all bars are kept."""
    say(out, f"{connection.vendor}, {os.cpu_count()} cores, load before: {os.getloadavg()[0]:.1f}\n")
    report, author = published()
    addresses = addresses_of(report)
    web.prepare()
    with web.serving() as port, _door(port, out) as connect:
        browser = Browser(port, 1)
        browser.sign_in(author.email)
        page = reverse("mobility:own_report_move", args=[report.uid, "withdraw"])
        form = browser.form(page)
        readers = Readers(connect, f"{settings.LANGUAGE_COOKIE_NAME}=ru", addresses, a_second * PACE)
        readers.start()
        try:
            time.sleep(BEFORE)
            answer = browser.ask("POST", page, form)
            withdrawn_at = answer.sent_at + answer.seconds
            time.sleep(AFTER)
        finally:
            readers.stop()
    if answer.status != 302:
        raise RuntimeError(f"the report was not withdrawn: {answer.status} {answer.text[:500]}")
    say(out, f"{'answer to the withdrawal, s':44}{answer.seconds:.2f}\n")
    return judged(readers.reads, withdrawn_at, a_second, out)


@contextlib.contextmanager
def _door(port: int, out: Out) -> Iterator[Callable[[], http.client.HTTPConnection]]:
    """How readers connect: to nginx with the file of production, or without it to the web server itself."""
    if not proxy.NGINX or not proxy.OPENSSL:
        say(out, "through gunicorn alone: there is no nginx here\n")
        yield plainly(port)
        return
    with web.through_nginx(port) as https:
        say(out, "through nginx with deploy/nginx.conf, and gunicorn behind it\n")
        yield through_tls(https)


# --- What is read ----------------------------------------------------------------------------------------------------


def published() -> tuple[ActivityReport, User]:
    """A report with three photos among others that are public, and its author, who signs in by password."""
    world, now = World.build(), clock.now()
    office, author = world.user("sato", role="coordinator"), world.user("aiko")
    User.objects.filter(pk=author.pk).update(password=make_password(PASSWORD))
    author.emailaddress_set.update(verified=True, primary=True)
    for number in range(OTHERS):
        imported(number, by=office, city=world.kazan.city, program=world.cultural)
    report = written(world, office, author, now=now, title=TITLE)
    for number in range(PHOTOS):
        noise = Image.effect_noise((1700, 1200 + number), 40).convert("RGB")
        photos.add(report, upload(picture("JPEG", noise, quality=30), "ice.jpg"), by=author, now=now)
    changes = [
        Change(f"{name}-{photo.uid}", words, stamp_of(""))
        for photo in ReportPhoto.objects.filter(report=report)
        for name, words in (("alt", "Лёд"), ("people", "nobody"))
    ]
    photos.describe(report, changes, by=author, now=now)
    agrees_to_photos(author, *ReportPhoto.objects.filter(report=report), now=now)
    for job in Job.objects.open():
        labour.work(job.pk, holder="bench", call_help=lambda holders: None, seconds=60)
    report = moved(moving.rows().get(pk=report.pk), "submit", author, now=now)
    return moved(report, "publish", office, now=clock.now()), author


def addresses_of(report: ActivityReport) -> Sequence[Address]:
    """In the order in which they are asked for: page and list in each language, sizes of each photo, and the feed once."""
    shown = public_photos([report.pk], clock.now()).get(report.pk, ())
    if len(shown) != PHOTOS:
        raise RuntimeError(f"{len(shown)} photos are public, not {PHOTOS}")
    slug = (report.slug or "").encode()
    found = []
    for language in ("ru", "ja", "en"):
        with override(language):
            page = Address("page", reverse("mobility:activity_report_detail", args=[report.slug]), TITLE.encode())
            found += [page, Address("list", reverse("mobility:activity_report_list"), slug), page]
            feed = Address("feed", reverse("mobility:activity_report_atom"), slug)
    for photo in shown:
        (files,) = (source.files for source in photo.picture.sources if source.kind == WEBP)
        found += [Address("thumbnail", files[0][0]), Address("photo", files[-1][0])]
    return [*found, feed]


# --- What came of it -------------------------------------------------------------------------------------------------


def judged(reads: Sequence[Read], withdrawn_at: float, a_second: int, out: Out) -> bool:
    """Print the rate, and for each kind when the report was last given out, and until when a cache may give it on; True if all is kept."""
    seconds = max(read.at for read in reads) - min(read.at for read in reads)
    rate, errors = len(reads) / seconds, sum(read.status in ERRORS for read in reads)
    say(out, f"{'answers; a second; errors':44}{len(reads):,}; {rate:.0f}; {errors}\n")
    say(out, f"{'seconds after the withdrawal':44}{'last given':>12}{'kept until':>12}{'before':>9}{'after':>9}\n")
    kept = [rate >= a_second, errors == 0]
    for kind in dict.fromkeys(read.kind for read in reads):
        shown = [read for read in reads if read.kind == kind and read.shows]
        given = max((read.at for read in shown), default=withdrawn_at) - withdrawn_at
        until = max((read.shown_until for read in shown), default=withdrawn_at) - withdrawn_at
        before = sum(read.at <= withdrawn_at for read in shown)
        say(out, f"{'  ' + kind:44}{given:>12.1f}{until:>12.1f}{before:>9,}{len(shown) - before:>9,}\n")
        kept += [before > 0, until <= BAR_SECONDS]
    after = [read for read in reads if read.at > withdrawn_at + BAR_SECONDS]
    kept.append(bool(after))
    words = f"at least {a_second} a second without errors, nowhere shown {BAR_SECONDS} s after the withdrawal"
    say(out, f"{words}: {'kept' if all(kept) else 'NOT KEPT'}\n")
    return all(kept)
