"""Finds every place where JSON values differ from a struct; msgspec itself stops at the first one."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import inspect

from app.services.intake.problems import IntakeProblem

_LEAVES: tuple[tuple[type[inspect.Type], Any, str], ...] = (
    (inspect.StrType, str, "text"),
    (inspect.BoolType, bool, "yes_no"),
    (inspect.IntType, int, "integer"),
    (inspect.FloatType, float, "number"),
    (inspect.DateTimeType, datetime, "moment"),
    (inspect.DateType, date, "date"),
    (inspect.NoneType, None, "nothing"),
)


def shape_problems(value: Any, kind: type, where: str = "$") -> Iterator[IntakeProblem]:
    """Yield what keeps plain JSON values from being a ``kind``: missing, unknown and wrongly typed fields."""
    return _problems(value, inspect.type_info(kind), where)


def _problems(value: Any, info: inspect.Type, where: str) -> Iterator[IntakeProblem]:
    if isinstance(info, inspect.StructType):
        yield from _struct(value, info, where)
    elif isinstance(info, inspect.VarTupleType | inspect.ListType):
        yield from _items(value, info.item_type, where)
    elif isinstance(info, inspect.DictType):
        yield from _mapping(value, info.value_type, where)
    elif isinstance(info, inspect.UnionType):
        yield from _union(value, info, where)
    elif isinstance(info, inspect.EnumType):
        yield from _choice(value, [str(member.value) for member in info.cls], where)
    elif isinstance(info, inspect.LiteralType):
        yield from _choice(value, [str(choice) for choice in info.values], where)
    else:
        yield from _leaf(value, info, where)


def _struct(value: Any, info: inspect.StructType, where: str) -> Iterator[IntakeProblem]:
    if not isinstance(value, dict):
        yield _wrong(value, "object", where)
        return
    fields = {field.encode_name: field for field in info.fields}
    for key in value:
        if key not in fields:
            yield IntakeProblem(f"{where}.{_short(key)}", "unknown_field", {"field": _short(key)})
    for name, field in fields.items():
        if name in value:
            yield from _problems(value[name], field.type, f"{where}.{name}")
        elif field.required:
            yield IntakeProblem(f"{where}.{name}", "missing", {"field": name})


def _items(value: Any, item: inspect.Type, where: str) -> Iterator[IntakeProblem]:
    if not isinstance(value, list):
        yield _wrong(value, "list", where)
        return
    for number, part in enumerate(value):
        yield from _problems(part, item, f"{where}[{number}]")


def _mapping(value: Any, item: inspect.Type, where: str) -> Iterator[IntakeProblem]:
    if not isinstance(value, dict):
        yield _wrong(value, "object", where)
        return
    for key, part in value.items():
        yield from _problems(part, item, f"{where}.{_short(key)}")


def _union(value: Any, info: inspect.UnionType, where: str) -> Iterator[IntakeProblem]:
    tries = [tuple(_problems(value, part, where)) for part in info.types]
    if all(tries):
        inside = [found for found in tries if any(problem.where != where for problem in found)]
        yield from (inside or tries)[0]


def _choice(value: Any, allowed: list[str], where: str) -> Iterator[IntakeProblem]:
    if not isinstance(value, str):
        yield _wrong(value, "text", where)
    elif value not in allowed:
        yield IntakeProblem(where, "choice", {"got": _short(value), "allowed": "、".join(allowed)})


def _leaf(value: Any, info: inspect.Type, where: str) -> Iterator[IntakeProblem]:
    for kind, target, word in _LEAVES:
        if isinstance(info, kind):
            try:
                msgspec.convert(value, target)
            except msgspec.ValidationError:
                yield _wrong(value, word, where)


def _wrong(value: Any, expected: str, where: str) -> IntakeProblem:
    return IntakeProblem(where, "type", {"expected": expected, "got": _short(value)})


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode(errors="replace")
    return text if len(text) <= 40 else text[:40] + "…"  # noqa: PLR2004  # one line of a message
