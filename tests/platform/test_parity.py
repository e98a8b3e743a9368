"""The run on the servers of production takes along what meets them, and nothing else."""

import ast

import pytest

from tests.parity import meets_a_server

from .processes import ROOT

LOOKS = {"test_every_page_is_clean", "test_a_page_with_faults_is_found_out"}
"""Tests that open pages and ask how they look, nothing else; that the pages open is asked on both databases."""
LEFT = """
import pytest
pytestmark = [pytest.mark.django_db, pytest.mark.appearance]
def test_whole_file(): ...
"""


def test_what_needs_no_server_stays_behind(request):
    assert not meets_a_server(request.node)


def test_what_asks_for_the_database_through_a_fixture_comes_along(request, aiko):
    assert meets_a_server(request.node)


@pytest.mark.django_db
def test_what_is_marked_for_the_database_comes_along(request):
    assert meets_a_server(request.node)


@pytest.mark.servers
def test_what_says_that_it_uses_the_servers_comes_along(request):
    assert meets_a_server(request.node)


@pytest.mark.django_db
@pytest.mark.appearance
def test_what_only_looks_at_pages_stays_behind(request):
    assert not meets_a_server(request.node)


def left_behind(source: str) -> set[str]:
    """The tests of a file that bear the mark of appearance, each or all together."""
    tree = ast.parse(source)
    for statement in tree.body:
        words = ast.unparse(statement)
        if words.startswith("pytestmark") and "mark.appearance" in words:
            return {"the whole file"}
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and any("mark.appearance" in ast.unparse(decorator) for decorator in node.decorator_list)
    }


def test_only_tests_of_appearance_stay_behind():
    sources = {path: path.read_text() for path in (ROOT / "tests").rglob("*.py")}
    marked = {path: left_behind(text) for path, text in sources.items() if "mark.appearance" in text}
    own = marked.pop(ROOT / "tests/platform/test_parity.py")
    assert own == {"test_what_only_looks_at_pages_stays_behind"}
    assert marked == {ROOT / "tests/browser/test_every_page.py": LOOKS}


def test_control_a_mark_for_a_whole_file_is_found():
    assert left_behind(LEFT) == {"the whole file"}
