"""The measure of the code's shape counts what it says."""

import ast
import re

import pytest

from tests import shape, twins

BLOCK = """
def draw(canvas, box):
    \"\"\"A frame.\"\"\"
    canvas.begin(box.left, "#000")

    for side in box.sides:  # clockwise
        if side.is_open:
            continue
        canvas.line(side.start, side.end)
    canvas.close()
    canvas.fill(1)
    return canvas.done()
"""
RENAMED = BLOCK.replace("canvas", "page").replace("side", "edge").replace('"#000"', "'red'").replace("(1)", "(0.5)")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("def f(): ...", 0),
        ("def f(a, /, b, *c, d, **e): ...", 5),
        ("class A:\n def f(self, a): ...", 1),
        ("class A:\n @classmethod\n def f(cls, *, a): ...", 1),
        ("class A:\n @staticmethod\n def f(a, b): ...", 2),
    ],
)
def test_parameters_are_all_that_a_caller_may_give(text: str, count: int) -> None:
    module = shape.Module(shape.ROOT / "made.py", text, ast.parse(text))
    assert [shape.parameters(node, method) for node, method in module.functions()] == [count]


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("from ..models import Program", True),
        ("from programs.models import Program", True),
        ("import mobility.models", True),
        ("from django.db import models", False),
        ("import programs_of_others", False),
    ],
)
def test_an_import_of_our_own_is_known_by_its_package(text: str, own: bool) -> None:
    assert shape.is_own_import(ast.parse(text).body[0]) is own


def test_a_block_is_found_in_another_app_under_other_names() -> None:
    found = twins.across_apps({"partners/map.py": BLOCK, "reports/chart.py": "x = 1\n" + RENAMED}, limit=8)
    assert [str(twin) for twin in found] == ["partners/map.py:2-12 ~ reports/chart.py:3-13"]
    assert found[0].lines == 9  # neither blank lines nor comments nor docstrings


def test_a_block_in_the_same_app_or_of_few_lines_is_none() -> None:
    assert twins.across_apps({"partners/map.py": BLOCK, "partners/views.py": RENAMED}, limit=8) == []
    assert twins.across_apps({"partners/map.py": BLOCK, "reports/chart.py": RENAMED}, limit=9) == []


def test_a_list_of_words_is_no_block() -> None:
    words = "NAMES = (\n" + "".join(f'    "{letter}",\n' for letter in "abcdefghijklmnop") + ")\n"
    assert twins.across_apps({"partners/a.py": words, "reports/b.py": words}) == []


def test_what_is_shipped_imports_nothing_of_the_tests() -> None:
    found = {
        str(module.path) for module in shape.modules() if re.search(r"^\s*(from|import) tests\b", module.text, re.M)
    }
    assert found == set()
