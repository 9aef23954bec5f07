"""Scope of the law: 危大 (31号附件1) and 超危 (31号附件2) works, as tables handed in (rules.md 5; check C09).

All bounds are inclusive (及以上). Loads are design values (设计值). A missing parameter is unknown, never zero.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from app.models.package import ScopeHit


class Category(StrEnum):
    """The seven kinds of 31号附件2, which are the seven specialties of XJ-二（二）."""

    DEEP_PIT = "DEEP_PIT"  # 深基坑工程
    FORMWORK = "FORMWORK"  # 模板工程及支撑体系
    LIFTING = "LIFTING"  # 起重吊装及起重机械安装拆卸工程
    SCAFFOLD = "SCAFFOLD"  # 脚手架工程
    DEMOLITION = "DEMOLITION"  # 拆除工程
    TUNNEL = "TUNNEL"  # 暗挖工程
    OTHER = "OTHER"  # 其它


class TableRow(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of all rows of the law tables: unknown keys are refused."""


class Bound(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One condition on a parameter, written ``["depth_m", ">=", 5]``."""

    param: str
    op: Literal[">=", "=="]
    value: float | bool

    def holds(self, params: Mapping[str, float | bool]) -> bool | None:
        """Tell whether the parameter meets the bound; None if it was not entered."""
        got = params.get(self.param)
        if got is None:
            return None
        return got == self.value if self.op == "==" else got >= self.value


class ScopeItem(TableRow, frozen=True):
    """A row of 附件1 or 附件2, or a provincial supplement (令37-3③, ``scope.supplements``).

    ``official`` is the text of the notice where it was checked, "" until then; ``zh`` is shortened.
    ``always``: no threshold. ``below``: the row of 附件1 that covers the same work under the threshold.
    ``defects``: groups of 63号 the row brings in (category OTHER only).
    """

    id: str
    cat: Category
    zh: str
    official: str = ""
    always: bool = False
    any_of: tuple[Bound, ...] = ()
    all_of: tuple[Bound, ...] = ()
    below: str | None = None
    defects: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The words that are printed: the notice's own where they are known."""
        return self.official or self.zh

    @property
    def params(self) -> tuple[str, ...]:
        """The parameters the row asks for, in the order of its text."""
        return tuple(bound.param for bound in (*self.all_of, *self.any_of))

    def hit(self, params: Mapping[str, float | bool]) -> bool | None:
        """Tell whether the row is met; None while the parameters entered do not decide it."""
        if self.always:
            return True
        every = [bound.holds(params) for bound in self.all_of]
        some = [bound.holds(params) for bound in self.any_of]
        if False in every or (some and all(answer is False for answer in some)):
            return False
        undecided = None in every or (some and True not in some)
        return None if undecided else True


class Specialty(TableRow, frozen=True):
    """One of the seven specialties (XJ-二（二）)."""

    n: int
    code: Category
    zh: str
    en: str


class ParamLabel(TableRow, frozen=True):
    """How a parameter is asked for: ``unit`` is empty for a yes/no question."""

    zh: str
    unit: str = ""
    kind: Literal["number", "yes_no"] = "number"

    @property
    def text(self) -> str:
        """For example 开挖深度（m）."""
        return f"{self.zh}（{self.unit}）" if self.unit else self.zh


class FlagDefault(TableRow, frozen=True):
    """Starting value of two flags of C10; None = no proposal. The operator confirms in any case (APP)."""

    has_survey: bool | None = None
    has_design: bool | None = None


class ScopeTables(TableRow, frozen=True):
    """All of resources/law/scope.toml."""

    specialties: tuple[Specialty, ...]
    params: dict[str, ParamLabel]
    oversize: tuple[ScopeItem, ...]
    hazardous: tuple[ScopeItem, ...]
    flag_defaults: dict[Category, FlagDefault]
    key_nodes: dict[Category, tuple[str, ...]]

    def item(self, code: str, supplements: Iterable[ScopeItem] = ()) -> ScopeItem | None:
        """Find a row of 附件2, of the supplements or of 附件1."""
        rows = (*self.oversize, *supplements, *self.hazardous)
        return next((row for row in rows if row.id == code), None)

    def specialty_zh(self, code: Category) -> str:
        """Return the Chinese name of a specialty."""
        return next(row.zh for row in self.specialties if row.code == code)


class ScopeClass(StrEnum):
    """What the entered scope means in law (C09; 8.7-5)."""

    NOTHING = "nothing"  # nothing entered
    INCOMPLETE = "incomplete"  # a parameter is missing and nothing decides yet
    NEITHER = "neither"  # 不属于危大工程
    HAZARDOUS = "hazardous"  # 危大，未超过一定规模
    OVERSIZE = "oversize"  # 超过一定规模


class Assessment(Struct, frozen=True, kw_only=True):
    """The scope of one plan, row by row.

    ``missing``: row → parameters still to be entered (C09 stays B while it is not empty, 8.7-5). ``strange``: row codes
    that no table knows. ``groups``: defect groups brought in by the rows hit (63号), undecided rows included.
    """

    kind: ScopeClass
    oversize: tuple[str, ...] = ()
    hazardous: tuple[str, ...] = ()
    missing: dict[str, tuple[str, ...]] = {}
    strange: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


def assess(
    tables: ScopeTables, entered: Iterable[ScopeHit], supplements: Iterable[ScopeItem] = ()
) -> Assessment:
    """Judge the rows entered.

    A row of 附件2 under its bound falls back to its row of 附件1, and a row of 附件1 whose parameters reach 附件2 counts
    as 超危: the operator cannot choose the milder list.
    """
    supplements = tuple(supplements)
    found = _Found()
    for entry in entered:
        found.entered = True
        row = tables.item(entry.item, supplements)
        if row is None:
            found.strange.append(entry.item)
            continue
        large = row in tables.oversize or row in supplements
        rows = (row,) if large else _upward(tables, row, (*tables.oversize, *supplements), entry.params)
        for candidate in rows:
            _judge(tables, candidate, entry.params, found)
    return found.close(tables, supplements)


def _upward(
    tables: ScopeTables, row: ScopeItem, oversize: tuple[ScopeItem, ...], params: Mapping[str, float | bool]
) -> tuple[ScopeItem, ...]:
    """Return the rows of 附件2 above a row of 附件1 that the parameters reach, else the row itself."""
    above = tuple(
        big for big in oversize if not big.always and row.id in _below(tables, big) and big.hit(params)
    )
    return above or (row,)


def _below(tables: ScopeTables, row: ScopeItem) -> tuple[str, ...]:
    lower = tables.item(row.below) if row.below is not None else None
    return () if lower is None else (lower.id, *_below(tables, lower))


def _judge(tables: ScopeTables, row: ScopeItem, params: Mapping[str, float | bool], found: "_Found") -> None:
    answer = row.hit(params)
    if answer is None:
        found.missing[row.id] = tuple(name for name in row.params if name not in params)
    elif answer and row in tables.hazardous:
        found.hazardous.append(row.id)
    elif answer:
        found.oversize.append(row.id)
    elif row.below is not None and (lower := tables.item(row.below)) is not None:
        _judge(tables, lower, params, found)


class _Found:
    """Collects while :func:`assess` runs."""

    def __init__(self) -> None:
        self.oversize: list[str] = []
        self.hazardous: list[str] = []
        self.missing: dict[str, tuple[str, ...]] = {}
        self.strange: list[str] = []
        self.entered = False

    def close(self, tables: ScopeTables, supplements: tuple[ScopeItem, ...]) -> Assessment:
        rows = (*self.oversize, *self.hazardous, *self.missing)
        items = [item for code in rows if (item := tables.item(code, supplements)) is not None]
        return Assessment(
            kind=self._kind(),
            oversize=tuple(dict.fromkeys(self.oversize)),
            hazardous=tuple(dict.fromkeys(self.hazardous)),
            missing=self.missing,
            strange=tuple(self.strange),
            groups=tuple(dict.fromkeys(group for item in items for group in item.defects)),
        )

    def _kind(self) -> ScopeClass:
        if self.oversize:
            return ScopeClass.OVERSIZE
        if self.missing:
            return ScopeClass.INCOMPLETE
        if self.hazardous:
            return ScopeClass.HAZARDOUS
        return ScopeClass.NEITHER if self.entered else ScopeClass.NOTHING
