"""Reads the settings from the environment; what cannot be meant is collected, and refused by name before anything starts.

A name that is set to nothing counts as not set, as compose passes on what stands empty in `.env`. Values that may hold a
password or are a key are never repeated.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

SWITCHES = dict.fromkeys(("1", "true", "yes", "on"), True) | dict.fromkeys(("0", "false", "no", "off"), False)
REFUSED = 3  # exit code; for gunicorn it means that trying again is of no use


class Environment:
    """The names that were asked for, and what was wrong with them."""

    def __init__(self, values: Mapping[str, str] = os.environ) -> None:
        self.values = values
        self.faults: dict[str, str] = {}

    def text(self, name: str, default: str) -> str:
        return self.values.get(name, "").strip() or default

    def words(self, name: str, default: Sequence[str] = ()) -> list[str]:
        """What stands between commas."""
        given = self.text(name, "")
        return [word.strip() for word in given.split(",") if word.strip()] if given else list(default)

    def switch(self, name: str, default: bool) -> bool:
        given = self.text(name, "1" if default else "0")
        if given.lower() not in SWITCHES:
            self.wrong(name, "1 or 0 (also true, false, yes, no, on, off)")
        return SWITCHES.get(given.lower(), default)

    def whole(self, name: str, default: int, *, least: int, most: int) -> int:
        given = self.text(name, str(default))
        number = int(given) if given.isascii() and given.lstrip("-").isdigit() and given.count("-") < 2 else least - 1
        if least <= number <= most:
            return number
        self.wrong(name, f"a whole number from {least} to {most}")
        return default

    def choice(self, name: str, default: str, options: Sequence[str]) -> str:
        given = self.text(name, default)
        if given in options:
            return given
        self.wrong(name, "one of " + ", ".join(options))
        return default

    def checked(self, name: str, default: str, is_right: Callable[[str], bool], allowed: str) -> str:
        """A text for which `is_right` holds; a ValueError from it means that it does not."""
        given = self.text(name, default)
        if given != default and not _holds(is_right, given):
            self.wrong(name, allowed)
            return default
        return given

    def each(self, name: str, default: Sequence[str], is_right: Callable[[str], bool], allowed: str) -> list[str]:
        """Words for each of which `is_right` holds."""
        given = self.words(name, default)
        right = [word for word in given if _holds(is_right, word)]
        if right != given:
            self.wrong(name, allowed)
        return right

    def folder(self, name: str, default: Path, *, written: bool = True) -> Path:
        """A folder, made where it is missing; `written`: the portal keeps files in it."""
        path = Path(self.text(name, str(default)))
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if written and not os.access(path, os.W_OK | os.X_OK):
                raise PermissionError
        except OSError:
            self.faults[name] = (
                f"{name} is refused: {path} cannot be written; allowed is a folder that this user may write to."
            )
        return path

    def wrong(self, name: str, allowed: str) -> None:
        given = self.text(name, "")
        shown = "" if not given or _is_secret(name) else "=" + repr(given[:60])[1:-1]
        state = "is refused" if given else "is not set"
        self.faults.setdefault(name, f"{name}{shown} {state}: allowed is {allowed}.")

    def refuse_faults(self) -> None:
        """Ends the process, with a sentence for each wrong name, where there is one."""
        if self.faults:
            print(*self.faults.values(), sep="\n", file=sys.stderr)  # noqa: T201
            raise SystemExit(REFUSED)


def _is_secret(name: str) -> bool:
    return name.endswith(("_KEY", "_KEY_FALLBACKS", "_TOKEN", "_URL")) and name != "PORTAL_URL"


def _holds(is_right: Callable[[str], bool], given: str) -> bool:
    try:
        return is_right(given)
    except ValueError:
        return False


def is_server(*schemes: str) -> Callable[[str], bool]:
    """Whether a text is the address of a server of one of these kinds: scheme, host, and a port that exists if any."""

    def is_right(address: str) -> bool:
        parts = urlsplit(address)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0 and " " not in address

    return is_right


env = Environment()
