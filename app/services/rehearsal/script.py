"""Meeting scripts: YAML or TOML, steps with time, verb, arguments and what is expected (format huiqian.script/1)."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

SCRIPT_FORMAT = "huiqian.script/1"
MAX_BYTES = 256 * 1024
"""A script of a whole meeting is 3 KB; the YAML reader takes a second for 300 KB."""

MAX_DEPTH = 16
"""A script is nested 4 deep."""

_LONG_KEY = re.compile(rb"(?<![\w\"'.-])(?:(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+){17}")
"""A TOML key of more parts than ``MAX_DEPTH``: the reader's time grows with the square of their number."""


class ScriptError(Exception):
    """The script cannot be read: ``code`` and where, for exit code 2.

    Codes: ``script.too_large script.unreadable script.not_text script.syntax script.alias script.too_deep script.shape
    script.unknown_verb``.
    """

    def __init__(self, code: str, **args: str) -> None:
        super().__init__(code, args)
        self.code = code
        self.args_ = args


class Expect(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must be so after a step. ``refused``: code of the refusal; ``stage``; check ids open, or not open."""

    refused: str = ""
    stage: str = ""
    open: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    obstacles: tuple[str, ...] | None = None


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"with_": "with"}):
    """One step. ``at``: ``HH:MM`` or ``YYYY-MM-DD HH:MM`` in Beijing time; without it the clock goes on by a minute.

    ``do``: a request or fact by class name, or a crowd verb (``CheckInAll`` …). ``by``: secretary (default), host, owner,
    verifier, leader, chief, or a person id; a crowd verb chooses by itself.
    """

    do: str
    at: str = ""
    by: str = "secretary"
    with_: dict[str, Any] = {}
    expect: Expect | None = None
    note: str = ""


class Script(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole script. ``package``: path beside the script, or ``sample:NAME`` for a package of the program's own."""

    format: Literal["huiqian.script/1"]
    title: str
    package: str
    clock: str
    steps: tuple[Step, ...]


def read_script(path: Path) -> Script:
    """Read a script.

    Raises:
        ScriptError: unreadable, oversized, not text, wrong syntax or shape, each with its place.

    """
    data = _bytes(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        raise ScriptError("script.not_text", path=path.name, at=str(bad.start)) from bad
    tree = _toml(text, path) if path.suffix.lower() == ".toml" else _yaml(text, path)
    try:
        return msgspec.convert(tree, Script)
    except msgspec.ValidationError as bad:
        raise ScriptError("script.shape", path=path.name, detail=str(bad)) from bad
    except RecursionError as bad:
        raise ScriptError("script.too_deep", path=path.name, limit=str(MAX_DEPTH)) from bad


def _bytes(path: Path) -> bytes:
    try:
        if not (path.is_file() or path.is_dir() or not path.exists()):
            raise ScriptError("script.unreadable", path=str(path), detail="不是普通文件")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as bad:
        raise ScriptError("script.unreadable", path=str(path), detail=bad.strerror or "") from bad
    if len(data) > MAX_BYTES:
        raise ScriptError("script.too_large", path=path.name, limit=str(MAX_BYTES // 1024))
    return data


def _toml(text: str, path: Path) -> object:
    if _LONG_KEY.search(text.encode()):
        raise ScriptError("script.too_deep", path=path.name, limit=str(MAX_DEPTH))
    try:
        return tomllib.loads(text)
    except RecursionError as bad:
        raise ScriptError("script.too_deep", path=path.name, limit=str(MAX_DEPTH)) from bad
    except ValueError as bad:  # its own error, and Python's for a number of thousands of digits
        raise ScriptError("script.syntax", path=path.name, detail=str(bad)) from bad


def _yaml(text: str, path: Path) -> object:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        _look_over(YAML(typ="safe", pure=True).parse(text), path)
        return YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as bad:
        line = str(bad.problem_mark.line + 1) if bad.problem_mark else ""
        raise ScriptError("script.syntax", path=path.name, detail=f"{bad.problem} {line}") from bad
    except (YAMLError, ValueError, RecursionError) as bad:
        raise ScriptError("script.syntax", path=path.name, detail=str(bad)) from bad


def _look_over(events: Iterator[Any], path: Path) -> None:
    """Refuse what a script never needs before anything is built: aliases (they multiply) and deep nesting.

    Raises:
        ScriptError: ``script.alias``, ``script.too_deep``, with the line.

    """
    from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent

    depth = 0
    for event in events:
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if isinstance(event, AliasEvent):
            raise ScriptError("script.alias", path=path.name, line=str(event.start_mark.line + 1))
        if depth > MAX_DEPTH:
            raise ScriptError("script.too_deep", path=path.name, limit=str(MAX_DEPTH))
