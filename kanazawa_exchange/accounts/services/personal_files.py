"""Files that people send about themselves: judged more strictly than the office's own, and counted against their owner's quota."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.core.files.uploadedfile import UploadedFile

from kanazawa_exchange.lib import uploads

from ..models import Person, StoredFile, User
from . import files

T = TypeVar("T")


def store(
    upload: UploadedFile,
    *,
    owner: Person,
    by: User | None,
    now: datetime,
    attach: Callable[[StoredFile], T],
    policy: uploads.Policy = uploads.ANYTHING_SENT,
    file_set: str = "",
    field: str = "document",
) -> T:
    """Store a file and call `attach` with its row in one transaction; when that fails, neither row nor file remains.

    A picture is stored as a new file made of its pixels. `file_set` names what it belongs to (such as "application 17"). The
    caller has asked whether `by` may, and `attach` writes whatever refers to the file. The person is locked before `attach`.

    Errors: UploadRefused (at `field`), editing.Gone (the entry of the owner was merged), and whatever `attach` raises.
    """
    filing = files.Filing(policy, field, owner, file_set)
    return files.keep(upload, filing, by=by, now=now, attach=attach)


def replace(
    upload: UploadedFile,
    standing: StoredFile,
    *,
    by: User | None,
    now: datetime,
    attach: Callable[[StoredFile], T],
    policy: uploads.Policy = uploads.ANYTHING_SENT,
    field: str = "document",
) -> T:
    """The same in the place of another file of one person, which `attach` takes away: it counts no more against the quota."""
    filing = files.Filing(policy, field, standing.owner, standing.file_set, standing)
    return files.keep(upload, filing, by=by, now=now, attach=attach)
