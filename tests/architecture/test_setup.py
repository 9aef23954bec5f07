"""The set-up: what it finds missing, what it does as root, what it tells everybody else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import gate, packages, pinned_uv, play, setup
from tools.say import SetupError

STATUS = "ii \tlibgl1\t\nii \tlibglib2.0-0t64\tlibglib2.0-0 (= 2)\nrc \txvfb\txserver\nii \tlibcups2t64\tlibcups2, x:any (= 1)\n"


def test_sections_are_read_and_comments_are_not() -> None:
    text = "# why\n[run]\nlibgl1 # what for\n\n[test]\nxvfb\n[run]\nlibegl1\n"
    assert packages.read_sections(text) == {"run": ("libgl1", "libegl1"), "test": ("xvfb",)}


def test_a_package_before_its_section_is_refused() -> None:
    with pytest.raises(ValueError, match="libgl1"):
        packages.read_sections("libgl1\n[run]\n")


def test_the_list_names_each_package_once_and_every_section_that_is_asked_for() -> None:
    sections = packages.read_sections(packages.LIST.read_text(encoding="utf-8"))
    names = [name for section in sections.values() for name in section]
    assert len(names) == len(set(names))
    assert set(sections) == {"tools"} | {name for purpose in setup.PURPOSES.values() for name in purpose}


def test_a_renamed_package_counts_and_a_removed_one_does_not() -> None:
    assert packages.installed_names(STATUS) == {
        "libgl1",
        "libglib2.0-0t64",
        "libglib2.0-0",
        "libcups2t64",
        "libcups2",
        "x",
    }


def test_a_machine_with_uv_needs_nothing_to_get_it() -> None:
    with_uv = setup.wanted_packages("run", has_uv=True)
    without = setup.wanted_packages("run", has_uv=False)
    assert "python3-venv" not in with_uv
    assert set(without) - set(with_uv) == {"ca-certificates", "python3-venv"}
    assert "xvfb" in setup.wanted_packages("test", has_uv=True)


def program(folder: Path, name: str, body: str) -> None:
    """Write a small program of the system that a test puts before the real one on PATH."""
    file = folder / name
    file.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    file.chmod(0o755)


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Debian on which only libgl1 is installed; its apt writes down what it was asked."""
    program(tmp_path, "dpkg-query", "printf 'ii \\tlibgl1\\t\\n'")
    program(
        tmp_path,
        "apt-get",
        f'echo "$1 $DEBIAN_FRONTEND" "$@" >> {tmp_path}/asked\n[ ! -e {tmp_path}/refuse-$1 ]',
    )
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(packages, "APT_LISTS", tmp_path / "lists")
    return tmp_path


def asked(system: Path) -> list[str]:
    file = system / "asked"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def test_nothing_missing_means_nothing_done(system: Path) -> None:
    packages.ensure(("libgl1",))
    assert asked(system) == []


def test_who_is_not_root_reads_the_line_to_type(system: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SetupError) as refused:
        packages.ensure(("libgl1", "libegl1", "xvfb"))
    assert "apt-get install -y --no-install-recommends libegl1 xvfb'" in str(refused.value)
    assert "管理员" in str(refused.value)
    assert asked(system) == []


def test_root_without_lists_of_apt_gets_them_first(system: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    packages.ensure(("libgl1", "libegl1"))
    update, install = asked(system)
    assert update.startswith("update noninteractive")
    assert install.startswith("install noninteractive")
    assert install.endswith(" libegl1")


def test_root_with_lists_asks_once_and_refreshes_only_after_a_failure(
    system: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    (system / "lists").mkdir()
    (system / "lists" / "mirror_Packages.lz4").touch()
    packages.ensure(("libegl1",))
    assert [line.split()[0] for line in asked(system)] == ["install"]
    (system / "refuse-install").touch()
    with pytest.raises(SetupError, match="apt"):
        packages.ensure(("libegl1",))
    assert [line.split()[0] for line in asked(system)] == ["install", "install", "update", "install"]


@pytest.mark.parametrize(
    ("says", "usable"),
    [("uv 0.13.8 (x86_64)", True), ("uv 1.0.0", True), ("uv 0.4.30", False), ("ultraviolet 9.9.9", False)],
)
def test_only_a_new_enough_uv_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str, *, usable: bool
) -> None:
    program(tmp_path, "uv", f"echo '{says}'")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (pinned_uv.find(tmp_path / ".tools") is not None) is usable


def test_the_pinned_uv_is_found_before_the_one_on_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in (tmp_path, tmp_path / "bin"):
        folder.mkdir(exist_ok=True)
        program(folder, "uv", "echo 'uv 0.13.8'")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert pinned_uv.find(tmp_path) == str(tmp_path / "bin" / "uv")


def test_a_lock_file_that_fails_online_is_tried_offline(tmp_path: Path) -> None:
    program(tmp_path, "uv", f'echo "$@" >> {tmp_path}/asked\ncase "$*" in *--offline*) exit 0;; esac\nexit 1')
    pinned_uv.sync(str(tmp_path / "uv"), tmp_path)
    first = "sync --frozen --quiet --compile-bytecode"
    assert asked(tmp_path) == [first, f"{first} --offline"]


def test_only_the_bench_installs_what_it_measures_against(tmp_path: Path) -> None:
    program(tmp_path, "uv", f'echo "$@" >> {tmp_path}/asked')
    pinned_uv.sync(str(tmp_path / "uv"), tmp_path, setup.GROUPS["bench"])
    pinned_uv.sync(str(tmp_path / "uv"), tmp_path, setup.GROUPS.get("test", ()))
    assert ["--group=bench" in line for line in asked(tmp_path)] == [True, False]
    assert "libzbar0" in setup.wanted_packages("bench", has_uv=True)
    assert "libzbar0" not in setup.wanted_packages("test", has_uv=True)


def test_packages_are_compiled_once_for_each_lock_file(tmp_path: Path) -> None:
    program(tmp_path, "uv", f'echo "$@" >> {tmp_path}/asked\nmkdir -p {tmp_path}/.venv')
    lock = tmp_path / "uv.lock"
    for content in ("one", "one", "two"):
        lock.write_text(content)
        pinned_uv.sync(str(tmp_path / "uv"), tmp_path)
    again = "sync --frozen --quiet"
    assert asked(tmp_path) == [f"{again} --compile-bytecode", again, f"{again} --compile-bytecode"]


def test_a_lock_file_that_cannot_be_installed_is_said_in_words(tmp_path: Path) -> None:
    program(tmp_path, "uv", "exit 2")
    with pytest.raises(SetupError, match="第一次运行需要网络"):
        pinned_uv.sync(str(tmp_path / "uv"), tmp_path)


@pytest.mark.parametrize("module", ["tools.setup", "tools.gate"])
def test_bad_usage_is_code_2(root: Path, module: str) -> None:
    answer = subprocess.run(
        (sys.executable, "-m", module, "what"), cwd=root, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 2
    assert "usage" in answer.stderr


@pytest.mark.parametrize(
    ("environment", "platform", "claimed"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, "linux", False),
        ({}, "darwin", True),
        ({}, "win32", True),
    ],
)
def test_who_claims_a_display(environment: dict[str, str], platform: str, *, claimed: bool) -> None:
    assert play.names_a_display(environment, platform) is claimed


def test_a_display_that_does_not_answer_is_no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":64321")
    reason = play.why_no_display()
    assert reason is not None
    assert ":64321" in reason


def test_the_gate_stops_at_the_first_phase_that_fails(capfd: pytest.CaptureFixture[str]) -> None:
    good, bad = (
        gate.Phase(name, (sys.executable, "-c", f"raise SystemExit({code})"))
        for name, code in (("good", 0), ("bad", 5))
    )
    assert gate.walk((good, bad, good)) == 5
    assert capfd.readouterr().out.count("[good]") == 2


def test_the_gate_ends_a_phase_that_hangs() -> None:
    hanging = gate.Phase("hanging", (sys.executable, "-c", "import time; time.sleep(600)"), limit=0.2)
    assert gate.run(hanging) == gate.TIMED_OUT


def test_the_gate_skips_a_folder_that_is_not_there_yet(capfd: pytest.CaptureFixture[str]) -> None:
    assert gate.walk((gate.Phase("later", ("false",), folder="tests/no-such-folder"),)) == 0
    assert "skipped" in capfd.readouterr().out


def test_the_gate_counts_over_all_reports(tmp_path: Path) -> None:
    assert gate.counted(tmp_path) is None
    (tmp_path / "a.xml").write_text(
        '<testsuites><testsuite tests="5" failures="1" errors="1" skipped="1"/></testsuites>',
        encoding="utf-8",
    )
    (tmp_path / "b.xml").write_text('<testsuites><testsuite tests="2"/></testsuites>', encoding="utf-8")
    assert gate.counted(tmp_path) == "tests: 4 passed, 2 failed, 1 skipped"
