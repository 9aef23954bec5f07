"""The program as people start it: a process of its own, its output and its exit code; and ways to make files bad."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from app.models.package import Package
from app.services.intake.package_file import encode_package, sign_package
from app.services.intake.sample import sample_key, sample_package

ROOT = Path(__file__).parents[2]
XINJIANG = ROOT / "resources" / "samples" / "xinjiang"
LIMIT = 60
"""Seconds; nothing here takes more than a few."""


class Ran(Struct, frozen=True):
    """How a command ended."""

    code: int
    out: str
    err: str


class Huiqian(Protocol):
    """Runs a command with a data folder of the test's own."""

    def __call__(
        self, *arguments: str | Path, home: Path | None = None, more: Mapping[str, str] | None = None
    ) -> Ran:
        """``home``: another data folder; ``more``: environment on top."""
        ...


def environment(cache: Path) -> dict[str, str]:
    """No display, no key ring of the person who runs the tests; compiled modules are shared by all processes here."""
    gone = {"DISPLAY", "WAYLAND_DISPLAY", "PYTHONDONTWRITEBYTECODE"}
    kept = {name: value for name, value in os.environ.items() if name not in gone}
    return kept | {
        "PYTHONPYCACHEPREFIX": str(cache),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "LC_ALL": "C.UTF-8",
        "QT_QPA_PLATFORM": "offscreen",
    }


def run(arguments: tuple[str | Path, ...], env: Mapping[str, str]) -> Ran:
    """Start the program and wait for its end. A traceback is never an answer."""
    done = subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        cwd=ROOT,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=LIMIT,
    )
    ran = Ran(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))
    assert "Traceback" not in ran.err, ran.err
    return ran


def write_package(
    path: Path, change: Callable[[Package], Package] = lambda p: p, *, name: str = "xinjiang"
) -> Path:
    """Write a sample package, changed before it was signed."""
    path.write_bytes(encode_package(sign_package(change(sample_package(name=name)), sample_key())))
    return path


@contextmanager
def read_only(folder: Path) -> Iterator[Path]:
    """Make a folder that nobody can write, root included."""
    folder.mkdir(exist_ok=True)
    if os.geteuid() != 0:
        folder.chmod(0o555)
        try:
            yield folder
        finally:
            folder.chmod(0o755)
        return
    subprocess.run(["mount", "-t", "tmpfs", "-o", "ro,size=1m", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
