"""Makes a backup of what is stored now."""

import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import IO

from allauth.mfa.adapter import get_adapter
from django.conf import settings

from kanazawa_exchange.lib import whole_database
from kanazawa_exchange.lib.version import VERSION

from . import archive

KEY_PROOF = "the FIELD_KEY of this backup"


def stored_files() -> dict[str, Path]:
    """Every complete file of the installation, by its name below MEDIA_ROOT."""
    root = Path(settings.MEDIA_ROOT)
    paths = (path for path in sorted(root.rglob("*")) if path.is_file() and not path.name.startswith("."))
    return {str(path.relative_to(root)): path for path in paths}


def make(stream: IO[bytes], *, now: datetime) -> archive.Manifest:
    """Write a backup into a stream: first the database as it is at one moment, then the files, which are never changed."""
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.DATA_DIR) as name:
        folder = Path(name)
        contents = whole_database.write_out(folder)
        manifest = archive.Manifest(
            VERSION, now.isoformat(timespec="seconds"), get_adapter().encrypt(KEY_PROOF), contents
        )
        archive.write(stream, folder, manifest, stored_files())
    return manifest


def make_file(path: Path, *, now: datetime) -> archive.Manifest:
    """The same into a new file that only its owner may read; it has its name when it is complete. Errors: FileExistsError."""
    if path.exists():
        raise FileExistsError(path)
    part = path.with_name(f".{path.name}.part")
    try:
        with open(part, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            manifest = make(file, now=now)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return manifest
