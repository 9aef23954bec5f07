"""What the architecture tests look at: the files of this checkout."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def tracked() -> tuple[Path, ...]:
    """Every file that is, or is about to be, under version control."""
    command = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    files = tuple(ROOT / name for name in answer.stdout.split("\0") if name)
    return tuple(file for file in files if file.is_file())


@pytest.fixture(scope="session")
def sources(tracked: tuple[Path, ...]) -> tuple[Path, ...]:
    """The Python files of the program and its tools; migrations are generated and frozen."""
    own = (ROOT / "app", ROOT / "tools")
    return tuple(
        file
        for file in tracked
        if file.suffix == ".py"
        and any(file.is_relative_to(folder) for folder in own)
        and "versions" not in file.parts
    )
