"""What the person meets first: the README's two commands, the resources, the libraries of the system."""

import shutil
import subprocess
import sys
import tomllib
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

import pytest

from app.services.intake.sample import sample_package

# What the program opens of Qt, and what Qt opens for it at run time.
QT_MODULES = (
    "QtCore",
    "QtGui",
    "QtWidgets",
    "QtSvg",
    "QtMultimedia",
    "QtPdf",
    "QtPdfWidgets",
    "QtPrintSupport",
    "QtDBus",
)
QT_PLUGINS = (
    "platforms/libqxcb",
    "platforms/libqoffscreen",
    "platforms/libqwayland",
    "wayland-shell-integration/",
    "platforminputcontexts/",
    "imageformats/",
    "iconengines/",
    "printsupport/",
    "multimedia/",
)


def test_readme_opens_with_the_two_commands(root: Path) -> None:
    opening = (root / "README.md").read_text(encoding="utf-8").splitlines()[:40]
    assert any("make run" in line for line in opening)
    assert any("make test" in line for line in opening)


def test_the_numbers_the_readme_gives_are_those_of_the_sample(root: Path) -> None:
    """Whoever tries the sample meeting must type them at the first person who comes in."""
    said = (root / "README.md").read_text(encoding="utf-8")
    people = {p.id: p for p in sample_package().people}
    experts = "、".join(people[f"e{n}"].last4 for n in range(1, 8))
    assert experts in said
    named = ("owner-pm", "owner-verifier", "host", "secretary")
    assert [f"{people[p].name} {people[p].last4}" in said for p in named] == [True] * 4


def test_continuous_integration_runs_what_everybody_runs(root: Path) -> None:
    script = root / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert "make test" in script.read_text(encoding="utf-8")


def test_every_target_of_make_is_explained(root: Path) -> None:
    lines = (root / "Makefile").read_text(encoding="utf-8").splitlines()
    phony = next(line for line in lines if line.startswith(".PHONY:")).split()[1:]
    answer = subprocess.run(("make", "help"), cwd=root, capture_output=True, text=True, check=True)
    explained = [line.split()[1] for line in answer.stdout.splitlines() if line.strip().startswith("make ")]
    assert sorted(explained) == sorted(phony)


def test_resources_are_read_the_way_the_program_reads_them(tracked: tuple[Path, ...], root: Path) -> None:
    folder = root / "resources"
    unlike = []
    for file in tracked:
        if file.is_relative_to(folder):
            found = resources.files("resources").joinpath(*file.relative_to(folder).parts)
            if not found.is_file() or found.read_bytes() != file.read_bytes():
                unlike.append(str(file))
    assert unlike == []


def test_every_toml_file_can_be_read(tracked: tuple[Path, ...]) -> None:
    for file in tracked:
        if file.suffix == ".toml":
            try:
                tomllib.loads(file.read_text(encoding="utf-8"))
            except tomllib.TOMLDecodeError as error:
                pytest.fail(f"{file}: {error}")


@pytest.mark.skipif(sys.platform != "linux" or shutil.which("ldd") is None, reason="asks the loader of Linux")
def test_the_system_has_every_library_that_qt_opens() -> None:
    spec = find_spec("PySide6")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    qt = Path(spec.submodule_search_locations[0])
    files = [found for name in QT_MODULES for found in qt.glob(f"{name}.abi3.so")]
    files += [found for name in QT_PLUGINS for found in (qt / "Qt" / "plugins").glob(f"{name}*.so")]
    assert len(files) > len(QT_MODULES) + len(QT_PLUGINS)
    answer = subprocess.run(("ldd", *map(str, files)), capture_output=True, text=True, check=False)
    lost = {line.split()[0] for line in answer.stdout.splitlines() if "not found" in line}
    assert lost == set(), "name its Debian package in tools/system_packages.txt"
