"""Blocks of code that stand twice across apps, also with other names, strings and numbers in them."""

import io
import keyword
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

LIMIT = 12
TABLES = ("reference_texts.py", "urls.py")  # sentences in three languages, addresses one a line: lists, not code
DECISIVE = {"(", "[", "{", *keyword.kwlist} - {"None", "True", "False"}
UNSEEN = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


class Line(NamedTuple):
    """A line of code: where it stands, and its shape, in which all names are one and all values are one."""

    number: int
    shape: str


class Twin(NamedTuple):
    """So many lines of code stand at both places."""

    lines: int
    one: str
    other: str

    def __str__(self) -> str:
        return f"{self.one} ~ {self.other}"


def across_apps(sources: dict[str, str], limit: int = LIMIT) -> list[Twin]:
    """The blocks of more than `limit` lines that two apps share, longest first; `sources` is path → text."""
    shapes = {path: shape_of(text) for path, text in sources.items() if not path.endswith(TABLES)}
    seeds: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    for path, lines in shapes.items():
        for start in range(len(lines) - limit):
            seeds[tuple(line.shape for line in lines[start : start + limit + 1])].append((path, start))
    pairs = (pair for places in seeds.values() for pair in combinations(places, 2))
    return sorted(grown(shapes, pairs), key=lambda twin: -twin.lines)


def grown(shapes: dict[str, list[Line]], pairs: Iterable[tuple[tuple[str, int], tuple[str, int]]]) -> Iterator[Twin]:
    """Each pair of places once, from its first common line to its last."""
    for (path, start), (other_path, other_start) in pairs:
        lines, others = shapes[path], shapes[other_path]
        if app_of(path) == app_of(other_path):
            continue
        if start and other_start and lines[start - 1].shape == others[other_start - 1].shape:
            continue  # the block began earlier, and was told there
        size = 0
        for line, other in zip(lines[start:], others[other_start:], strict=False):
            if line.shape != other.shape:
                break
            size += 1
        yield Twin(size, span(path, lines[start : start + size]), span(other_path, others[other_start:][:size]))


def span(path: str, lines: list[Line]) -> str:
    return f"{path}:{lines[0].number}-{lines[-1].number}"


def app_of(path: str) -> str:
    """The app a file belongs to; in the project's own package each folder is one."""
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == "kanazawa_exchange" else parts[0]


def shape_of(text: str) -> list[Line]:
    """The lines of code; blank lines, comments and docstrings are none, and a list with one word a line is one line."""
    rows: dict[int, list[str]] = defaultdict(list)
    at_start = True  # of a statement, where a bare string is a docstring
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in UNSEEN:
            at_start = at_start or token.type == tokenize.NEWLINE
        elif not (at_start and token.type == tokenize.STRING):
            rows[token.start[0]].append(word(token))
            at_start = False
    lines = [Line(number, " ".join(words)) for number, words in sorted(rows.items())]
    befores = [Line(0, ""), *lines]
    return [
        line for line, before in zip(lines, befores, strict=False) if not (is_thin(line) and line.shape == before.shape)
    ]


def is_thin(line: Line) -> bool:
    """Nothing is called or decided in it: one item of a list, one field of a dataclass."""
    return not (set(line.shape.split()) & DECISIVE)


def word(token: tokenize.TokenInfo) -> str:
    kind = tokenize.tok_name[token.type]
    if kind == "NUMBER" or "STRING" in kind:  # the parts of an f-string have kinds of their own from Python 3.12 on
        return "value"
    return "name" if kind == "NAME" and not keyword.iskeyword(token.string) else token.string
