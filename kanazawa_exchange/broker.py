"""A Celery transport by files with atomic writes, for one computer without Redis.

kombu's own file transport writes under the final name while the reader looks, so that a message read half-written ends
the worker; it also loses the order over a restart of the machine. Here a message appears under its name only when it is
complete, is claimed by one rename, and is set aside when it cannot be read. One worker only: the reply exchange of
kombu keeps one shared file.
"""

import os
import time
import uuid
from pathlib import Path
from queue import Empty

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    """Files named <wall clock>_<random>.<queue>.msg; names with a leading dot are in work, claimed or unreadable."""

    def _put(self, queue: str, payload: object, **kwargs: object) -> None:  # type: ignore[override]  # two names above
        name = f"{time.time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        part = Path(self.data_folder_out, f".{name}.part")
        part.write_text(dumps(payload), encoding="utf-8")
        part.rename(part.with_name(name))

    def _get(self, queue: str, timeout: object = None) -> object:
        for name in sorted(os.listdir(self.data_folder_in)):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            path = Path(self.data_folder_in, name)
            taken = path.with_name(f".{name}.taken")
            try:
                path.rename(taken)
            except FileNotFoundError:
                continue  # somebody else was faster
            try:
                message = loads(taken.read_text(encoding="utf-8"))
            except ValueError:
                taken.rename(path.with_name(f".{name}.bad"))
                continue
            taken.unlink()
            return message
        raise Empty


class Transport(filesystem.Transport):
    """Registered as ``portalfs://`` in kanazawa_exchange.celery."""

    Channel = Channel


def tidy(folder: Path) -> int:
    """Puts claims of a worker that died between claim and reading back into the queue; only while no worker runs.

    Returns how many came back.
    """
    claims = list(folder.glob(".*.msg.taken"))
    for taken in claims:
        taken.rename(folder / taken.name.removeprefix(".").removesuffix(".taken"))
    for part in folder.glob(".*.msg.part"):
        if time.time() - part.stat().st_mtime > 3600:
            part.unlink(missing_ok=True)
    return len(claims)
