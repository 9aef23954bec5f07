"""Starts of the desk and of the bare window, turn by turn, each in a process of its own."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from bench.support.stored_home import StoredHome

PROBE = Path(__file__).parent / "probe.py"
ROOT = Path(__file__).parents[3]
CLOCKED = ("painted", "listed", "usable")
Seen = dict[str, float]


def environment(platform: str) -> Mapping[str, str]:
    """As a person's: the compiled modules of an earlier start are there, whatever this process was told."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "QT_QPA_PLATFORM": platform, "PYTHONPATH": str(ROOT)}


def start(arguments: Sequence[str], platform: str) -> Seen:
    """One start; moments are milliseconds since the process was asked for, memory is in MB."""
    with tempfile.TemporaryDirectory(prefix="huiqian-bench-") as here:
        began = time.monotonic()
        done = subprocess.run(
            (sys.executable, str(PROBE), *arguments),
            cwd=here,
            env=environment(platform),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    if done.returncode or not done.stdout.strip():
        raise RuntimeError(done.stderr[-2000:])
    seen: Seen = json.loads(done.stdout.splitlines()[-1])
    found = {name: (seen[name] - began) * 1e3 for name in CLOCKED if name in seen}
    found |= {f"{name}, cpu": seen[f"{name}, cpu"] * 1e3 for name in CLOCKED if name in seen}
    return found | {name: seen[name] / 1e6 for name in ("rss", "uss") if name in seen}


def in_turn(home: StoredHome, platform: str, rounds: int, *, idle: bool = False) -> tuple[Seen, Seen]:
    """Medians of the bare window and of the desk; one start of each before, which is not counted."""
    rest = ("--idle",) if idle else ()
    others = str(home.meetings - home.today)
    found: dict[str, list[Seen]] = {"bare": [], "desk": []}
    for _ in range(rounds + 1):
        found["bare"].append(start(("bare", *rest), platform))
        found["desk"].append(start(("desk", str(home.path), home.query, others, *rest), platform))
    return _medians(found["bare"][1:]), _medians(found["desk"][1:])


def _medians(runs: Sequence[Seen]) -> Seen:
    return {name: median(run[name] for run in runs) for name in runs[0]}
