"""A resolved pack as a table a lawyer can read, and the difference of two packs."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from app.models.dualroles import DualPair
from app.models.packfile import RawPack
from app.models.packvalues import KEYS
from app.models.rulepack import CheckRule, RulePack
from app.services.packwords import section_zh, toml, value_zh, word


class PackLine(Struct, frozen=True, kw_only=True):
    """One line of the table. ``value`` as people say it, ``raw`` as the file writes it, ``pack``: the file that decides."""

    group: str
    key: str
    zh: str
    value: str
    raw: str
    src: str
    note: str
    pack: str


class PackChange(Struct, frozen=True, kw_only=True):
    """A key on which two packs differ; "" where one of them has no such line."""

    key: str
    zh: str
    a: str
    b: str
    a_src: str
    b_src: str


def lines(
    pack: RulePack, names: Mapping[str, str] | None = None, raws: Mapping[str, RawPack] | None = None
) -> tuple[PackLine, ...]:
    """Return every parameter, check and pair of roles. ``names``: pack id → its name; ``raws``: the files of its chain."""
    names = names or {}
    return (*_params(pack, names), *_checks(pack, names), *_duals(pack, names, raws or {}))


def _params(pack: RulePack, names: Mapping[str, str]) -> Iterator[PackLine]:
    for key in KEYS:
        source, value = pack.sources[key], pack.value(key)
        yield PackLine(
            group=section_zh(key),
            key=key,
            zh=source.zh,
            value=value_zh(value),
            raw="none = true" if value is None else toml(value),
            src=source.src,
            note=source.note,
            pack=names.get(source.pack, source.pack),
        )


def _checks(pack: RulePack, names: Mapping[str, str]) -> Iterator[PackLine]:
    order = list(word_order())
    for rule in sorted(pack.checks.values(), key=lambda rule: (order.index(rule.phase), rule.id)):
        yield PackLine(
            group=f"检查：{word('phases', rule.phase)}",
            key=rule.id,
            zh=rule.zh,
            value=check_value(rule),
            raw="M" if rule.by_matrix else rule.level.value,
            src=rule.src if rule.also is None else f"{rule.src}；第二级 {rule.also.src}",
            note=rule.note,
            pack=names.get(rule.pack, rule.pack),
        )


def word_order() -> tuple[str, ...]:
    """The phases in the order of the day."""
    return ("PRE", "DAY", "SESSION", "SIGN", "POST")


def check_value(rule: CheckRule) -> str:
    """Return levels, second level and what a missing input does: ``B 不得放行；第二级 W 提醒（缺单位公章…）``."""
    level = "M" if rule.by_matrix else rule.level.value
    parts = [f"{level} {word('levels', level)}"]
    if rule.also is not None:
        also = rule.also.level.value
        parts.append(f"第二级 {also} {word('levels', also)}（{rule.also.when}）")
    if rule.unknown is not None:
        parts.append(word("unknown", rule.unknown))
    return "；".join(parts)


def _duals(pack: RulePack, names: Mapping[str, str], raws: Mapping[str, RawPack]) -> Iterator[PackLine]:
    decided: dict[str, str] = {}
    for pack_id, _version in pack.chain:
        raw = raws.get(pack_id)
        if raw is not None:
            said = (*raw.duals, *(("default",) if raw.dual_default else ()))
            decided |= dict.fromkeys(said, names.get(pack_id, pack_id))
    for pair in pack.duals.pairs:
        yield _dual(pair, decided.get(pair.id, ""))
    default = pack.duals.default.value
    yield PackLine(
        group="一人兼任",
        key="dual.default",
        zh="其他兼任",
        value=f"{default} {word('levels', default)}",
        raw=default,
        src=pack.duals.default_src,
        note="",
        pack=decided.get("default", ""),
    )


def _dual(pair: DualPair, pack: str) -> PackLine:
    both = f"{value_zh(pair.a)} 兼 {value_zh(pair.b)}（{word('units', pair.unit)}）"
    return PackLine(
        group="一人兼任",
        key=f"dual.{pair.id}",
        zh=both,
        value=f"{pair.level.value} {word('levels', pair.level.value)}",
        raw=pair.level.value,
        src=pair.src,
        note=pair.note,
        pack=pack,
    )


def changes(a: RulePack, b: RulePack) -> tuple[PackChange, ...]:
    """Return the lines whose value differs; a clause or remark alone is no difference in the rules."""
    ours = {line.key: line for line in lines(a)}
    theirs = {line.key: line for line in lines(b)}
    found = []
    for key in dict.fromkeys((*ours, *theirs)):
        left, right = ours.get(key), theirs.get(key)
        if _said(left) != _said(right):
            named = left or right
            found.append(
                PackChange(
                    key=key,
                    zh=named.zh if named else "",
                    a=left.value if left else "",
                    b=right.value if right else "",
                    a_src=left.src if left else "",
                    b_src=right.src if right else "",
                )
            )
    return tuple(found)


def _said(line: PackLine | None) -> str:
    """What decides: of a parameter the value itself, since a table has no order; of the rest the words."""
    if line is None:
        return ""
    return line.raw if line.key in KEYS else line.value


def as_json(rows: Any) -> str:
    """Return structs as JSON text with an indent of one."""
    return msgspec.json.format(msgspec.json.encode(rows), indent=1).decode()


def head_lines(pack: RulePack, names: Mapping[str, str]) -> list[str]:
    """Return what a reader needs first: name, id, version, chain, regions, dates, hash."""
    meta = pack.meta
    status = "征求意见稿" if pack.draft else "有效"
    above = " → ".join(f"{names.get(name, name)} {version}" for name, version in pack.chain)
    days = f"{pack.applies_from or '—'} 至 {pack.applies_to or '—'}"
    return [
        f"{meta.name}（{meta.id} {meta.version}，{status}）",
        f"依次采用：{above}",
        f"地区：{'、'.join(meta.regions) or '全国'}　适用日期：{days}",
        f"哈希：{pack.ref.sha256}",
        *([f"说明：{meta.notes}"] if meta.notes else []),
    ]


NAME_CELLS, KEY_CELLS, VALUE_CELLS = 34, 40, 36


def table(rows: Iterable[PackLine]) -> Iterator[str]:
    """Yield the lines of the table for a terminal; Chinese is two cells wide, a long value pushes the rest to the next line."""
    group = ""
    for row in rows:
        if row.group != group:
            group = row.group
            yield ""
            yield f"[{group}]"
        rest = "　".join(part for part in (row.src, f"来自{row.pack}" if row.pack else "", row.note) if part)
        head = f"{_pad(row.key, KEY_CELLS)}{_pad(row.zh, NAME_CELLS)}"
        if cells(row.zh) >= NAME_CELLS or cells(row.value) >= VALUE_CELLS:
            yield f"{head}{row.value}"
            yield f"{'':{KEY_CELLS}}{rest}"
        else:
            yield f"{head}{_pad(row.value, VALUE_CELLS)}{rest}"


def cells(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1 for sign in text)


def _pad(text: str, width: int) -> str:
    return text + " " * max(2, width - cells(text))
