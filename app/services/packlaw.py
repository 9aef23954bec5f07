"""What a pack says of the law's own tables must fit them: rows of 附件 that a province adds (``scope.supplements``, 令37-3③)."""

from collections.abc import Iterator

from app.models.packfile import PackError, PackFault
from app.models.rulepack import RulePack
from app.models.scope import Bound, ScopeItem
from app.services.law import law_tables

KEY = "param.scope.supplements"


def demand_fit(pack: RulePack, file: str) -> None:
    """PackError with the row and what is wrong with it: an id that is taken, an unknown parameter, no bound at all."""
    for said in _faults(pack.scope.supplements):
        raise PackError(PackFault.WRONG_TYPE, file=file, key=KEY, detail=said)


def _faults(rows: tuple[ScopeItem, ...]) -> Iterator[str]:
    tables = law_tables()
    taken = {row.id for row in (*tables.scope.oversize, *tables.scope.hazardous)}
    mild = {row.id for row in tables.scope.hazardous}
    groups = {group.code for group in tables.defects.groups}
    for row in rows:
        if row.id in taken:
            yield f"条目 {row.id} 的编号已经用过（附件1、附件2 或前面一条）"
        taken.add(row.id)
        if not (row.always or row.any_of or row.all_of):
            yield f"条目 {row.id} 没有界限；不设界限的写 always = true"
        if row.below is not None and row.below not in mild:
            yield f"条目 {row.id} 的 below 写的 {row.below} 不是附件1 的条目"
        yield from (
            f"条目 {row.id} 的 defects 没有 {code} 这一组" for code in row.defects if code not in groups
        )
        for bound in (*row.any_of, *row.all_of):
            yield from _bound(row.id, bound)


def _bound(row: str, bound: Bound) -> Iterator[str]:
    label = law_tables().scope.params.get(bound.param)
    if label is None:
        known = "、".join(f"{name}（{one.zh}）" for name, one in law_tables().scope.params.items())
        yield f"条目 {row} 的参数 {bound.param} 没有定义；可用：{known}"
    elif (label.kind == "yes_no") != isinstance(bound.value, bool):
        yield f"条目 {row} 的参数 {bound.param} 应与{'true、false' if label.kind == 'yes_no' else '数'}比较"
