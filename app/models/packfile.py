"""A rule pack as its TOML file holds it, before inheritance. Every value, level and pair carries its clause (``src``)."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from app.models.dualroles import Unit
from app.models.packvalues import KEYS
from app.models.terms import Level

Clause = Annotated[str, Meta(min_length=2, max_length=200)]
Version = Annotated[str, Meta(pattern=r"^\d{1,4}(\.\d{1,4}){0,2}$")]
PackId = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_-]{1,39}$")]
RegionPrefix = Annotated[str, Meta(pattern=r"^(\d{2}|\d{4}|\d{6})$")]


class PackFault(StrEnum):
    """What can be wrong with a pack."""

    NOT_TOML = "不是可读的 TOML 文件"
    SHAPE = "格式不对"
    UNKNOWN_KEY = "没有这个参数、检查项或字段"
    WRONG_TYPE = "取值不对"
    NO_CLAUSE = "缺少条款依据（src）"
    NO_VALUE = "必须且只能写 v 或 none = true 之一"
    MISSING_KEY = "国家通用规则包必须写全"
    NO_PARENT = "找不到上级规则包"
    CIRCULAR = "上级规则包绕成了一圈"
    LOOSENED = "放宽了上位规定，不予采用"
    OVERLAP = "两行兼任规则说的是同一对岗位"
    HASH = "规则包内容与冻结的哈希不符"
    DRAFT = "征求意见稿，须先打开“草案规则包”开关"
    NO_PACK = "没有适用的规则包"
    TAKEN = "编号或版本已被占用"


class PackError(Exception):
    """A pack is refused whole: where (file, line, key), why, and the clause that a loosened key offends."""

    def __init__(
        self, fault: PackFault, *, file: str, key: str = "", detail: str = "", clause: str = ""
    ) -> None:
        self.fault, self.file, self.key, self.detail, self.clause = fault, file, key, detail, clause
        self.line: int | None = None
        super().__init__(fault, file, key, detail, clause)

    @property
    def reason(self) -> str:
        """The reason in Chinese, with the clause and the detail."""
        clause = f"（{self.clause}）" if self.clause else ""
        detail = f"：{self.detail}" if self.detail else ""
        return f"{self.fault.value}{clause}{detail}"

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file} 第 {self.line} 行"
        return f"{place} {self.key}  {self.reason}" if self.key else f"{place}  {self.reason}"


class PackRow(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of the parts of a pack file."""


class PackMeta(PackRow, frozen=True):
    """Head of a pack.

    ``regions`` are prefixes of the 6-digit 行政区划代码; none = everywhere (national). ``validity`` parent: C18 tests the
    dates of the parent (CJ). ``status`` draft: 征求意见稿, loaded only with the switch.
    """

    id: PackId
    version: Version
    name: Annotated[str, Meta(min_length=1, max_length=60)]
    status: Literal["in_force", "draft"]
    parent: PackId | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    validity: Literal["own", "parent"] = "own"
    regions: tuple[RegionPrefix, ...] = ()
    notes: str = ""


class RawParam(PackRow, frozen=True):
    """A value with its clause; ``zh`` (national only) is the name of the key."""

    value: Any
    src: Clause
    note: str = ""
    zh: str = ""


class RawAlso(PackRow, frozen=True):
    """Second level of a check (rules.md 0.2); a local pack may leave ``when`` to its parent."""

    level: Level
    src: Clause
    when: str = ""


class RawCheck(PackRow, frozen=True):
    """A check. Local packs may set ``level``, ``src``, ``note`` and ``also``; the rest stands in the national pack."""

    src: Clause
    level: Literal["B", "O", "W", "R", "-", "M"] | None = None
    also: RawAlso | None = None
    note: str = ""
    unknown: Literal["O", "declaration", "pass"] | None = None
    phase: Literal["PRE", "DAY", "SESSION", "SIGN", "POST"] | None = None
    name: str = ""
    zh: str = ""


class RawDual(PackRow, frozen=True):
    """A line of the matrix of two roles; ``a``, ``b`` and ``unit`` may be left to the parent."""

    level: Level
    src: Clause
    a: tuple[str, ...] = ()
    b: tuple[str, ...] = ()
    unit: Unit | None = None
    note: str = ""


class RawPack(Struct, frozen=True, kw_only=True):
    """A parsed pack file. ``cases`` are its own test cases, kept as read."""

    file: str
    meta: PackMeta
    params: dict[str, RawParam]
    checks: dict[str, RawCheck]
    duals: dict[str, RawDual]
    dual_default: RawDual | None = None
    cases: tuple[dict[str, Any], ...] = ()


_Row = TypeVar("_Row", bound=PackRow)

TABLES = ("meta", "param", "check", "dual", "case")


def parse_pack(data: Mapping[str, Any], file: str) -> RawPack:
    """Read the tables of one TOML file. PackError with the key of the first wrong place."""
    for table, content in data.items():
        if table not in TABLES or not isinstance(content, list if table == "case" else dict):
            raise PackError(PackFault.UNKNOWN_KEY, file=file, key=table)
    if "meta" not in data:
        raise PackError(PackFault.SHAPE, file=file, key="meta", detail="缺少 [meta]")
    duals = {key: _convert(row, RawDual, file, f"dual.{key}") for key, row in data.get("dual", {}).items()}
    default = duals.pop("default", None)
    return RawPack(
        file=file,
        meta=_convert(data["meta"], PackMeta, file, "meta"),
        params={key: _param(key, row, file) for key, row in data.get("param", {}).items()},
        checks={
            key: _convert(row, RawCheck, file, f"check.{key}") for key, row in data.get("check", {}).items()
        },
        duals=duals,
        dual_default=default,
        cases=tuple(data.get("case", ())),
    )


def _convert(row: Any, kind: type[_Row], file: str, key: str) -> _Row:
    """Convert one table; the clause is asked for first, since it is what a clerk forgets."""
    if not isinstance(row, dict):
        raise PackError(PackFault.SHAPE, file=file, key=key)
    if kind is not PackMeta and not str(row.get("src", "")).strip():
        raise PackError(PackFault.NO_CLAUSE, file=file, key=key)
    strange = set(row) - set(kind.__struct_fields__)
    if strange:
        raise PackError(PackFault.UNKNOWN_KEY, file=file, key=f"{key}.{min(strange)}")
    try:
        return msgspec.convert(row, kind)
    except msgspec.ValidationError as error:
        raise PackError(PackFault.WRONG_TYPE, file=file, key=key, detail=str(error)) from None


def _param(key: str, row: Any, file: str) -> RawParam:
    where = f"param.{key}"
    if key not in KEYS:
        raise PackError(PackFault.UNKNOWN_KEY, file=file, key=where)
    if not isinstance(row, dict):
        raise PackError(PackFault.SHAPE, file=file, key=where)
    if ("v" in row) == (row.get("none") is True) or ("none" in row and row["none"] is not True):
        raise PackError(PackFault.NO_VALUE, file=file, key=where)
    rest = {name: value for name, value in row.items() if name not in {"v", "none"}}
    try:
        value = msgspec.convert(row.get("v"), KEYS[key])
    except msgspec.ValidationError as error:
        raise PackError(PackFault.WRONG_TYPE, file=file, key=where, detail=str(error)) from None
    return _convert({**rest, "value": value}, RawParam, file, where)
