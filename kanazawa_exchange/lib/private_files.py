"""Files of the portal are for the user who runs it alone, whatever that user's habits are."""

import os
import stat
from pathlib import Path

OTHERS = 0o077


def keep_private() -> None:
    """What this process and its children create from now on is for their own user alone."""
    os.umask(OTHERS)


def make_private(folder: Path) -> None:
    """Takes from others what they may do with a folder and all that is in it; folders of the system stay as they are."""
    if not _is_own(folder):
        return
    for place, _folders, files in os.walk(folder):
        for path in (Path(place), *(Path(place, name) for name in files)):
            mode = path.lstat().st_mode
            if mode & OTHERS and not stat.S_ISLNK(mode) and path.lstat().st_uid == os.geteuid():
                path.chmod(stat.S_IMODE(mode) & ~OTHERS)


def _is_own(folder: Path) -> bool:
    """Neither a place that many share (/tmp) nor one that holds more than the portal (the root, somebody's home)."""
    state = folder.stat()
    is_shared = bool(state.st_mode & stat.S_ISVTX)
    return not is_shared and state.st_uid == os.geteuid() and folder.resolve() not in {Path("/"), Path.home()}
