"""Set this checkout up: ``python3 -m tools.setup run`` (or ``test``, ``bench``, ``dist``).

Needs nothing but Python's standard library. A second run takes a moment and no network.
Exit code 0: ready. 1: something is missing, and the last words say what to do.
"""

from __future__ import annotations

import sys
import time
from importlib.util import find_spec
from pathlib import Path

from tools import packages, pinned_uv
from tools.say import SetupError, both, say

ROOT = Path(__file__).resolve().parents[1]
OLDEST_PYTHON = (3, 11)
PURPOSES = {
    "run": ("run",),
    "test": ("run", "test"),
    "bench": ("run", "test", "bench"),
    "dist": ("run", "dist"),
}
GROUPS = {"bench": ("bench",)}
"""Purpose → groups of Python packages beside the usual ones."""


def wanted_packages(purpose: str, *, has_uv: bool) -> tuple[str, ...]:
    """Return the Debian packages that ``purpose`` needs; those for getting uv only while it is not there."""
    sections = packages.read_sections(packages.LIST.read_text(encoding="utf-8"))
    names = PURPOSES[purpose] if has_uv else ("tools", *PURPOSES[purpose])
    return tuple(package for name in names for package in sections[name])


def prepare(purpose: str, root: Path = ROOT) -> None:
    """Install system packages, uv and the locked Python packages, as far as they are missing.

    Raises:
        SetupError: the person must do something first.

    """
    if sys.version_info < OLDEST_PYTHON:
        raise SetupError(both("需要 Python 3.11 或更高版本。", "Python 3.11 or later is needed."))
    tools = root / ".tools"
    uv = pinned_uv.find(tools)
    if sys.platform == "linux":
        # A Python that brings its own ensurepip needs no Debian package to make .tools.
        packages.ensure(wanted_packages(purpose, has_uv=uv is not None or find_spec("ensurepip") is not None))
    pinned_uv.sync(uv or pinned_uv.install(tools), root, GROUPS.get(purpose, ()))


def main(arguments: list[str]) -> int:
    """Run from the command line; return the exit code."""
    if len(arguments) != 1 or arguments[0] not in PURPOSES:
        print(f"usage: python3 -m tools.setup {{{'|'.join(PURPOSES)}}}", file=sys.stderr)
        return 2
    started = time.monotonic()
    try:
        prepare(arguments[0])
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    seconds = time.monotonic() - started
    say(f"环境已就绪（{seconds:.1f} 秒）。", f"Everything is set up ({seconds:.1f} s).")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
