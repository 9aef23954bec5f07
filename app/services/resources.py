"""Reads the TOML files of ``resources`` (importlib.resources, so that a packed program finds them too)."""

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

ROOT = files("resources")


def resource_text(*path: str) -> str:
    """Return the UTF-8 text of one resource, for example ``resource_text("law", "scope.toml")``."""
    return ROOT.joinpath(*path).read_text(encoding="utf-8")


def resource_toml(*path: str) -> dict[str, Any]:
    """Return one resource parsed as TOML."""
    return tomllib.loads(resource_text(*path))


def resource_names(folder: str, suffix: str) -> Iterator[str]:
    """Yield the names of the files of a folder that end in ``suffix``, sorted."""
    yield from sorted(entry.name for entry in ROOT.joinpath(folder).iterdir() if entry.name.endswith(suffix))
