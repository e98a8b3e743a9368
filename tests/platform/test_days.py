"""No test takes its day when the run begins: a run over midnight in Tokyo would test two days."""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
CLOCKS = {"now", "today", "utcnow", "localdate", "localtime"}


class AtImport(ast.NodeVisitor):
    """Lines that read a clock as the module is read: at its top, in decorators and in defaults."""

    def __init__(self) -> None:
        self.lines: list[int] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for part in (*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.visit(part)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Runs later."""

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            self.lines.append(node.lineno)
        self.generic_visit(node)


def at_import(text: str) -> list[int]:
    visitor = AtImport()
    visitor.visit(ast.parse(text))
    return visitor.lines


def test_no_test_reads_a_clock_at_import() -> None:
    found = {str(path.relative_to(TESTS)): at_import(path.read_text()) for path in TESTS.rglob("*.py")}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "text",
    [
        "TODAY = clock.today()",
        "@pytest.mark.parametrize('day', [timezone.now()])\ndef test(day): ...",
        "def test(day=date.today()): ...",
        "class Case:\n    day = clock.today()",
    ],
)
def test_a_clock_at_import_is_found(text: str) -> None:
    assert at_import(text) == [1 if not re.match("class", text) else 2]


def test_a_clock_in_a_test_is_none() -> None:
    assert at_import("def test():\n    day = clock.today()\nlater = lambda: clock.now()") == []
