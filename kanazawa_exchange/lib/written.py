"""What somebody has typed: in which language it is by its letters, and a reason that knows what of it was typed."""

import re

_LETTERS = {"ja": re.compile("[぀-ヿ㐀-䶿一-鿿ｦ-ﾟ]"), "ru": re.compile("[Ѐ-ӿ]")}
_LATIN = re.compile("[A-Za-zÀ-ɏ]")


def written_in(text: str) -> str:
    """The language whose letters the text holds most of, ja or ru; nothing for Latin ones, in which people write many languages."""
    held = {language: len(letters.findall(text)) for language, letters in _LETTERS.items()}
    most = max(held, key=lambda language: held[language])
    return most if held[most] > len(_LATIN.findall(text)) else ""


class Reason(str):
    """Why something was done, as one line: what its code means, in the reader's words, and what was typed beside it."""

    __slots__ = ("label", "typed")
    label: str
    typed: str

    def __new__(cls, label: str, typed: str, joint: str) -> "Reason":
        made = super().__new__(cls, joint.join(filter(None, (label, typed))))
        made.label, made.typed = label, typed
        return made

    @property
    def before(self) -> str:
        """What stands before that which was typed."""
        return self.removesuffix(self.typed)
