"""Which version of the portal this is, as pyproject.toml says."""

import tomllib
from pathlib import Path

VERSION: str = tomllib.loads((Path(__file__).resolve().parent.parent.parent / "pyproject.toml").read_text("utf-8"))[
    "project"
]["version"]
