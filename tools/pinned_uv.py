"""uv, which installs the program's Python packages from the lock file.

A uv on PATH is used when it is new enough; otherwise the pinned version is installed
with pip into ``.tools``, a virtual environment of its own.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools.say import SetupError, both, say

PINNED = (0, 13, 8)
# The oldest uv that was seen to read this project's lock file.
SUFFICIENT = (0, 13, 0)

COMPILED = "compiled-for"
"""File in ``.venv``: for which lock file its packages have been compiled."""


def version_of(uv: str) -> tuple[int, ...] | None:
    """Return the version that ``uv`` says it has; None when it does not run or is no uv."""
    try:
        answer = subprocess.run((uv, "--version"), capture_output=True, text=True, check=False, timeout=60)
    except OSError:
        return None
    found = re.match(r"uv (\d+)\.(\d+)\.(\d+)", answer.stdout)
    return tuple(int(part) for part in found.groups()) if found else None


def find(tools: Path) -> str | None:
    """Return a usable uv: the one in ``tools`` or one on PATH; None when there is none."""
    for candidate in (str(tools / "bin" / "uv"), shutil.which("uv")):
        version = version_of(candidate) if candidate else None
        if version is not None and version >= SUFFICIENT:
            return candidate
    return None


def install(tools: Path) -> str:
    """Install the pinned uv into the folder ``tools`` and return its path.

    Raises:
        SetupError: venv or pip failed.

    """
    pinned = ".".join(str(part) for part in PINNED)
    say(f"正在安装 uv {pinned}", f"Installing uv {pinned}")
    steps = (
        (sys.executable, "-m", "venv", "--clear", str(tools)),
        (
            str(tools / "bin" / "python"),
            "-m",
            "pip",
            "install",
            "-q",
            "--disable-pip-version-check",
            f"uv=={pinned}",
        ),
    )
    for step in steps:
        if subprocess.run(step, stdin=subprocess.DEVNULL, check=False).returncode != 0:
            raise SetupError(
                both(
                    "未能装好 uv（原因见上）。请检查网络，然后再运行一次。",
                    "uv could not be installed (the reason is above). Check the network, then run again.",
                )
            )
    return str(tools / "bin" / "uv")


def _state(root: Path) -> str:
    """What was compiled: the lock file and the Python that did it."""
    lock = root / "uv.lock"
    content = lock.read_bytes() if lock.is_file() else b""
    return hashlib.sha256(content + sys.version.encode()).hexdigest()


def sync(uv: str, root: Path, groups: tuple[str, ...] = ()) -> None:
    """Bring ``.venv`` to what the lock file says, with ``groups`` beside the usual ones; if uv has it all, without a network.

    Packages are compiled once for each lock file, on all cores (11 s): the first window then has its meeting after 2 s
    instead of 5, and so has every later one where Python may not write beside its packages.

    Raises:
        SetupError: uv failed both with and without the network.

    """
    command: tuple[str, ...] = (uv, "sync", "--frozen", "--quiet", *(f"--group={name}" for name in groups))
    marker, state = root / ".venv" / COMPILED, _state(root)
    if not marker.is_file() or marker.read_text(encoding="ascii") != state:
        command = (*command, "--compile-bytecode")
    for extra in ((), ("--offline",)):
        done = subprocess.run((*command, *extra), cwd=root, stdin=subprocess.DEVNULL, check=False)
        if done.returncode == 0:
            if marker.parent.is_dir():
                marker.write_text(state, encoding="ascii")
            return
    raise SetupError(
        both(
            "uv 未能按锁定文件装好依赖（原因见上）。第一次运行需要网络；请检查后再运行一次。",
            "uv could not install what the lock file names (see above). The first run needs the network; check it, run again.",
        )
    )
