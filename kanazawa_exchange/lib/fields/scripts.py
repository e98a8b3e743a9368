"""A warning, not a refusal: words that mix Latin and Cyrillic letters."""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

# Letters that look alike: Latin on the left, Cyrillic on the right.
_ALIKE = dict(zip("ABCEHKMOPTXYaceopxyi", "АВСЕНКМОРТХУасеорхуі", strict=True))
IN_CYRILLIC = str.maketrans(_ALIKE)
IN_LATIN = str.maketrans({cyrillic: latin for latin, cyrillic in _ALIKE.items()})


@dataclass(frozen=True)
class MixedScript:
    """A word in which Latin and Cyrillic letters stand together; the spelling in one script, where letters allow it."""

    word: str
    latin: str
    cyrillic: str
    suggestion: str | None

    def __str__(self) -> str:
        values = {"word": self.word, "latin": self.latin, "cyrillic": self.cyrillic, "suggestion": self.suggestion}
        if self.suggestion:
            return (
                _(
                    "“%(word)s” mixes Latin (%(latin)s) and Cyrillic (%(cyrillic)s) letters. "
                    "In one script: “%(suggestion)s”."
                )
                % values
            )
        return _("“%(word)s” mixes Latin (%(latin)s) and Cyrillic (%(cyrillic)s) letters. Check the spelling.") % values


def mixed_script(name: str) -> MixedScript | None:
    """The first word that mixes Latin and Cyrillic, or None. The name is accepted all the same."""
    for word in re.split(r"[\s\-]+", name):
        latin = "".join(dict.fromkeys(char for char in word if unicodedata.name(char, "").startswith("LATIN")))
        cyrillic = "".join(dict.fromkeys(char for char in word if unicodedata.name(char, "").startswith("CYRILLIC")))
        if latin and cyrillic:
            return MixedScript(word, latin, cyrillic, _in_one_script(word, latin, cyrillic))
    return None


def _in_one_script(word: str, latin: str, cyrillic: str) -> str | None:
    if set(latin) <= set(_ALIKE):
        return word.translate(IN_CYRILLIC)
    if set(cyrillic) <= set(_ALIKE.values()):
        return word.translate(IN_LATIN)
    return None
