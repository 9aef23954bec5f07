"""Which scripts are meant: files, the scripts of a folder, or the edge cases that come with the program."""

import re
from collections.abc import Iterable
from pathlib import Path

from app.services.rehearsal.errors import ScriptError
from app.services.rehearsal.script import SCRIPT_FORMAT
from app.services.resources import ROOT

_CASE = re.compile(r"ec[-_]?(\d+)\w*", re.IGNORECASE)


def scripts_at(path: Path) -> list[Path]:
    """The script itself, or those of a folder, in the order of their names; other TOML files beside them are none.

    Raises:
        ScriptError: ``script.none_here``.

    """
    if not path.is_dir():
        return [path]
    found = sorted(
        file
        for file in path.iterdir()
        if file.suffix.lower() in {".yaml", ".yml"} or (file.suffix.lower() == ".toml" and _says_so(file))
    )
    if not found:
        raise ScriptError("script.none_here", path=str(path))
    return found


def _says_so(file: Path) -> bool:
    return file.is_file() and SCRIPT_FORMAT.encode() in file.read_bytes()


def edge_cases(wanted: Iterable[str] = ()) -> list[Path]:
    """The edge cases of rules.md 7 by their numbers (``EC-26``, ``ec_26_six_of_seven``); all of them without.

    Raises:
        ScriptError: ``script.no_case``.

    """
    there = sorted(Path(str(ROOT / "cases")).glob("ec_*.yaml"))
    found: dict[Path, None] = {}
    for name in wanted:
        match = _CASE.fullmatch(name)
        meant = [file for file in there if match and file.name.startswith(f"ec_{int(match[1]):02d}_")]
        if not meant:
            raise ScriptError("script.no_case", name=name)
        found |= dict.fromkeys(meant)
    return list(found) or there
