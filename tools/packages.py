"""Debian packages: which ones are missing here, and how to get them.

The question "what is missing" is answered by dpkg's own list alone, so a second set-up
takes no time and needs no network.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tools.say import SetupError, both, say

LIST = Path(__file__).with_name("system_packages.txt")
APT_LISTS = Path("/var/lib/apt/lists")
APT_INSTALL = ("apt-get", "install", "-y", "--no-install-recommends")
# Another apt may hold the lock where the system updates itself in the background.
APT_QUIET = ("-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0")


def read_sections(text: str) -> dict[str, tuple[str, ...]]:
    """Return the packages of each ``[section]`` of a list like ``system_packages.txt``.

    Raises:
        ValueError: a package stands before the first section.

    """
    sections: dict[str, list[str]] = {}
    current: list[str] | None = None
    for raw in text.splitlines():
        line = raw.partition("#")[0].strip()
        if line.startswith("[") and line.endswith("]"):
            current = sections.setdefault(line[1:-1], [])
        elif line:
            if current is None:
                raise ValueError(f"{line!r} stands before the first [section]")
            current.append(line)
    return {name: tuple(packages) for name, packages in sections.items()}


def installed_names(status: str) -> set[str]:
    """Return what an answer of ``dpkg-query`` in the format of :func:`missing` has installed.

    A package counts under its own name and every name it provides: later Debians renamed
    ``libglib2.0-0`` to ``libglib2.0-0t64``, which provides the old name.
    """
    names: set[str] = set()
    for line in status.splitlines():
        state, name, provides = [*line.split("\t"), "", ""][:3]
        if state.startswith("ii"):
            names.add(name)
            names.update(part.split()[0].partition(":")[0] for part in provides.split(",") if part.strip())
    return names


def missing(packages: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of ``packages`` that dpkg does not have installed, in their order."""
    form = "-f=${db:Status-Abbrev}\\t${Package}\\t${Provides}\\n"
    answer = subprocess.run(("dpkg-query", "-W", form), capture_output=True, text=True, check=True)
    have = installed_names(answer.stdout)
    return tuple(package for package in packages if package not in have)


def line_to_type(packages: tuple[str, ...]) -> str:
    """Return the one line that an administrator types to install ``packages``."""
    return f"sudo sh -c 'apt-get update && {' '.join(APT_INSTALL)} {' '.join(packages)}'"


def ensure(packages: tuple[str, ...]) -> None:
    """Install what is missing of ``packages``; do nothing, at once, when nothing is.

    Raises:
        SetupError: not root (its text holds the line to type), or apt failed.

    """
    if shutil.which("dpkg-query") is None:
        say(
            f"这里不是 Debian 系统，请自行确认已装有与下列软件包相当的系统库：{' '.join(packages)}",
            f"This is no Debian system: see that it has the equivalent of: {' '.join(packages)}",
        )
        return
    wanted = missing(packages)
    if not wanted:
        return
    if os.geteuid() != 0:
        line = line_to_type(wanted)
        raise SetupError(
            both(
                "缺少系统软件包，安装需要管理员权限。",
                "System packages are missing; installing them needs an administrator.",
            )
            + "\n"
            + both("请输入下面这一行，然后再运行一次：", "Type this line, then run again:")
            + f"\n\n    {line}\n"
        )
    say(f"正在安装系统软件包：{' '.join(wanted)}", f"Installing system packages: {' '.join(wanted)}")
    install(wanted)


def install(packages: tuple[str, ...]) -> None:
    """Install ``packages`` with apt as root; refresh apt's lists when there are none or they are stale.

    Raises:
        SetupError: apt failed twice, the second time with fresh lists.

    """
    if any(APT_LISTS.glob("*_Packages*")) and apt(*APT_INSTALL, *packages):
        return
    if apt("apt-get", "update") and apt(*APT_INSTALL, *packages):
        return
    raise SetupError(
        both(
            "apt 未能装好系统软件包（原因见上）。请检查网络与软件源，然后再运行一次。",
            "apt could not install them (its reason is above). Check the network and apt's sources, then run again.",
        )
    )


def apt(program: str, verb: str, *rest: str) -> bool:
    """Run apt once without questions and say whether it succeeded."""
    command = (program, verb, "-qq", *APT_QUIET, *rest)
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    quiet = subprocess.DEVNULL  # what went wrong stands on stderr
    return subprocess.run(command, env=env, stdin=quiet, stdout=quiet, check=False).returncode == 0
