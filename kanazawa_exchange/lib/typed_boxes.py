"""What is typed into boxes is saved box by box, so that two devices never overwrite each other without a word."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256


def stamp_of(text: str) -> str:
    """What a page keeps of the text that it was shown; an empty box has none."""
    return sha256(text.encode()).hexdigest()[:12] if text else ""


@dataclass(frozen=True)
class Change:
    """One box as it was typed; `seen` is the stamp of the text that the device had been shown."""

    key: str
    text: str
    seen: str = ""


@dataclass
class Saved:
    """What became of changes: the stamps of the boxes as they stand now, other texts that stand there, what cannot be kept."""

    stamps: dict[str, str] = field(default_factory=dict)
    newer: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    at: datetime | None = None

    def takes(self, change: Change, text: str, standing: str) -> bool:
        """Whether a box takes this text in place of the one that stands there, which is told where somebody else has typed it."""
        if text == standing:
            self.stamps[change.key] = stamp_of(standing)
        elif stamp_of(standing) == change.seen:
            self.stamps[change.key] = stamp_of(text)
            return True
        elif stamp_of(text) != change.seen:  # else this device has left the box alone
            self.newer[change.key] = standing
        return False
