"""Meeting scripts: YAML or TOML, steps with time, verb, arguments and what is expected (format huiqian.script/1)."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from app.services.rehearsal.errors import ScriptError
from app.services.rehearsal.variants import Change

__all__ = ["Change", "Expect", "Script", "ScriptError", "Step", "check_packs", "read_script", "script_of"]

SCRIPT_FORMAT: Final = "huiqian.script/1"
MAX_BYTES = 256 * 1024
"""A script of a whole meeting is 3 KB; the YAML reader takes a second for 300 KB."""

EXCHANGE = "Exchange"
"""The step in which all devices take from each other what they lack."""

MAX_DEPTH = 16
"""A script is nested 4 deep."""

_LONG_KEY = re.compile(rb"(?<![\w\"'.-])(?:(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+){17}")
"""A TOML key of more parts than ``MAX_DEPTH``: the reader's time grows with the square of their number."""


class Expect(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"in_": "in"}):
    """What must be so after a step; what is not named is not asked.

    ``refused``: code of the refusal. ``stage``. ``open``, ``closed``: check ids with, without an open finding.
    ``obstacles``: exactly the checks named by the refusal. ``findings``: check id → strictest level now open (``B O W``,
    ``-`` = nothing open). ``variants``: keys of findings that are there. ``recorded``: check ids with a finding of level R.
    ``value``: dotted path of the folded meeting → what stands there (``len:`` before a path counts). ``says``: words that
    occur in the refusal or in a finding, as a clerk reads them. ``due``: deadline (``upload``, ``confirm:e3``) → its day or
    moment, its state or both (``2026-11-23 running``; ``-`` = there is none).
    ``in``: packs (one or several, with spaces) → what is different there; its keys go over the common ones.
    """

    refused: str = ""
    stage: str = ""
    open: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    obstacles: tuple[str, ...] | None = None
    findings: dict[str, str] = {}
    variants: tuple[str, ...] = ()
    recorded: tuple[str, ...] = ()
    value: dict[str, Any] = {}
    says: tuple[str, ...] = ()
    due: dict[str, Any] = {}
    in_: dict[str, dict[str, Any]] = {}

    def of(self, pack: str) -> "Expect":
        """What is expected in this pack; tables merge key by key, anything else is replaced."""
        if not self.in_:
            return self
        values = {name: getattr(self, name) for name in self.__struct_fields__ if name != "in_"}
        for packs, over in self.in_.items():
            if pack in packs.split():
                values |= {key: _merged(values.get(key), value) for key, value in over.items()}
        return msgspec.convert(values, Expect)


def _merged(common: Any, over: Any) -> Any:
    return common | over if isinstance(common, dict) and isinstance(over, dict) else over


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"with_": "with"}):
    """One step. ``at``: ``HH:MM`` or ``YYYY-MM-DD HH:MM`` in Beijing time; without it the clock goes on by a second.

    ``do``: a request or fact by class name, or a crowd verb (``CheckInAll`` …). ``by``: secretary (default), host, owner,
    verifier, leader, chief, or a person id; a crowd verb chooses by itself. ``only``, ``not_in``: packs. ``note`` says in
    Chinese what is happening. ``device``: another device with a ledger of its own, which knows nothing of the others until
    ``do: Exchange``. ``meeting``: one of the script's other ``meetings``.
    """

    do: str
    at: str = ""
    by: str = "secretary"
    with_: dict[str, Any] = {}
    expect: Expect | None = None
    note: str = ""
    only: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    device: str = ""
    meeting: str = ""

    def holds_in(self, pack: str) -> bool:
        """Is the step played in this pack?"""
        return (not self.only or pack in self.only) and pack not in self.not_in


class Script(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole script, played once in each of ``packs``.

    ``package``: path beside the script, or ``sample:NAME`` for a package of the program's own; without it the sample of the
    pack. ``changes``: what is different in it. ``case``: id of an edge case. ``drafts``: the switch for draft packs; without
    it, on where the pack is a draft. ``meetings``: further meetings of the same day by name; each has the package of the
    script with the id ``<id>-<name>`` and these changes on top.
    """

    format: Literal["huiqian.script/1"]
    title: str
    clock: str
    steps: tuple[Step, ...]
    package: str = ""
    packs: tuple[str, ...] = ()
    case: str = ""
    changes: tuple[Change, ...] = ()
    drafts: bool | None = None
    meetings: dict[str, tuple[Change, ...]] = {}

    def in_pack(self, pack: str) -> "Script":
        """The script as it is played in one pack: nothing in it asks for the pack any more."""
        steps = tuple(
            replace(step, only=(), not_in=(), expect=step.expect.of(pack) if step.expect else None)
            for step in self.steps
            if step.holds_in(pack)
        )
        return replace(
            self,
            steps=steps,
            changes=_changes_in(pack, self.changes),
            meetings={name: _changes_in(pack, changes) for name, changes in self.meetings.items()},
            packs=(pack,) if pack else (),
        )


def _changes_in(pack: str, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    return tuple(replace(change, only=(), not_in=()) for change in changes if change.holds_in(pack))


def check_packs(script: Script, name: str) -> None:
    """Refuse what could only be overlooked: no package at all, a pack the script is never played in, a wrong ``in``.

    Raises:
        ScriptError: ``script.shape``, ``script.other_pack``.

    """
    if not (script.package or script.packs):
        raise ScriptError("script.shape", path=name, detail="缺少 package 或 packs")
    unknown = [pack for pack in _packs_named(script) if pack not in script.packs]
    if unknown:
        raise ScriptError("script.other_pack", path=name, pack=unknown[0])
    try:
        for pack in script.packs:
            script.in_pack(pack)
    except msgspec.ValidationError as bad:
        raise ScriptError("script.shape", path=name, detail=str(bad)) from bad


def _packs_named(script: Script) -> Iterator[str]:
    for change in (*script.changes, *(x for changes in script.meetings.values() for x in changes)):
        yield from (*change.only, *change.not_in)
    for step in script.steps:
        yield from (*step.only, *step.not_in)
        for packs in step.expect.in_ if step.expect else ():
            yield from packs.split()


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
    return script_of(tree, path.name)


def script_of(tree: object, name: str) -> Script:
    """Make a script of values read from YAML or TOML.

    Raises:
        ScriptError: ``script.shape``, ``script.other_pack``, ``script.too_deep``.

    """
    try:
        script = msgspec.convert(tree, Script)
    except msgspec.ValidationError as bad:
        raise ScriptError("script.shape", path=name, detail=str(bad)) from bad
    except RecursionError as bad:
        raise ScriptError("script.too_deep", path=name, limit=str(MAX_DEPTH)) from bad
    check_packs(script, name)
    return script


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
