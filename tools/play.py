"""``make run``: the desk with the sample meeting, or the same meeting without a screen.

Runs in the project's own environment, after :mod:`tools.setup`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools.say import say
from tools.setup import ROOT

SAMPLE = Path("resources/samples/xinjiang/clean.yaml")
OUT = Path("out/sample")
HEADLESS_PLATFORMS = ("offscreen", "minimal", "vnc", "linuxfb")
# Qt ends the process when it finds no screen, so it is asked in a process of its own.
ASK_QT = """
import sys
if sys.platform != "win32":
    import resource
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
from PySide6.QtGui import QGuiApplication
QGuiApplication([])
"""


def names_a_display(environment: dict[str, str], platform: str) -> bool:
    """Say whether the environment claims a screen; Windows and macOS always have one."""
    if environment.get("QT_QPA_PLATFORM", "").partition(":")[0] in HEADLESS_PLATFORMS:
        return False
    if platform in ("win32", "darwin"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def why_no_display() -> str | None:
    """Return None when a window can be opened here, otherwise the reason, as Qt tells it."""
    if not names_a_display(dict(os.environ), sys.platform):
        return "DISPLAY / WAYLAND_DISPLAY: –"
    asked = subprocess.run(
        (sys.executable, "-c", ASK_QT), capture_output=True, text=True, check=False, timeout=60
    )
    if asked.returncode == 0:
        return None
    return next(iter(asked.stderr.splitlines()), f"Qt: {asked.returncode}")


def huiqian(*arguments: str) -> int:
    """Run the program's own command and return its exit code."""
    environment = dict(os.environ)
    if not any(environment.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG")):
        environment["LC_ALL"] = "C.UTF-8"  # Qt complains about a locale that is not UTF-8
    command = (sys.executable, "-m", "app", *arguments)
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def play_headless() -> int:
    """Play the sample meeting without a screen and say where its pages lie."""
    code = huiqian("rehearse", str(SAMPLE), "--out", str(OUT))
    if code != 0:
        return code
    pages = sorted((ROOT / OUT).rglob("*.pdf"))
    if not pages:
        say(
            "排演完成，却没有生成 PDF：这是程序的错误。",
            "The meeting was played but made no PDF: this is a fault of the program.",
        )
        return 1
    say("样例会议已走完，文件在：", "The sample meeting is done; its pages lie at:")
    for page in pages:
        print(f"    {page}")
    return 0


def main() -> int:
    """Open the desk, or play without one; return the exit code."""
    reason = why_no_display()
    if reason is None:
        return huiqian("--sample")
    say(
        f"这里没有可用的显示器（{reason}），改为不开窗口走一遍样例会议。",
        f"There is no display here ({reason}): playing the sample meeting without a window.",
    )
    return play_headless()


if __name__ == "__main__":
    sys.exit(main())
