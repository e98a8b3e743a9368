"""The migrations that installations have run, with their checksums: ``python -m tests.released_migrations`` writes the list.

It is written when a version gets its heading in the changelog. Until then a migration may still be changed by its author;
from then on it is what databases out there look like, and a further change is a further migration.
"""

import hashlib
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "tests" / "data" / "released_migrations.txt"
FOUNDATION = "foundation"  # what was in use before the first numbered version


def present(root: Path = ROOT) -> dict[str, str]:
    """The checksum of each migration by its path."""
    paths = sorted(root.glob("*/migrations/0*.py")) + sorted(root.glob("*/*/migrations/0*.py"))
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def released(text: str | None = None) -> tuple[str, dict[str, str]]:
    """The version for which the list was written, and the checksums in it."""
    first, *rest = (LIST.read_text() if text is None else text).splitlines()
    return first, {path: digest for digest, path in (line.split() for line in rest if line)}


def newest_version() -> str:
    """The uppermost version of the changelog that has a number."""
    found = re.search(r"^## (\d\S*)", (ROOT / "CHANGELOG.md").read_text(), re.M)
    return found[1] if found else FOUNDATION


def complaints(listed: dict[str, str], found: dict[str, str]) -> list[str]:
    """The released migrations that are not as they were."""
    lost = [f"{path} was released and is gone" for path in listed if path not in found]
    return lost + [
        f"{path} was released and is changed: write a further migration"
        for path, digest in listed.items()
        if path in found and found[path] != digest
    ]


def written() -> str:
    return "\n".join([newest_version(), *(f"{digest}  {path}" for path, digest in present().items())]) + "\n"


if __name__ == "__main__":
    if wrong := complaints(released()[1], present()):
        raise SystemExit("\n".join(wrong))
    LIST.write_text(written())
