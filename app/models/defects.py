"""严重缺陷清单（试行） of 建办质〔2024〕63号: 10 groups, 80 items, as tables handed in (rules.md 6; C42, C43)."""

from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct

from app.models.scope import Category, TableRow


class DefectRow(TableRow, frozen=True):
    """A row as the resource holds it: number within the group, words, and the condition flag if it has one.

    ``zh`` is shortened; ``official`` is the text of the notice where it was checked, "" until then.
    """

    n: int
    zh: str
    official: str = ""
    cond: str | None = None


class DefectGroup(TableRow, frozen=True):
    """A group. ``applies``: "all" every plan, the categories that bring it in, or "by_scope_item" (scope table)."""

    code: str
    zh: str
    en: str
    applies: Literal["all", "by_scope_item"] | tuple[Category, ...]
    items: tuple[DefectRow, ...]


class Condition(TableRow, frozen=True):
    """A question the leader answers before T14; the default is yes, so that no item is skipped by silence (APP)."""

    zh: str
    default: bool = True


class DefectTables(TableRow, frozen=True):
    """All of resources/law/defects.toml."""

    groups: tuple[DefectGroup, ...]
    conditions: dict[str, Condition]
    remarks: tuple[str, ...] = ()


class DefectItem(Struct, frozen=True):
    """One item with its code, for example ``G12``, and the flag on which it depends."""

    code: str
    zh: str
    group: str
    cond: str | None = None
    official: str = ""

    @property
    def text(self) -> str:
        """The words that are printed: the notice's own where they are known."""
        return self.official or self.zh


def groups_for(
    tables: DefectTables, categories: Iterable[Category | str], scope_groups: Iterable[str] = ()
) -> tuple[DefectGroup, ...]:
    """Return the groups of a plan, in the order of 63号.

    ``categories``: primary and touched. ``scope_groups``: what the scope rows bring in (``Assessment.groups``); only
    groups marked by_scope_item are taken from there. Group G always applies (备注2).
    """
    wanted, by_item = frozenset(categories), frozenset(scope_groups)
    return tuple(group for group in tables.groups if _applies(group, wanted, by_item))


def _applies(group: DefectGroup, categories: frozenset[Category | str], by_item: frozenset[str]) -> bool:
    if group.applies == "all":
        return True
    if group.applies == "by_scope_item":
        return group.code in by_item
    return not categories.isdisjoint(group.applies)


def items_of(groups: Iterable[DefectGroup]) -> tuple[DefectItem, ...]:
    """Return every item of the groups, conditional ones too (those that fall away are printed by code, 3.2)."""
    return tuple(
        DefectItem(f"{group.code}{row.n}", row.zh, group.code, row.cond, row.official)
        for group in groups
        for row in group.items
    )


def conditions_of(tables: DefectTables, groups: Iterable[DefectGroup]) -> dict[str, Condition]:
    """Return the questions the leader has to answer for these groups, in the order of the list."""
    asked = dict.fromkeys(item.cond for item in items_of(groups) if item.cond is not None)
    return {flag: tables.conditions[flag] for flag in asked}


def applicable(
    tables: DefectTables, groups: Iterable[DefectGroup], flags: Mapping[str, bool]
) -> tuple[DefectItem, ...]:
    """Return the items that must be answered by each expert and fixed by the leader (C42).

    An item whose flag was set to no is 不涉及; a flag nobody has set keeps its default (yes).
    """
    return tuple(
        item
        for item in items_of(groups)
        if item.cond is None or flags.get(item.cond, tables.conditions[item.cond].default)
    )
