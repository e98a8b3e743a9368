"""The length, width, looseness and tangles of the product's code, printed beside the bars it is held to.

``python -m tests.shape`` prints the figures; ``--list`` names what is over a bar; ``--all`` fails for every broken bar, not
only for those that are enforced. Tests and migrations are not measured.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests import twins

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("kanazawa_exchange", "partners", "programs", "mobility", "rubric", "reports")
ANY = re.compile(r"\bAny\b")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Bar:
    """What a figure may be at the most, and whether `./run check` fails when it is more."""

    label: str
    limit: float
    enforced: bool


BARS = {
    "p90": Bar("lines of a function, nine tenths of them at most", 16, enforced=True),
    "longest": Bar("lines of the longest function", 45, enforced=True),
    "parameters": Bar("parameters of a function, without self and cls", 8, enforced=True),
    "any": Bar("Any per 1,000 lines", 15, enforced=True),
    "circles": Bar("imports of own packages inside functions", 0, enforced=True),
    "template": Bar("characters of the longest template line", 140, enforced=True),
    "twins": Bar("lines that stand in two apps, whatever the names", twins.LIMIT, enforced=True),
}


@dataclass
class Figure:
    """One measured value, and the places over the bar with their size, largest first."""

    value: float
    places: list[tuple[float, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Module:
    """One source file of the product, read once."""

    path: Path
    text: str
    tree: ast.Module

    def place(self, node: ast.stmt) -> str:
        return f"{self.path.relative_to(ROOT)}:{node.lineno}"

    def functions(self) -> Iterator[tuple[Function, bool]]:
        """Every function with whether it is a method."""
        methods = {id(child) for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef) for child in node.body}
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node, id(node) in methods


@cache
def modules() -> tuple[Module, ...]:
    paths = (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    texts = [(path, path.read_text("utf-8")) for path in paths if "migrations" not in path.parts]
    return tuple(Module(path, text, ast.parse(text)) for path, text in texts)


def figures() -> dict[str, Figure]:
    return {
        "p90": length_of_most(),
        "longest": longest(function_lengths(), BARS["longest"]),
        "parameters": longest(parameter_counts(), BARS["parameters"]),
        "any": any_per_thousand(),
        "circles": local_imports(),
        "template": longest(template_lines(), BARS["template"]),
        "twins": longest(twin_blocks(), BARS["twins"]),
    }


def longest(sizes: list[tuple[float, str]], bar: Bar) -> Figure:
    over = sorted((size for size in sizes if size[0] > bar.limit), reverse=True)
    return Figure(max((size for size, _place in sizes), default=0), over)


def function_lengths() -> list[tuple[float, str]]:
    """Lines from `def` to the end; decorators are not counted, docstrings are."""
    return [
        ((node.end_lineno or node.lineno) - node.lineno + 1, f"{module.place(node)} {node.name}")
        for module in modules()
        for node, _method in module.functions()
    ]


def length_of_most() -> Figure:
    lengths = sorted(function_lengths())
    p90 = lengths[len(lengths) * 9 // 10][0]
    return Figure(p90, [found for found in reversed(lengths) if found[0] > BARS["p90"].limit])


def parameter_counts() -> list[tuple[float, str]]:
    return [
        (parameters(node, method), f"{module.place(node)} {node.name}")
        for module in modules()
        for node, method in module.functions()
    ]


def parameters(node: Function, method: bool) -> int:
    takes = node.args
    named = [*takes.posonlyargs, *takes.args, *takes.kwonlyargs]
    bound = method and bool(named) and named[0].arg in ("self", "cls")
    return len(named) - bound + (takes.vararg is not None) + (takes.kwarg is not None)


def any_per_thousand() -> Figure:
    """How often the word stands in the files, imports of it included."""
    lines = sum(len(module.text.splitlines()) for module in modules())
    counts = [(len(ANY.findall(module.text)), str(module.path.relative_to(ROOT))) for module in modules()]
    value = sum(count for count, _path in counts) / lines * 1000
    return Figure(round(value, 1), sorted((found for found in counts if found[0]), reverse=True))


def local_imports() -> Figure:
    """Imports of our own packages inside functions: each dodges a circle, or hides what a module needs.

    `ready` of an app may import: until it runs there are no models.
    """
    places = [
        (1, f"{module.place(inner)} in {node.name}: {ast.unparse(inner)}")
        for module in modules()
        for node, _method in module.functions()
        if not (node.name == "ready" and module.path.name == "apps.py")
        for inner in ast.walk(node)
        if is_own_import(inner)
    ]
    return Figure(len(places), places)


def is_own_import(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.level > 0 or (node.module or "").partition(".")[0] in PACKAGES
    return isinstance(node, ast.Import) and any(name.name.partition(".")[0] in PACKAGES for name in node.names)


def template_lines() -> list[tuple[float, str]]:
    return [
        (len(line), f"{path.relative_to(ROOT)}:{number}")
        for path in sorted((ROOT / "templates").rglob("*"))
        if path.is_file()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
    ]


def twin_blocks() -> list[tuple[float, str]]:
    sources = {str(module.path.relative_to(ROOT)): module.text for module in modules()}
    return [(twin.lines, str(twin)) for twin in twins.across_apps(sources)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.shape", description=__doc__)
    parser.add_argument("--list", action="store_true", help="name every place over its bar")
    parser.add_argument("--all", action="store_true", help="fail for a bar that is not enforced yet, too")
    options = parser.parse_args()
    broken = False
    for name, figure in figures().items():
        bar = BARS[name]
        over = figure.value > bar.limit
        broken = broken or (over and (bar.enforced or options.all))
        word = "kept" if not over else "BROKEN" if bar.enforced else "not yet kept"
        print(f"{name:11}{figure.value:>7g} of {bar.limit:<4g}{word:13} {bar.label}")
        if options.list and over:
            for size, place in figure.places:
                print(f"{size:>18g}  {place}")
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
