"""How a rule pack is read aloud: values, kinds of values, groups and levels in Chinese (resources/wording/packs.toml)."""

import json
import types
from collections.abc import Callable, Mapping, Sequence
from enum import EnumType, StrEnum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import Meta

from app.models.papers.head import ROLE_ZH
from app.models.scope import ScopeItem
from app.models.terms import Role
from app.services.resources import resource_toml


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return resource_toml("wording", "packs.toml")


def word(table: str, code: str) -> str:
    """Return the Chinese for a code of one of the tables, or the code itself."""
    return _words()[table].get(code, code)


def section_zh(key: str) -> str:
    """Return the group a key belongs to: ``experts.min_count`` → 专家."""
    return word("sections", key.split(".", maxsplit=1)[0])


def code_zh(code: str) -> str:
    """Return a role, category, verdict or option in Chinese; any other text as it is."""
    return role_zh(code) if isinstance(code, Role) else word("values", code)


def role_zh(role: Role) -> str:
    """Return a post with the unit it belongs to: 分包项目负责人."""
    side = _SIDES.get(role.split("_")[0], "")
    return f"{side}{ROLE_ZH[role]}"


def roles_zh(roles: tuple[Role, ...]) -> str:
    """Return a list of posts; all posts of a contractor are said in one word."""
    said, rest = [], list(roles)
    for prefix, side in _SIDES.items():
        group = [role for role in Role if role.startswith(f"{prefix}_")]
        if set(group) <= set(rest):
            said.append(f"{side}各岗位")
            rest = [role for role in rest if role not in group]
    return "、".join([*map(role_zh, rest), *said])


_SIDES = {"GC": "总承包", "SC": "分包"}


def value_zh(value: Any) -> str:
    """Return a value as a clerk would say it; None: this place has no such rule."""
    if value is None or isinstance(value, bool):
        return _PLAIN[value]
    if isinstance(value, ScopeItem):
        return f"{value.id} {value.zh}"
    if isinstance(value, Mapping):
        return "；".join(f"{code_zh(str(name))}：{value_zh(part)}" for name, part in value.items()) or "无"
    if isinstance(value, tuple | list):
        return _list_zh(value)
    return code_zh(value) if isinstance(value, str) else str(value)


def _list_zh(values: Sequence[Any]) -> str:
    if values and all(isinstance(part, Role) for part in values):
        return roles_zh(tuple(values))
    return "、".join(value_zh(part) for part in values) or "无"


_PLAIN = {None: "无此规定", True: "是", False: "否"}


def toml(value: Any) -> str:
    """Return a value as it is written in TOML on one line; the rows of a table in the order of their names."""
    plain = msgspec.to_builtins(value, str_keys=True)
    if isinstance(plain, Mapping):
        inner = ", ".join(
            f"{json.dumps(str(name), ensure_ascii=False)} = {toml(part)}"
            for name, part in sorted(plain.items())
        )
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(plain, list):
        return f"[{', '.join(map(toml, plain))}]"
    return json.dumps(plain, ensure_ascii=False)


def kind_zh(kind: Any) -> str:
    """Return what may be written for a key, from its type: choices with their Chinese, bounds of numbers, forms of leads."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin in _BY_ORIGIN:
        return _BY_ORIGIN[origin](parts)
    if kind is Role:
        return "岗位代码（见文件末尾）"
    if isinstance(kind, EnumType) and issubclass(kind, StrEnum):
        return "、".join(_choice(part) for part in kind)
    plain = {bool: "true（是）、false（否）", int: "整数", str: "文字"}
    return plain.get(kind, "条目（地方补充的危大工程，见文末示例）")


def may_be_none(kind: Any) -> bool:
    """Tell whether a key may be left without a rule (``none = true``)."""
    return get_origin(kind) in {Union, types.UnionType} and type(None) in get_args(kind)


def _row(parts: tuple[Any, ...]) -> str:
    if Ellipsis in parts:
        return f"列表，可含：{kind_zh(parts[0])}"
    return f"{len(parts)} 个数的列表：{kind_zh(parts[0])}"


def _choice(value: str) -> str:
    zh = code_zh(value)
    return f'"{value}"' if zh == value else f'"{value}"（{zh}）'


def _bounded(parts: tuple[Any, ...]) -> str:
    kind, meta = parts[0], next((part for part in parts if isinstance(part, Meta)), Meta())
    if meta.pattern is not None:
        return f"文字，如 {_LIKE.get(_first(meta.pattern), meta.pattern)}"
    if meta.ge is not None and meta.le is not None:
        return f"{meta.ge} 到 {meta.le} 的整数"
    return kind_zh(kind)


def _first(pattern: str) -> str:
    """Which of the three forms of leads and terms a pattern is."""
    if "before_checkin_close" in pattern:
        return "letter"
    return "term" if "E" in pattern else "lead"


_LIKE = {
    "letter": '"before_checkin_close"（宣布开会之前）、"W-1"（会前1个工作日）、"D-2d"（会前2日）',
    "lead": '"W-5"（会前5个工作日）、"D-2d"（会前2日）',
    "term": '"E+3d"（散会后3日）、"W+3"（散会后3个工作日）',
}

_BY_ORIGIN: dict[Any, Callable[[tuple[Any, ...]], str]] = {
    Annotated: _bounded,
    Literal: lambda parts: "、".join(_choice(part) for part in parts),
    Union: lambda parts: "；".join(kind_zh(part) for part in parts if part is not type(None)),
    types.UnionType: lambda parts: "；".join(kind_zh(part) for part in parts if part is not type(None)),
    tuple: _row,
    dict: lambda parts: f"对照表：{kind_zh(parts[0])} → {kind_zh(parts[1])}",
}
