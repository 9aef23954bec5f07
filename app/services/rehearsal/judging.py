"""Is what a step expects so? Every difference is told with what was wanted and what stands there."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from app.models.calendar import BEIJING
from app.models.deadlines import deadlines
from app.models.terms import STRICTNESS, Level
from app.services.desk.desk import View
from app.services.desk.refusal import Refusal
from app.services.rehearsal.errors import ScriptError
from app.services.rehearsal.script import Expect
from app.services.wording import Words

COUNT = "len:"
_SHOWN = 400
"""Characters of what is said that a difference shows."""

Difference = tuple[str, str, str]
"""What was asked, what was wanted, what is."""


class Seen(Struct, frozen=True):
    """What stood after a step."""

    view: View | None
    refused: Refusal | None
    words: Words


def differences(want: Expect, seen: Seen) -> Iterator[Difference]:
    """Everything that is not as expected.

    Raises:
        ScriptError: ``script.value``, a path that cannot be.

    """
    got = seen.refused.code if seen.refused else ""
    if want.refused != got:
        yield "refused", want.refused, got
    if seen.view is None:
        return
    if want.stage and want.stage != seen.view.stage.value:
        yield "stage", want.stage, seen.view.stage.value
    if want.obstacles is not None:
        stops = tuple(sorted({x.check for x in (seen.refused.findings if seen.refused else ())}))
        if stops != tuple(sorted(want.obstacles)):
            yield "obstacles", " ".join(want.obstacles), " ".join(stops)
    yield from _findings(want, seen.view)
    for path, value in want.value.items():
        stands = at_path(seen.view.m, path)
        if stands != value:
            yield f"value {path}", _text(value), _text(stands)
    yield from _due(want, seen.view)
    yield from _says(want, seen)


def _due(want: Expect, view: View) -> Iterator[Difference]:
    """Each word of what is expected must be among target and state of the deadline."""
    if not want.due:
        return
    now = {x.key: f"{_text(plain(x.target))} {x.state}" for x in deadlines(view.case)}
    for key, wanted in want.due.items():
        stands = now.get(key, Level.OFF.value)
        if not set(str(wanted).split()) <= set(stands.split()):
            yield f"due {key}", str(wanted), stands


def _findings(want: Expect, view: View) -> Iterator[Difference]:
    levels = open_levels(view)
    yield from (("open", check, "") for check in want.open if check not in levels)
    yield from (("closed", "", check) for check in want.closed if check in levels)
    for check, level in want.findings.items():
        is_now = levels.get(check, Level.OFF).value
        if is_now != level:
            yield f"findings {check}", level, is_now
    keys = {x.key for x in view.findings}
    for key in want.variants:
        if key not in keys:
            near = sorted(k for k in keys if k.startswith(key.split(":", 1)[0] + ":"))
            yield "variants", key, " ".join(near)
    noted = {x.check for x in view.findings if x.level is Level.RECORD}
    yield from (("recorded", check, "") for check in want.recorded if check not in noted)


def open_levels(view: View) -> dict[str, Level]:
    """Check id → the strictest level at which it is open now."""
    found: dict[str, Level] = {}
    for x in view.findings:
        if x.is_open and STRICTNESS[x.level] > STRICTNESS[found.get(x.check, Level.OFF)]:
            found[x.check] = x.level
    return found


def _says(want: Expect, seen: Seen) -> Iterator[Difference]:
    if not want.says or seen.view is None:
        return
    shown = [*(seen.refused.findings if seen.refused else ()), *seen.view.findings]
    said = [seen.words.finding(x) for x in shown]
    if seen.refused:
        said.insert(0, seen.words.refusal(seen.refused))
    text = "\n".join(f"{x.title} {x.text} {x.clause} {x.next}" for x in said)
    near = text if len(text) <= _SHOWN else text[:_SHOWN] + "……"
    yield from (("says", words, near) for words in want.says if words not in text)


def at_path(m: object, path: str) -> Any:
    """What stands at a dotted path of the folded meeting, as plain values; a moment as Beijing time to the minute.

    A key or row that is not there gives None; ``len:`` before the path counts.

    Raises:
        ScriptError: ``script.value``: a field no meeting has, or nothing to count.

    """
    node: Any = m
    parts = path.removeprefix(COUNT).split(".")
    for number, part in enumerate(parts):
        try:
            node = _below(node, part)
        except (AttributeError, ValueError, TypeError) as bad:
            raise ScriptError("script.value", path=path, detail=part) from bad
        if node is None and number + 1 < len(parts):
            return 0 if path.startswith(COUNT) else None
    if not path.startswith(COUNT):
        return plain(node)
    try:
        return len(node)
    except TypeError as bad:
        raise ScriptError("script.value", path=path, detail="len") from bad


def _below(node: Any, part: str) -> Any:
    if isinstance(node, dict):
        return next((value for key, value in node.items() if _key(key) == part), None)
    if isinstance(node, list | tuple):
        number = int(part)
        return node[number] if -len(node) <= number < len(node) else None
    return getattr(node, part)


def _key(key: Any) -> str:
    return "/".join(map(str, key)) if isinstance(key, tuple) else str(key)


def plain(value: Any) -> Any:
    """JSON-ready values; a pair that keys a table becomes ``a/b``."""
    if isinstance(value, datetime):
        return value.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, Struct):
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, dict):
        return {_key(key): plain(part) for key, part in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(plain(part) for part in value)
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return msgspec.to_builtins(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
