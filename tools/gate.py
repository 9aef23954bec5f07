"""The gate: what must hold before anything lands. ``python -m tools.gate test`` (or ``lint``, ``bench``, ``soak``).

Runs the phases in order, prints a line with the time of each, and stops at the first that fails.
Runs in the project's own environment, after :mod:`tools.setup`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from tools.say import say
from tools.setup import ROOT

REPORTS = ROOT / "build" / "reports"
BIN = Path(sys.executable).parent
SLOW_TESTS = ("tests/journeys", "tests/bench", "tests/soak")
KEYS = sorted((ROOT / "tests" / "journeys").glob("test_wedge_*.py"))
PYTEST = (sys.executable, "-m", "pytest")
# A test that hangs shows where and ends its process, so that the gate never waits for nothing.
NO_HANG = ("-o", "faulthandler_timeout=300", "-o", "faulthandler_exit_on_timeout=true")
# pyproject.toml skips benchmarks; pytest-benchmark refuses "skip" beside "only".
BENCH_OPTIONS = "addopts=-ra --strict-markers --strict-config --import-mode=importlib"
SCREEN = ("xvfb-run", "--auto-servernum", "--server-args=-screen 0 1920x1200x24 -nolisten tcp")
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
ON_XVFB = {"QT_QPA_PLATFORM": "xcb", "LIBGL_ALWAYS_SOFTWARE": "1", "QT_QUICK_BACKEND": "software"}
TIMED_OUT = 124
BUSY = 3000.0
"""Seconds: a quiet machine needs a quarter of it, one that does other work at the same time must not fail for that."""


@dataclass(frozen=True)
class Phase:
    """One step of the gate: its name, command, environment, and longest time in seconds."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    limit: float = 900
    folder: str = "."


def lint_phases() -> tuple[Phase, ...]:
    """Return the phases that only read the sources."""
    return (
        Phase("format", (str(BIN / "ruff"), "format", "--check", ".")),
        Phase("lint", (str(BIN / "ruff"), "check", ".")),
        Phase("types", (str(BIN / "mypy"),)),
        Phase("contracts", (str(BIN / "lint-imports"), "--no-logo")),
    )


def test_phases() -> tuple[Phase, ...]:
    """Return all phases of ``make test``."""
    ignored = tuple(f"--ignore={folder}" for folder in SLOW_TESTS)
    fast = (*PYTEST, "tests", *ignored, "-q", "-n", "2", "--dist", "loadgroup", *NO_HANG, junit("tests"))
    # Each of the two has a display of its own: people at two windows do not take the keys from each other. Keys whose
    # rhythm is judged are typed while nothing else is at work.
    quiet = ("--ignore-glob=*/test_wedge_*.py", "-n", "2", "--dist", "loadfile")
    walk = (*PYTEST, "tests/journeys", *quiet, "-q", *NO_HANG, junit("journeys"))
    keys = (*SCREEN, *PYTEST, *map(str, KEYS), "-q", *NO_HANG, junit("keys"))
    return (
        *lint_phases(),
        Phase("tests", fast, OFFSCREEN, BUSY),
        Phase("journeys", walk, ON_XVFB, BUSY / 2, folder="tests/journeys"),
        Phase("keys", keys, ON_XVFB, BUSY / 2, folder="tests/journeys"),
    )


def bench_phases() -> tuple[Phase, ...]:
    """Return the phase of ``make bench``; its figures also go to ``build/reports/bench.json``."""
    options = ("--benchmark-only", f"--benchmark-json={REPORTS / 'bench.json'}", "-o", BENCH_OPTIONS)
    return (Phase("bench", (*SCREEN, *PYTEST, "tests/bench", *options), ON_XVFB, 3600, "tests/bench"),)


def soak_phases() -> tuple[Phase, ...]:
    """Return the phase of ``make soak``, the long run."""
    return (Phase("soak", (*SCREEN, *PYTEST, "tests/soak", "-s"), ON_XVFB, 4 * 3600, "tests/soak"),)


PURPOSES = {"lint": lint_phases, "test": test_phases, "bench": bench_phases, "soak": soak_phases}


def junit(name: str) -> str:
    """Return pytest's option that writes the results of a phase for :func:`counted`."""
    return f"--junitxml={REPORTS / name}.xml"


def environment(phase: Phase, runtime: str) -> dict[str, str]:
    """Return what a phase runs with: no screen of the person's, a UTF-8 locale, a private run-time folder.

    Qt warns about a missing ``XDG_RUNTIME_DIR`` and a locale that is not UTF-8, as on a bare machine,
    and a warning of Qt fails a test. The hundred processes that tests start keep what was compiled once.
    """
    gone = ("DISPLAY", "WAYLAND_DISPLAY", "PYTHONDONTWRITEBYTECODE")
    inherited = {name: value for name, value in os.environ.items() if name not in gone}
    return inherited | {"LC_ALL": "C.UTF-8", "XDG_RUNTIME_DIR": runtime} | dict(phase.environment)


def run(phase: Phase) -> int:
    """Run one phase in its own process group and return its exit code; end the whole group when it takes too long."""
    with tempfile.TemporaryDirectory(prefix="huiqian-run-") as runtime:
        child = subprocess.Popen(
            phase.command,
            cwd=ROOT,
            env=environment(phase, runtime),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            return child.wait(phase.limit)
        except subprocess.TimeoutExpired:
            say(
                f"{phase.name}：超过 {phase.limit:.0f} 秒，已中止。",
                f"{phase.name}: stopped after {phase.limit:.0f} s.",
            )
            return TIMED_OUT
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def counted(reports: Path) -> str | None:
    """Return "tests: N passed, N failed, N skipped" over all junit files in ``reports``; None when there are none."""
    total = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    files = sorted(reports.glob("*.xml"))
    for file in files:
        for suite in ET.parse(file).getroot().iter("testsuite"):  # noqa: S314 -- written by our own pytest a moment ago
            for name in total:
                total[name] += int(suite.get(name, "0"))
    failed = total["failures"] + total["errors"]
    passed = total["tests"] - failed - total["skipped"]
    return f"tests: {passed} passed, {failed} failed, {total['skipped']} skipped" if files else None


def walk(phases: tuple[Phase, ...]) -> int:
    """Run ``phases`` until one fails, say the time of each, and return the exit code."""
    started = time.monotonic()
    for phase in phases:
        if not (ROOT / phase.folder).is_dir():
            say(
                f"〔{phase.name}〕还没有 {phase.folder}，跳过。",
                f"[{phase.name}] there is no {phase.folder} yet: skipped.",
            )
            continue
        print(f"\n[{phase.name}] {' '.join(phase.command)}", flush=True)
        begun = time.monotonic()
        code = run(phase)
        seconds = time.monotonic() - begun
        if code != 0:
            say(
                f"〔{phase.name}〕未通过（{seconds:.1f} 秒）",
                f"[{phase.name}] FAILED with {code} ({seconds:.1f} s)",
            )
            return code if code > 0 else 1
        print(f"[{phase.name}] 通过 ok ({seconds:.1f} s)", flush=True)
    seconds = time.monotonic() - started
    say(f"全部通过，共 {seconds:.0f} 秒。", f"All phases passed in {seconds:.0f} s.")
    return 0


def main(arguments: list[str]) -> int:
    """Run from the command line; return the exit code."""
    if len(arguments) != 1 or arguments[0] not in PURPOSES:
        print(f"usage: python -m tools.gate {{{'|'.join(PURPOSES)}}}", file=sys.stderr)
        return 2
    REPORTS.mkdir(parents=True, exist_ok=True)
    for old in REPORTS.glob("*.xml"):
        old.unlink()
    code = walk(PURPOSES[arguments[0]]())
    summary = counted(REPORTS)
    if summary is not None:
        print(summary)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
