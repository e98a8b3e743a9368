"""The locks name versions and hashes only, agree with each other, and hold every dependency."""

import re
import tomllib
from importlib.metadata import packages_distributions

import pytest

from tests import shape

from .processes import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^ ;\\]+)(?:\s*;\s*(?P<marker>[^\\]+))?", re.M
)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(text: str) -> dict[tuple[str, str], str]:
    """(name, marker) to version."""
    return {(normal(m["name"]), (m["marker"] or "").strip()): m["version"] for m in PIN.finditer(text)}


def faults(text: str) -> list[str]:
    """What is wrong with one lock: an address in it, or a pin without hashes."""
    found = [
        line for line in text.splitlines() if "://" in line or "index-url" in line.replace("--no-emit-index-url", "")
    ]
    blocks = re.split(r"\n(?=[A-Za-z0-9])", "\n".join(line for line in text.splitlines() if not line.startswith("#")))
    return found + [block.splitlines()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block]


def requirements() -> dict[str, set[str]]:
    """Every dependency that pyproject.toml names for the two locks, normalised."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    runtime = project["project"]["dependencies"] + project["project"]["optional-dependencies"]["prod"]
    first = runtime + groups["test"] + groups["e2e"] + groups["fonts"]
    second = first + groups["lint"] + groups["parity"]
    names = [{normal(re.match(r"[A-Za-z0-9._-]+", line)[0]) for line in lines} for lines in (first, second)]
    return dict(zip(LOCKS, names, strict=True))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_address_and_every_pin_has_hashes(name):
    assert faults((ROOT / name).read_text()) == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_dependency_is_pinned(name):
    pinned = {package for package, _ in pins((ROOT / name).read_text())}
    assert requirements()[name] - pinned == set()


def test_the_two_locks_agree():
    first, second = (pins((ROOT / name).read_text()) for name in LOCKS)
    assert {pin: second.get(pin) for pin in first} == first


UNNAMED = {  # nothing of ours imports them, and why they are needed all the same
    "psycopg2-binary": "Django connects to PostgreSQL with it",
    "gunicorn": "the web server of production",
}


def test_every_dependency_of_the_portal_is_imported_or_named_in_the_settings():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = project["dependencies"] + project["optional-dependencies"]["prod"]
    names = {normal(re.match(r"[A-Za-z0-9._-]+", line)[0]) for line in lines}
    code = "\n".join(module.text for module in shape.modules())
    used = {
        normal(owner)
        for module, owners in packages_distributions().items()
        for owner in owners
        if re.search(rf'(from |import |"){module}\b', code)
    }
    assert names - used == set(UNNAMED)


def test_control_an_address_a_missing_hash_and_another_pin_are_seen():
    assert faults("a==1 \\\n    --hash=sha256:00\n--index-url https://example.org/simple\n") == [
        "--index-url https://example.org/simple"
    ]
    assert faults("a==1\nb==2 \\\n    --hash=sha256:00") == ["a==1"]
    assert pins("a_B==1 ; python_version < '3.12' \\\n") == {("a-b", "python_version < '3.12'"): "1"}
