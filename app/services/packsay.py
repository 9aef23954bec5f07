"""What the reader of types says about a pack file, in words a clerk can act on."""

import re
from collections.abc import Callable

from app.models.packfile import PackError, PackFault
from app.models.packvalues import KEYS
from app.services.packwords import kind_zh

_KINDS = {
    "str": "文字（加引号）",
    "int": "整数",
    "float": "数",
    "bool": "true 或 false",
    "date": "日期，如 2026-01-31",
    "array": "列表 [ ]",
    "object": "表 { }",
    "null": "空",
}


def _kinds(text: str) -> str:
    names = [name.strip(" `") for name in text.split("|")]
    return "、".join(_KINDS.get(name, name) for name in names if name != "null")


_SAID: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"Expected `([^`]+)`, got `([^`]+)`"), lambda m: f"应写{_kinds(m[1])}，写成了{_kinds(m[2])}"),
    (re.compile(r"Invalid (?:enum )?value (.+)"), lambda m: f"没有 {m[1]} 这个写法"),
    (re.compile(r"Expected `int` (?:>=|<=) .+"), lambda _m: "数超出了范围"),
    (re.compile(r"Expected `str` matching regex .+"), lambda _m: "写法不对"),
    (re.compile(r"Expected `str` of length (.+)"), lambda m: f"字数应当 {m[1]}"),
    (re.compile(r"Expected `array` of .*length (.+?)(?:, got .+)?"), lambda m: f"列表应有 {m[1]} 个"),
    (re.compile(r"Object missing required field `(.+)`"), lambda m: f"缺少 {m[1]}"),
    (re.compile(r"Object contains unknown field `(.+)`"), lambda m: f"没有 {m[1]} 这一项"),
)


def in_words(error: PackError) -> None:
    """Put the detail of a wrong type into Chinese, its path into the key, and for a parameter what may be written."""
    if error.fault not in {PackFault.WRONG_TYPE, PackFault.UNKNOWN_KEY}:
        return
    said, _, path = error.detail.partition(" - at `$")
    error.detail = next((say(m) for pattern, say in _SAID if (m := pattern.fullmatch(said))), said)
    for name, index in re.findall(r"\.([^.\[`]+)|\[(\d+)\]", path):
        error.key = f"{error.key}.{name or int(index) + 1}"
    key = ".".join(error.key.split(".")[1:3])
    if error.fault is PackFault.WRONG_TYPE and error.key.startswith("param.") and key in KEYS:
        error.detail = f"{error.detail}；可写：{kind_zh(KEYS[key])}"
