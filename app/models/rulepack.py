"""A rule pack (规则包) as a meeting is judged by it: own value → parent → national, frozen by hash (rules.md 2, EC-33)."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal

import msgspec
from msgspec.structs import fields

from app.models.dualroles import DualPair, DualRoles, expand
from app.models.package import PackRef
from app.models.packfile import PackError, PackFault, PackMeta, PackRow, RawAlso, RawCheck, RawDual, RawPack
from app.models.packfloors import loosened_level, loosened_value
from app.models.packvalues import KEYS, Values
from app.models.terms import Level, Role

PACK_FORMAT = "huiqian.pack/1"
NATIONAL = "national"


class ParamSource(PackRow, frozen=True):
    """Where the value of a key comes from: clause, remark, Chinese name of the key, and the pack that set it."""

    src: str
    note: str
    zh: str
    pack: str


class SecondLevel(PackRow, frozen=True):
    """An independent second test of a check (rules.md 0.2): ``when`` it is true the check is open at ``level``."""

    level: Level
    when: str
    src: str


class CheckRule(PackRow, frozen=True):
    """What a pack says about one check.

    ``level`` is the level of the first test (of the pair in the matrix for C32, where ``by_matrix`` is true).
    ``unknown``: what a missing input does; None = open at ``level``. ``src`` is the clause of this place.
    """

    id: str
    phase: Literal["PRE", "DAY", "SESSION", "SIGN", "POST"]
    name: str
    zh: str
    level: Level
    src: str
    pack: str
    also: SecondLevel | None = None
    unknown: Literal["O", "declaration", "pass"] | None = None
    by_matrix: bool = False
    note: str = ""

    @property
    def on(self) -> bool:
        """Tell whether any of the two tests is made in this pack."""
        return self.level is not Level.OFF or (self.also is not None and self.also.level is not Level.OFF)


class RulePack(Values, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A resolved pack: complete, self-contained, storable as a blob. Its sections are fields: ``pack.experts.min_count``.

    ``chain`` are (id, version) from the national pack to this one. ``applies_from`` and ``applies_to`` are the dates C18
    tests (both inclusive; None = open), ``draft`` is true if any pack of the chain is a draft.
    """

    format: Literal["huiqian.pack/1"] = "huiqian.pack/1"
    meta: PackMeta
    chain: tuple[tuple[str, str], ...]
    draft: bool
    applies_from: date | None
    applies_to: date | None
    sources: dict[str, ParamSource]
    checks: dict[str, CheckRule]
    duals: DualRoles

    def check(self, check_id: str) -> CheckRule:
        """Return the rule of a check; KeyError for an id that is no check."""
        return self.checks[check_id]

    def src(self, key: str) -> str:
        """Return the clause of a parameter such as ``experts.min_count``."""
        return self.sources[key].src

    def dual(self, first: Role, second: Role, *, same_unit: bool) -> Level:
        """Return the level of two roles of one person (C32)."""
        return self.duals.level(first, second, same_unit=same_unit)

    def value(self, key: str) -> Any:
        """Return a parameter by its key, for tables and comparisons; checks use the typed fields."""
        section, name = key.split(".")
        return getattr(getattr(self, section), name)

    def covers_kind(self, kind: str) -> bool:
        """Tell whether a kind of project falls under the pack. 轨道交通 is 市政 (令37-2; QD-一（二）) unless listed."""
        kinds = self.scope.project_kinds
        return kind in kinds or (kind == "rail_transit" and "municipal" in kinds)

    def covers_region(self, region: str) -> bool:
        """Tell whether the 行政区划代码 lies in the pack's regions."""
        return not self.meta.regions or region.startswith(self.meta.regions)

    def covers_day(self, day: date) -> bool:
        """Tell whether a day lies within the dates C18 tests. A draft has none; its switch is asked at load."""
        after = self.applies_from is None or day >= self.applies_from
        return after and (self.applies_to is None or day <= self.applies_to)

    def in_force(self, day: date) -> bool:
        """Tell whether the pack is law on a day; a draft never is."""
        return not self.draft and self.covers_day(day)

    @property
    def ref(self) -> PackRef:
        """Return id, version and hash, as a meeting freezes them."""
        return PackRef(id=self.meta.id, version=self.meta.version, sha256=digest(to_blob(self)))


def to_blob(pack: RulePack) -> bytes:
    """Return the canonical form: UTF-8 JSON, keys sorted, no spaces. Its SHA-256 is the hash of the pack."""
    plain = msgspec.to_builtins(pack, str_keys=True)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(blob: bytes) -> str:
    """Return SHA-256 in hex."""
    return hashlib.sha256(blob).hexdigest()


def from_blob(blob: bytes, expected: PackRef | None = None) -> RulePack:
    """Read a frozen pack back. PackError if it is not the pack that was frozen, or no pack at all."""
    if expected is not None and expected.sha256 != digest(blob):
        raise PackError(PackFault.HASH, file=expected.id, key=expected.version)
    try:
        return msgspec.json.decode(blob, type=RulePack)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PackError(PackFault.SHAPE, file="blob", detail=str(error)) from None


def version_key(version: str) -> tuple[int, ...]:
    """Return versions in an order that can be compared (C71): 1.10 is newer than 1.9."""
    return tuple(int(part) for part in version.split("."))


def ancestry(pack_id: str, raws: Mapping[str, RawPack]) -> tuple[RawPack, ...]:
    """Return the packs from the national one down to ``pack_id``."""
    chain: list[RawPack] = []
    wanted: str | None = pack_id
    while wanted is not None:
        raw = raws.get(wanted)
        below = chain[-1] if chain else None
        if raw is None:
            file = below.file if below else wanted
            raise PackError(PackFault.NO_PARENT, file=file, key="meta.parent", detail=wanted)
        if raw in chain:
            names = " → ".join(pack.meta.id for pack in (*chain, raw))
            raise PackError(PackFault.CIRCULAR, file=chain[0].file, key="meta.parent", detail=names)
        chain.append(raw)
        wanted = raw.meta.parent
    if chain[-1].meta.id != NATIONAL:
        detail = "地方规则包须写 parent（最上级是 national）"
        raise PackError(PackFault.NO_PARENT, file=chain[-1].file, key="meta.parent", detail=detail)
    return tuple(reversed(chain))


def resolve(pack_id: str, raws: Mapping[str, RawPack]) -> RulePack:
    """Resolve a pack from parsed files: own value → parent → national; lists and maps replace, they are not merged.

    Raises PackError for a missing or circular parent, a local pack without regions, a missing or unknown key, two lines
    about one pair of roles, and any value or level that loosens a norm above it (the key and the clause are named).
    """
    chain = ancestry(pack_id, raws)
    for raw in chain[1:]:
        if not raw.meta.regions:
            detail = '地方规则包须写行政区划代码，如 regions = ["4403"]'
            raise PackError(PackFault.SHAPE, file=raw.file, key="meta.regions", detail=detail)
    own = chain[-1].meta
    if own.effective_from and own.effective_to and own.effective_to < own.effective_from:
        detail = f"失效日期 {own.effective_to} 早于施行日期 {own.effective_from}"
        raise PackError(PackFault.SHAPE, file=chain[-1].file, key="meta.effective_to", detail=detail)
    dated = own
    for raw in reversed(chain):
        dated = raw.meta
        if dated.validity == "own":
            break
    values, sources = _params(chain)
    return RulePack(
        meta=own,
        chain=tuple((raw.meta.id, raw.meta.version) for raw in chain),
        draft=any(raw.meta.status == "draft" for raw in chain),
        applies_from=dated.effective_from,
        applies_to=dated.effective_to,
        sources=sources,
        checks=_checks(chain),
        duals=_duals(chain),
        **values,
    )


def _params(chain: Iterable[RawPack]) -> tuple[dict[str, Any], dict[str, ParamSource]]:
    found: dict[str, Any] = {}
    sources: dict[str, ParamSource] = {}
    above: dict[str, list[tuple[Any, str]]] = {}
    file = ""
    for raw in chain:
        file = file or raw.file
        for key, row in raw.params.items():
            upper = above.setdefault(key, [])
            floor = loosened_value(key, row.value, upper)
            if floor is not None:
                raise PackError(
                    PackFault.LOOSENED,
                    file=raw.file,
                    key=f"param.{key}",
                    clause=floor.clause,
                    detail=floor.words,
                )
            upper.append((row.value, row.src))
            zh = row.zh or (sources[key].zh if key in sources else "")
            found[key] = row.value
            sources[key] = ParamSource(src=row.src, note=row.note, zh=zh, pack=raw.meta.id)
    for key in KEYS:
        if key not in found:
            raise PackError(PackFault.MISSING_KEY, file=file, key=f"param.{key}")
    return _sections(found), dict(sorted(sources.items()))


def _sections(found: Mapping[str, Any]) -> dict[str, Any]:
    return {
        section.name: section.type(
            **{name: found[f"{section.name}.{name}"] for name in section.type.__struct_fields__}
        )
        for section in fields(Values)
    }


def _checks(chain: Iterable[RawPack]) -> dict[str, CheckRule]:
    rules: dict[str, list[CheckRule]] = {}
    for raw in chain:
        for check_id, row in raw.checks.items():
            above = rules.setdefault(check_id, [])
            above.append(_changed_rule(raw, row, above) if above else _first_rule(raw, check_id, row))
    return {check_id: above[-1] for check_id, above in rules.items()}


def _first_rule(raw: RawPack, check_id: str, row: RawCheck) -> CheckRule:
    key = f"check.{check_id}"
    if raw.meta.id != NATIONAL:
        raise PackError(PackFault.UNKNOWN_KEY, file=raw.file, key=key)
    if row.level is None or row.phase is None or not (row.name and row.zh):
        raise PackError(PackFault.MISSING_KEY, file=raw.file, key=key, detail="level, phase, name, zh")
    if row.also is not None and not row.also.when:
        raise PackError(PackFault.MISSING_KEY, file=raw.file, key=f"{key}.also.when")
    return CheckRule(
        id=check_id,
        phase=row.phase,
        name=row.name,
        zh=row.zh,
        level=Level.WARN if row.level == "M" else Level(row.level),
        by_matrix=row.level == "M",
        src=row.src,
        pack=raw.meta.id,
        note=row.note,
        unknown=row.unknown,
        also=_also(row.also, None),
    )


def _changed_rule(raw: RawPack, row: RawCheck, above: list[CheckRule]) -> CheckRule:
    upper = above[-1]
    key = f"check.{upper.id}"
    if row.unknown is not None or row.phase is not None or row.name or row.zh:
        detail = "地方规则包只能改 level、src、note、also"
        raise PackError(PackFault.UNKNOWN_KEY, file=raw.file, key=key, detail=detail)
    if (row.level == "M" or upper.by_matrix) and row.level not in {None, "M"}:
        raise PackError(
            PackFault.WRONG_TYPE, file=raw.file, key=f"{key}.level", detail="由兼任规则（dual）决定"
        )
    level = upper.level if row.level in {None, "M"} else Level(str(row.level))
    _refuse_lower(raw, f"{key}.level", (upper.id, level), [(rule.level, rule.src) for rule in above])
    also = upper.also if row.also is None else _also(row.also, upper.also)
    if also is not None:
        seconds = [(rule.also.level, rule.also.src) for rule in above if rule.also is not None]
        _refuse_lower(raw, f"{key}.also.level", (upper.id, also.level), seconds)
    if also is not None and not also.when:
        raise PackError(PackFault.MISSING_KEY, file=raw.file, key=f"{key}.also.when")
    return msgspec.structs.replace(
        upper, level=level, src=row.src, note=row.note or upper.note, also=also, pack=raw.meta.id
    )


def _also(row: RawAlso | None, upper: SecondLevel | None) -> SecondLevel | None:
    if row is None:
        return None
    return SecondLevel(level=row.level, src=row.src, when=row.when or (upper.when if upper else ""))


def _refuse_lower(raw: RawPack, key: str, own: tuple[str, Level], above: list[tuple[Level, str]]) -> None:
    """Compare with every pack above, so that re-citing a level as APP half-way opens no door."""
    for level, src in above:
        reason = loosened_level(own[0], own[1], level, src)
        if reason is not None:
            raise PackError(PackFault.LOOSENED, file=raw.file, key=key, clause=src, detail=reason)


def _duals(chain: Iterable[RawPack]) -> DualRoles:
    pairs: dict[str, list[DualPair]] = {}
    default: RawDual | None = None
    file = ""
    for raw in chain:
        file = raw.file
        default = raw.dual_default or default
        for name, row in raw.duals.items():
            above = pairs.setdefault(name, [])
            above.append(_pair(raw, name, row, above))
    if default is None:
        raise PackError(PackFault.MISSING_KEY, file=file, key="dual.default")
    matrix = DualRoles(
        default=default.level, default_src=default.src, pairs=tuple(above[-1] for above in pairs.values())
    )
    overlap = matrix.overlaps()
    if overlap is not None:
        raise PackError(PackFault.OVERLAP, file=file, key=f"dual.{overlap[1]}", detail=f"dual.{overlap[0]}")
    return matrix


def _pair(raw: RawPack, name: str, row: RawDual, above: list[DualPair]) -> DualPair:
    key = f"dual.{name}"
    if above:
        if row.a or row.b or row.unit:
            raise PackError(PackFault.UNKNOWN_KEY, file=raw.file, key=key, detail="岗位由上级规则包写定")
        _refuse_lower(raw, f"{key}.level", ("C32", row.level), [(pair.level, pair.src) for pair in above])
        return msgspec.structs.replace(
            above[-1], level=row.level, src=row.src, note=row.note or above[-1].note
        )
    try:
        first, second = expand(row.a), expand(row.b)
    except ValueError as error:
        raise PackError(PackFault.WRONG_TYPE, file=raw.file, key=key, detail=str(error)) from None
    if not (first and second and row.unit):
        raise PackError(PackFault.MISSING_KEY, file=raw.file, key=key, detail="a, b, unit")
    return DualPair(id=name, a=first, b=second, unit=row.unit, level=row.level, src=row.src, note=row.note)
