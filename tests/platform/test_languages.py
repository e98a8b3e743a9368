"""A further language is added in the settings; nothing else lists the languages by hand."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from .processes import ROOT, environment

LANGUAGES = {code for code, _name in settings.LANGUAGES}
PACKAGES = ("kanazawa_exchange", "partners", "programs", "mobility", "rubric", "reports")
TEXTS = {  # texts that were written in these languages, and in no other
    "kanazawa_exchange/demo/applicants.py",
    "kanazawa_exchange/demo/downloads.py",
    "kanazawa_exchange/demo/drawings.py",
    "kanazawa_exchange/demo/events.py",
    "kanazawa_exchange/demo/news.py",
    "kanazawa_exchange/demo/survey.py",
    "kanazawa_exchange/lib/import_columns.py",
    "kanazawa_exchange/settings/__init__.py",
    "kanazawa_exchange/accounts/reference.py",
    "kanazawa_exchange/style_guide.py",
    "partners/reference.py",
    "partners/reference_sheets.py",
}


def codes_in(node: ast.AST) -> set[str]:
    """The language codes that a list, a table or a chain of pairs names."""
    if isinstance(node, ast.Dict):
        members: list[ast.expr | None] = list(node.keys)
    elif isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        members = [member.elts[0] if isinstance(member, ast.Tuple) and member.elts else member for member in node.elts]
    else:
        return set()
    return {str(member.value) for member in members if isinstance(member, ast.Constant)} & LANGUAGES


def lists_by_hand(source: str) -> bool:
    return any(codes_in(node) == LANGUAGES for node in ast.walk(ast.parse(source)))


def product() -> Iterator[tuple[str, Path]]:
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), path


def test_languages_are_listed_in_the_settings_alone():
    assert {name for name, path in product() if lists_by_hand(path.read_text())} == TEXTS


def test_templates_know_no_list_of_languages():
    codes = "|".join(LANGUAGES)
    asking = {  # `== "ja"` or `{% tag "ja" %}`; a passage with `lang="ja"` is a text
        str(path.relative_to(ROOT)): set(re.findall(rf"""(?:==|\w)\s["']({codes})["']""", path.read_text()))
        for path in (ROOT / "templates").rglob("*.*")
    }
    assert [name for name, files in asking.items() if len(files) > 1 and name not in TEXTS] == []


def test_control_a_list_by_hand_is_found():
    for line in ('("ja", "en", "ru")', '{"ja": 1, "ru": 2, "en": 3}', '[("ja", "日本語"), ("en", ""), ("ru", "")]'):
        assert lists_by_hand(f"CODES = {line}")
    assert not lists_by_hand('DASH = {"ja": "〜", "ru": "—"}.get(code, "–")')


def test_a_fourth_language_needs_the_settings_alone(tmp_path):
    """In code; its catalogue, its letters in the fonts and the migration of its columns come with it."""
    env = environment(tmp_path, DJANGO_SETTINGS_MODULE="tests.platform.korean_settings", PYTHONPATH=str(ROOT))
    program = str(ROOT / "tests" / "platform" / "korean_portal.py")
    done = subprocess.run([sys.executable, program], env=env | {"PORTAL_DEMO": "1"}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-2000:]
