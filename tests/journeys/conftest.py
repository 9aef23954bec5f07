"""Journeys: the real window on a real display, a central node as a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication

from app.ui.app import make_app
from journeys.house import House
from journeys.node import NodeProcess

SCREEN = "1920x1200x24"
SERVERS: list[subprocess.Popen[bytes]] = []


@pytest.fixture(scope="session")
def display() -> str:
    """The X display of the gate, or an Xvfb of our own, which ends with its last window, our own included."""
    if not os.environ.get("DISPLAY"):
        os.environ["DISPLAY"] = new_display()
    return os.environ["DISPLAY"]


def new_display() -> str:
    """Start an X server that ends with its last window; its display."""
    server = shutil.which("Xvfb")
    assert server, "Xvfb is missing: apt-get install xvfb"
    read, write = os.pipe()
    command = [server, "-displayfd", str(write), "-screen", "0", SCREEN, "-nolisten", "tcp", "-terminate"]
    SERVERS.append(subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL))
    os.close(write)
    with os.fdopen(read) as said:
        number = said.readline().strip()
    assert number, "Xvfb did not start"
    return f":{number}"


@pytest.fixture(scope="session")
def qapp(display: str) -> QApplication:
    """The program's own application object, on X."""
    assert display
    old = QApplication.instance()
    if isinstance(old, QApplication):
        assert old.platformName() == "xcb", "journeys need a display: run tests/journeys on their own"
        return old
    os.environ["QT_QPA_PLATFORM"] = "xcb"
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    return make_app(["huiqian"])


@pytest.fixture
def node(tmp_path: Path) -> Iterator[NodeProcess]:
    """A central node that gives out the sample meeting of today."""
    running = NodeProcess(tmp_path / "node")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def house(qapp: QApplication, tmp_path: Path) -> Iterator[House]:
    """The desk's window on a home of its own, open and ready."""
    assert qapp is not None
    made = House(tmp_path / "desk")
    yield made
    made.leave()


@pytest.fixture(scope="session")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures go: HUIQIAN_JOURNEY_PICTURES, else a folder that pytest throws away."""
    named = os.environ.get("HUIQIAN_JOURNEY_PICTURES", "")
    folder = Path(named) if named else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
