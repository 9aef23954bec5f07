"""Commands run as processes of their own; the samples are played once."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.commands.group import huiqian as group
from support.command import XINJIANG, Huiqian, Ran, environment, run

Played = Callable[[str], tuple[Ran, Path]]


@pytest.fixture(scope="session")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    return environment(shared / "pycache")


@pytest.fixture
def huiqian(env: dict[str, str], tmp_path: Path) -> Huiqian:
    own = tmp_path / "home"

    def start(*arguments: str | Path, home: Path | None = None, more: Mapping[str, str] | None = None) -> Ran:
        return run(("--home", home or own, *arguments), env | dict(more or {}))

    return start


@pytest.fixture
def inside(tmp_path: Path) -> Huiqian:
    """The same command without a process of its own: for long tables of bad input."""

    def start(*arguments: str | Path, home: Path | None = None, more: Mapping[str, str] | None = None) -> Ran:
        told = ["--home", str(home or tmp_path / "home"), *map(str, arguments)]
        done = CliRunner(env=more).invoke(group, told)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Ran(done.exit_code, done.stdout, done.stderr)

    return start


@pytest.fixture(scope="session")
def rehearsed(env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Played:
    """A sample script, played once for all tests of this worker."""
    done: dict[str, tuple[Ran, Path]] = {}

    def play(name: str) -> tuple[Ran, Path]:
        if name not in done:
            out, home = tmp_path_factory.mktemp(name), tmp_path_factory.mktemp("home")
            done[name] = run(("--home", home, "rehearse", XINJIANG / f"{name}.yaml", "--out", out), env), out
        return done[name]

    return play
