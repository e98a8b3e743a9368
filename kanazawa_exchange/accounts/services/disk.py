"""Where the bytes of stored files lie, and how they come there: whole, or not at all."""

import hashlib
import os
import uuid
from pathlib import Path
from typing import IO

from django.conf import settings


def path_of(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / name


def write(stream: IO[bytes], target: Path) -> tuple[int, str]:
    """Size and checksum of what was written: under a temporary name first, and to the disk, before the real name exists."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
    digest, size = hashlib.sha256(), 0
    stream.seek(0)
    try:
        with open(temporary, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            while chunk := stream.read(64 * 1024):
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return size, digest.hexdigest()
