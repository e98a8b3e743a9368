"""The archive of a backup: a compressed tar of database and files, at its end a manifest with counts and checksums.

Whatever comes out of an archive is checked before it is used: names, kinds, sizes and checksums of all members.
"""

import hashlib
import json
import os
import re
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from kanazawa_exchange.lib.whole_database import Contents

MANIFEST = "manifest.json"
FORMAT = 1
DATABASE, FILES = "database", "files"
_NAME = re.compile(rf"({DATABASE}/[A-Za-z0-9_.]+|{FILES}(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+)")
_BLOCK = 1024 * 1024
MANIFEST_LIMIT = 64 * _BLOCK


class Unfit(Exception):
    """The archive cannot be used; the message says which member, and why."""


@dataclass
class Manifest:
    """What an archive holds: when and by which version it was made, the database, and each member's size and checksum."""

    version: str
    made_at: str
    key_proof: str  # can be read with the FIELD_KEY of the installation, and says nothing
    database: Contents
    members: dict[str, tuple[int, str]] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def files(self) -> list[str]:
        return [name for name in self.members if name.startswith(f"{FILES}/")]


def write(stream: IO[bytes], folder: Path, manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Write the parts of the database that lie in `folder`, the files under their names, and the manifest."""
    members = {f"{DATABASE}/{path.name}": path for path in sorted(folder.iterdir())}
    members |= {f"{FILES}/{name}": path for name, path in sorted(files.items())}
    with tarfile.open(fileobj=stream, mode="w|gz", format=tarfile.PAX_FORMAT) as tar:
        for name, path in members.items():
            manifest.members[name] = _add(tar, name, path)
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        head = _head(MANIFEST, len(text))
        tar.addfile(head, _Bytes(text))


class _Counted:
    """A file that is being read: how much, and the checksum of it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.size, self.digest = file, 0, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.file.read(size)
        self.size += len(block)
        self.digest.update(block)
        return block


class _Bytes:
    def __init__(self, text: bytes) -> None:
        self.rest = text

    def read(self, size: int = -1) -> bytes:
        block, self.rest = self.rest[:size], self.rest[size:]
        return block


def _head(name: str, size: int) -> tarfile.TarInfo:
    head = tarfile.TarInfo(name)
    head.size, head.mode = size, 0o600
    return head


def _add(tar: tarfile.TarFile, name: str, path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        counted = _Counted(file)
        tar.addfile(_head(name, os.fstat(file.fileno()).st_size), counted)
    return counted.size, counted.digest.hexdigest()


def unpack(stream: IO[bytes], folder: Path) -> Manifest:
    """Write all members into `folder` and return the manifest that they keep. Errors: Unfit."""
    found: dict[str, tuple[int, str]] = {}
    text: bytes | None = None
    try:
        with tarfile.open(fileobj=stream, mode="r|gz") as tar:
            for member in tar:
                if text is not None or not member.isreg() or member.name in found:
                    raise Unfit(f"{member.name!r} does not belong into a backup.")
                if member.name == MANIFEST:
                    text = b"".join(_blocks(tar, member))
                else:
                    found[member.name] = _unpack_one(tar, member, folder)
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise Unfit(f"This is no backup, or it is cut off: {error}.") from error
    manifest = _manifest(text)
    _refuse_change(found, manifest.members)
    return manifest


def _unpack_one(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> tuple[int, str]:
    if not _NAME.fullmatch(member.name) or ".." in member.name:
        raise Unfit(f"{member.name!r} does not belong into a backup.")
    target = folder / member.name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with open(target, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        for block in _blocks(tar, member):
            file.write(block)
            digest.update(block)
        return file.tell(), digest.hexdigest()


def _blocks(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[bytes]:
    if member.name == MANIFEST and member.size > MANIFEST_LIMIT:
        raise Unfit("The manifest is larger than a manifest can be.")
    file = tar.extractfile(member)
    while file and (block := file.read(_BLOCK)):
        yield block


def _manifest(text: bytes | None) -> Manifest:
    if text is None:
        raise Unfit("There is no manifest in it: it is cut off, or no backup.")
    try:
        read = json.loads(text)
        if read["format"] != FORMAT:
            raise Unfit(f"It has the format {read['format']!r}; this version reads {FORMAT}.")
        base = read.pop("database")
        contents = Contents(
            str(base["vendor"]),
            {str(name): int(rows) for name, rows in base["tables"].items()},
            {str(name): (int(last), bool(called)) for name, (last, called) in base["sequences"].items()},
            [(str(app), str(name)) for app, name in base["migrations"]],
        )
        members = {str(name): (int(size), str(digest)) for name, (size, digest) in read.pop("members").items()}
        return Manifest(database=contents, members=members, **read)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unfit("The manifest cannot be read.") from error


def _refuse_change(found: Mapping[str, tuple[int, str]], promised: Mapping[str, tuple[int, str]]) -> None:
    for name in sorted({*found, *promised}):
        if name not in found:
            raise Unfit(f"{name!r} is missing.")
        if name not in promised:
            raise Unfit(f"{name!r} is not in the manifest.")
        if found[name] != promised[name]:
            raise Unfit(f"{name!r} is not as it was: its size or checksum differs from the manifest.")
