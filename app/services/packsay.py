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
    return "、".join(_KINDS.get(name, name) for name in names if name != "null" or len(names) == 1)


_HOW = {
    "meta.id": "小写字母开头，2 到 40 个小写字母、数字、- 或 _",
    "meta.version": "如 0.1、1.0",
    "meta.parent": "上级规则包的编号，如 national",
    "meta.regions": '行政区划代码前 2、4 或 6 位，如 ["4403"]',
    "meta.status": "draft、in_force",
    "level": "B、O、W、R、-",
}


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


_TOML: tuple[tuple[str, str], ...] = (
    (r"Cannot declare \((.+?)\) twice", "同一段写了两次：{0}"),
    (r"Cannot overwrite a value", "同一项写了两次"),
    (r"Invalid value", "等号后面的值写法不对：文字要加英文双引号"),
    (r"Expected '=' after a key.*", "缺少等号"),
    (r"Invalid statement", "这一行不是“键 = 值”，也不是 [段名]"),
    (r"Unterminated string|Expected \"\\\"\".*", "引号没有配对"),
    (r"Illegal character .+", "有不能用的字符，或引号没有配对在同一行"),
    (r"Unclosed array", "列表的方括号没有配对"),
    (r"Unclosed inline table|Expected .\}.*", "花括号没有配对"),
    (r"Expected newline or end of document after a statement", "一行只能写一项"),
    (r"Expected .\].*", "方括号没有配对"),
    (r"Invalid initial character for a key part", "键的写法不对：含点的键要加英文双引号"),
    (r"Invalid date or datetime|.*day is out of range.*", "没有这个日期"),
)


def toml_in_words(said: str) -> str:
    """What the reader of TOML said, in Chinese where it is a common slip; without the place, which is told before it."""
    plain = re.sub(r" \(at .*\)$", "", said)
    for pattern, words in _TOML:
        found = re.fullmatch(pattern, plain)
        if found:
            names = re.findall(r"'([^']+)'", plain) if "{0}" in words else []
            return words.format(".".join(names))
    return plain


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
    how = next((text for end, text in _HOW.items() if _about(error.key, end)), "")
    if error.fault is PackFault.WRONG_TYPE and how:
        error.detail = f"{error.detail}；可写：{how}"


def _about(key: str, what: str) -> bool:
    """Whether ``what`` is what ``key`` names; regions are numbered, levels belong to checks and pairs."""
    if what == "level":
        return key.startswith(("check.", "dual.")) and key.endswith(".level")
    return key == what or key.startswith(f"{what}.")
