"""Pictures in the sizes in which they are shown: made by a worker, one for equal bytes, and gone with the last file that has them."""

import io
import secrets
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.jobs import Held, Kind, Part, Stopped
from kanazawa_exchange.lib.uploads import renditions
from kanazawa_exchange.lib.uploads.renditions import Rendition

from ..models import Job, Picture, StoredFile, User
from . import jobs
from .disk import path_of, write

FOLDER = "pictures"
CODE = "picture"
STRAY_AGE = 24 * 3600


def folder_of(sha256: str) -> Path:
    """Where the renditions of a picture lie, each under its name."""
    return path_of(f"{FOLDER}/{sha256[:2]}/{sha256}")


# --- For a file ------------------------------------------------------------------------------------------------------


def show(stored: StoredFile, *, by: User | None, now: datetime) -> Picture:
    """From now on this stored picture is shown in sizes of its own; a worker makes them, where no other file had them made.

    In the transaction that stores the file; whoever calls has asked whether `by` may.
    """
    with path_of(stored.file.name or "").open("rb") as stream:
        width, height = renditions.size_of(stream)
    with transaction.atomic():
        picture = _locked(stored.sha256, width, height)
        stored.picture = picture
        stored.save(update_fields=["picture"])
        if picture.made_at is None and not _is_being_made(picture):
            _begin(picture, by=by, now=now)
    return picture


def _locked(sha256: str, width: int, height: int) -> Picture:
    """The picture of these bytes under lock: whoever takes away the last other file of it waits, or was there before."""
    new = {"key": secrets.token_urlsafe(16), "width": width, "height": height}
    while True:
        made, _is_new = Picture.objects.get_or_create(sha256=sha256, defaults=new)
        picture: Picture | None = Picture.objects.select_for_update().filter(pk=made.pk).first()
        if picture is not None:
            return picture


def release(pk: int) -> None:
    """A file is gone that had this picture; with the last one the picture goes, and its renditions after the commit."""
    picture = Picture.objects.select_for_update().filter(pk=pk).first()
    if picture is None or StoredFile.objects.filter(picture=picture).exists():
        return
    picture.delete()
    transaction.on_commit(lambda: _remove_renditions(picture.sha256), robust=True)  # what is left, the sweep finds


def _remove_renditions(sha256: str) -> None:
    """Unless somebody has stored the same bytes again meanwhile."""
    if Picture.objects.filter(sha256=sha256).exists():
        return
    folder = folder_of(sha256)
    for path in list(folder.iterdir()) if folder.is_dir() else []:
        path.unlink(missing_ok=True)
    if folder.is_dir():
        folder.rmdir()


# --- Made by a worker ------------------------------------------------------------------------------------------------


def _begin(picture: Picture, *, by: User | None, now: datetime) -> Job:
    part = Part("all", size=len(renditions.planned(picture.width, picture.height)))
    return jobs.start(KIND, {"sha256": picture.sha256}, [part], by=by, now=now)


def _is_being_made(picture: Picture) -> bool:
    return Job.objects.open().filter(kind=CODE, parameters__sha256=picture.sha256).exists()


def _work(held: Held) -> list[str]:
    """The names of all renditions, once they lie on the disk; what an earlier attempt has written is not made again.

    Empty, when no file has this picture any more.
    """
    stored = StoredFile.objects.select_related("picture").filter(picture__sha256=held.parameters["sha256"]).first()
    if stored is None or stored.picture is None:
        return []
    folder, plan = folder_of(stored.sha256), renditions.planned(stored.picture.width, stored.picture.height)
    missing = [one for one in plan if not (folder / one.name).is_file()]
    held.tell(len(plan) - len(missing))
    with path_of(stored.file.name or "").open("rb") as stream:
        for one, content in _made(stream, missing):
            if held.is_cancelled():
                raise Stopped
            write(io.BytesIO(content), folder / one.name)
            held.tell(1)
    return [one.name for one in plan]


def _made(stream: IO[bytes], missing: list[Rendition]) -> Iterator[tuple[Rendition, bytes]]:
    return renditions.made(stream, missing) if missing else iter(())


def _store(held: Held, names: list[str]) -> None:
    sha256 = held.parameters["sha256"]
    made = Picture.objects.filter(sha256=sha256)
    if not names or not made.update(renditions=names, made_at=clock.now()):
        transaction.on_commit(lambda: _remove_renditions(sha256), robust=True)  # it was taken away meanwhile


KIND = Kind(CODE, _("Sizes of a picture"), _store, _work)


# --- In the night ----------------------------------------------------------------------------------------------------


def sweep(*, now: datetime) -> tuple[int, int]:
    """(pictures without files taken away, pictures made again): of a machine that stopped, or lost what lay on its disk."""
    gone = 0
    for pk in Picture.objects.filter(files=None).values_list("pk", flat=True):
        with transaction.atomic():
            release(pk)
            gone += 1
    _remove_stray(now)
    again = [picture for picture in Picture.objects.all() if not _is_whole(picture) and not _is_being_made(picture)]
    for picture in again:
        Picture.objects.filter(pk=picture.pk).update(renditions=[], made_at=None)
        _begin(picture, by=None, now=now)
    return gone, len(again)


def _is_whole(picture: Picture) -> bool:
    folder = folder_of(picture.sha256)
    return bool(picture.made_at) and all((folder / name).is_file() for name in picture.renditions)


def _remove_stray(now: datetime) -> None:
    """Folders of pictures that are not there, and parts of files, older than a day."""
    limit = min(now.timestamp(), time.time()) - STRAY_AGE
    known = set(Picture.objects.values_list("sha256", flat=True))
    for path in path_of(FOLDER).glob("*/*/*"):
        is_stray = path.parent.name not in known or path.name.startswith(".")
        if is_stray and path.is_file() and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
