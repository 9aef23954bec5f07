"""A scan while a real Chinese input method is on, in the middle of a composition too; where ibus and libpinyin are installed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from journeys.ibus_window import CODE

SCRIPT = Path(__file__).with_name("ibus_window.py")
ENGINE = Path("/usr/share/ibus/component/libpinyin.xml")

pytestmark = pytest.mark.skipif(
    not (shutil.which("ibus-daemon") and shutil.which("dbus-run-session") and ENGINE.exists()),
    reason="ibus with libpinyin is not installed: apt-get install ibus ibus-libpinyin dbus",
)


def _play(*options: str) -> dict[str, Any]:
    command = ["dbus-run-session", "--", sys.executable, str(SCRIPT), *options]
    here = {"QT_QPA_PLATFORM": "xcb", "QT_IM_MODULE": "ibus", "PYTHONPATH": str(SCRIPT.parents[1])}
    run = subprocess.run(command, check=True, capture_output=True, timeout=120, env=os.environ | here)
    told: dict[str, Any] = json.loads(run.stdout)
    if not told["engine"]:
        pytest.skip("ibus runs, but its pinyin engine does not start here")
    return told


def test_a_scan_goes_past_the_input_method_and_leaves_what_is_being_composed(display: str) -> None:
    assert display
    told = _play()
    assert told["texts"] == ["你好", "你好", "你好", "你好", "你好中国"]
    assert told["scans"] == [CODE, CODE]


def test_without_the_way_in_the_method_would_spoil_it(display: str) -> None:
    """So that the test above proves something: the same keys do go through the method."""
    assert display
    told = _play("--without")
    assert told["texts"][0] == "你好"
    assert told["texts"][1] != "你好"
    assert told["scans"] == []
