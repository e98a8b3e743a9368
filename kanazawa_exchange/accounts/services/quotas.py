"""How much one person may keep here, in one set of files and altogether; counted under a lock on the person."""

from django.conf import settings
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.uploads import UploadRefused

from ..models import Person, StoredFile
from .editing import lock_person


def take_room(owner: Person, file_set: str, size: int, *, field: str, replaced: StoredFile | None = None) -> None:
    """Inside the transaction that stores the file: two uploads at one moment wait for each other here. Errors: UploadRefused."""
    lock_person(owner.pk)
    left = room(owner, file_set, replaced)
    if size > left:
        words = {"size": megabytes(size, up=True), "left": megabytes(left)}
        sentence = _(
            "There is no room for this file of %(size)s MB: %(left)s MB are left. Remove a file first, or send a smaller one."
        )
        raise UploadRefused(sentence % words, field=field)


def refuse_full(owner: Person, file_set: str, replaced: StoredFile | None = None) -> None:
    """Before anything is written, without a lock: nothing at all is left. Errors: UploadRefused."""
    if room(owner, file_set, replaced) <= 0:
        raise UploadRefused(_("There is no room for a further file: nothing is left. Remove a file first."))


def room(owner: Person, file_set: str, replaced: StoredFile | None = None) -> int:
    """Bytes that are left in this set, or altogether where that is less; never below zero. `replaced` goes, and counts no more."""
    own = StoredFile.objects.filter(owner=owner)
    if replaced is not None:
        own = own.exclude(pk=replaced.pk)
    used = own.aggregate(all=Sum("size", default=0), here=Sum("size", default=0, filter=Q(file_set=file_set)))
    return max(0, min(settings.FILE_SET_BYTES - used["here"], settings.PERSON_FILES_BYTES - used["all"]))


def megabytes(size: int, *, up: bool = False) -> str:
    """With one digit, never too large for what is left nor too small for what is asked."""
    tenths = -(-size * 10 // 1_048_576) if up else size * 10 // 1_048_576
    return formats.number(tenths / 10, decimals=1)
