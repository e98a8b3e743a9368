"""The malware scanner: asked at each upload, and later for what it could not judge then. Nothing that waits for it is handed out."""

import logging
import time
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import clamd
from kanazawa_exchange.lib.uploads import UploadRefused

from ..models import Scan, StoredFile
from .ledger import audit

logger = logging.getLogger(__name__)
AT_ONCE = 200
FOR_SECONDS = 40.0


def scan_upload(stream: IO[bytes], *, field: str) -> str:
    """The state that a new file begins with. Errors: UploadRefused, when something was found."""
    if not settings.CLAMD_URL:
        return Scan.UNSCANNED
    try:
        found = clamd.found_in(stream, settings.CLAMD_URL)
    except clamd.NotScanned as fault:
        logger.warning("a file waits for the malware scanner: %s", fault)
        return Scan.PENDING
    if found:
        logger.warning("an upload was refused, the malware scanner found: %s", found)
        sentence = _("The malware scanner found something in this file (%(found)s). It was not stored.")
        raise UploadRefused(sentence % {"found": found}, field=field)
    return Scan.CLEAN


def scan_waiting(*, now: datetime) -> tuple[int, int]:
    """Ask the scanner for some files that wait for it, and for those from the time without one: (judged, infected).

    Ends when the scanner is away.
    """
    if not settings.CLAMD_URL:
        return 0, 0
    until, judged, infected = time.monotonic() + FOR_SECONDS, 0, 0
    for stored in _waiting():
        if time.monotonic() > until:
            break
        try:
            found = _found(stored)
        except clamd.ScannerAway as fault:
            logger.warning("the malware scanner is away: %s", fault)
            break
        except (OSError, clamd.NotScanned) as fault:  # its bytes are gone, or are too many for the scanner
            logger.warning("a stored file could not be scanned: %s", fault)
            continue
        judged += _mark(stored, found, now=now)
        infected += bool(found)
    return judged, infected


def _waiting() -> list[StoredFile]:
    """Those that nobody can open yet come first; in no order, so that some that the scanner cannot judge hold up no others."""
    return list(StoredFile.objects.filter(scan__in=(Scan.PENDING, Scan.UNSCANNED)).order_by("scan", "?")[:AT_ONCE])


def _found(stored: StoredFile) -> str:
    with (Path(settings.MEDIA_ROOT) / (stored.file.name or "")).open("rb") as stream:
        return clamd.found_in(stream, settings.CLAMD_URL)


def _mark(stored: StoredFile, found: str, *, now: datetime) -> int:
    """Kept where it lies, as evidence, and never handed out."""
    state = Scan.INFECTED if found else Scan.CLEAN
    marked = StoredFile.objects.filter(pk=stored.pk, scan=stored.scan).update(scan=state)
    if marked and found:
        audit("file_infected", by=None, now=now, record=stored, detail=found)
    return marked
