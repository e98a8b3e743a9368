"""What an index of PostgreSQL knows of a text: each letter, each two side by side, and three of an alphabet, as numbers.

Two kanji are a word, and many words of three letters are a part of others: so much of each script tells one text from
another. The database makes the same of a text by its function `text_grams`.
"""

BITS = 21
"""A letter of Unicode takes so many."""
FIRST_IDEOGRAPH = 0x2E80
"""Letters before it belong to alphabets: a text of them has few pairs, and each stands in nearly every text."""


def grams_of(piece: str) -> list[int]:
    """What stands in each text that holds this piece of a key, as far as the index is to be asked for it."""
    return sorted({_number(letters) for word in piece.split() for letters in _parts(word)})


def says_all(piece: str) -> bool:
    """Whether a text with the grams of this piece holds it for certain."""
    return " " not in piece and (len(piece) <= 2 or (len(piece) == 3 and _is_alphabetic(piece)))


def _parts(word: str) -> list[str]:
    if len(word) < 2:
        return [word]
    threes = [at for at in range(len(word) - 2) if _is_alphabetic(word[at : at + 3])]
    covered = {at for three in threes for at in (three, three + 1)}
    pairs = [word[at : at + 2] for at in range(len(word) - 1) if at not in covered]
    return [*(word[at : at + 3] for at in threes), *pairs]


def _is_alphabetic(letters: str) -> bool:
    return all(ord(letter) < FIRST_IDEOGRAPH for letter in letters)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number << BITS | ord(letter)
    return number
