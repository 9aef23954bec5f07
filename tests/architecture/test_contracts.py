"""The floors of the house hold, and the contracts that guard them can fail."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = (
        sys.executable,
        "-c",
        "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))",
    )
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """A copy of the program in which a test may break a contract."""
    shutil.copytree(root / "app", tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", tmp_path)
    return tmp_path


def test_contracts_hold(root: Path) -> None:
    answer = lint_imports(root)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize(
    ("module", "statement", "contract"),
    [
        ("app/models/planted.py", "import app.services", "Floors"),
        ("app/models/planted.py", "import sqlalchemy", "Models are pure"),
        ("app/services/planted.py", "import app.ui", "Floors"),
        ("app/ui/planted.py", "import sqlalchemy", "The window never opens a database"),
        ("app/services/planted.py", "import PySide6.QtCore", "Qt lives only in the window"),
        ("app/planted.py", "", "Floors"),  # exhaustive: a new room must be given its floor
    ],
)
def test_contracts_refuse(copy: Path, module: str, statement: str, contract: str) -> None:
    planted = copy / module
    planted.write_text(f'"""Planted."""\n\n{statement}\n', encoding="utf-8")
    answer = lint_imports(copy)
    broken = [line for line in answer.stdout.splitlines() if "BROKEN" in line]
    assert answer.returncode == 1, answer.stdout
    assert any(contract in line for line in broken), answer.stdout
