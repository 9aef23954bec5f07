"""The central node as a process of its own: ``python -m app --home … serve --sample``."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_SECONDS = 30


class NodeProcess:
    """Starts, stops and kills a node; it keeps its port."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.url = ""
        self._port = 0
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it and wait until it says where it listens."""
        command = (sys.executable, "-m", "app", "--home", str(self.home), "serve", "--sample", "--port")
        self._process = subprocess.Popen(
            (*command, str(self._port)),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline().split()
        if len(line) != 2:
            pytest.fail(f"the node did not start: {self._process.communicate(timeout=_SECONDS)}")
        self.url = line[0]
        self._port = int(self.url.rpartition(":")[2])

    def _end(self, number: int) -> tuple[int, str]:
        process, self._process = self._process, None
        if process is None:
            return 0, ""
        process.send_signal(number)
        _, said = process.communicate(timeout=_SECONDS)
        return process.returncode, said

    def stop(self) -> None:
        """End it in good order."""
        assert self._end(signal.SIGTERM) == (0, "")

    def kill(self) -> None:
        """As a power cut does."""
        self._end(signal.SIGKILL)


def huiqian(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the program and wait for its end."""
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        cwd=ROOT,
        env=dict(os.environ) | {"LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
