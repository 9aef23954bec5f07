"""Variants: changes of a package as data, applied before it is signed. Used by scripts, by cases of a rule pack and by samples.

A path goes through the fields of the package; a row of a list is found by what identifies it, never by its place:
``experts.e3.employer_code``, ``parties.SUPERVISOR.posts.SUP_CHIEF.person``, ``plan.scope.1.1.params.depth_m``.
"""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from app.models.package import Package
from app.services.rehearsal.errors import ScriptError

_IDENTITY = ("id", "person", "code", "number", "item", "kid", "year", "role", "kind")
"""Fields that identify a row of a list; ``role@unit code`` names a signature of the plan."""

_LONGEST = 3
"""Parts of one row's name: ``1.1`` is two."""

Moved = Callable[[Any], Any]


class Change(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"set_": "set"}):
    """One change. Exactly one of ``set``, ``add`` (a row of a list), ``drop`` (a row), ``unset`` (back to "not sent").

    Words of time in ``set`` and ``add`` are those of the sample templates: ``D-1``, ``W-5 12:00``, ``START``.
    ``like`` names the row of that list which an added row repeats in everything it does not say itself. ``only``,
    ``not_in``: packs; ``note`` says in Chinese what is meant.
    """

    at: str
    set_: Any = UNSET
    add: Any | UnsetType = UNSET
    drop: bool = False
    unset: bool = False
    like: str = ""
    only: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a change that says nothing or two things."""
        if (self.set_ is not UNSET) + (self.add is not UNSET) + self.drop + self.unset != 1:
            raise ValueError(f"{self.at}: exactly one of set, add, drop, unset")
        if self.like and not isinstance(self.add, dict):
            raise ValueError(f"{self.at}: like goes with add")

    def holds_in(self, pack: str) -> bool:
        """Is the change meant for this pack?"""
        return (not self.only or pack in self.only) and pack not in self.not_in


def apply(package: Package, changes: Iterable[Change], moved: Moved) -> Package:
    """Return the package with the changes, in their order.

    Args:
        package: the unsigned package.
        changes: what is different.
        moved: turns words of time into moments of the meeting day.

    Raises:
        ScriptError: ``script.change`` with number and path: no such field or row, a wrong type, nothing to drop.

    """
    for number, change in enumerate(changes, 1):
        tree = _tree(package)
        try:
            _change(tree, change, moved)
            package = msgspec.convert(tree, Package)
        except (_NoWayError, msgspec.ValidationError) as bad:
            raise ScriptError("script.change", n=str(number), at=change.at, detail=str(bad)) from bad
    return package


class _NoWayError(Exception):
    """The path does not lead anywhere; the text says where it ends."""


def _tree(value: Any) -> Any:
    """Structs as dicts with every field, so that a path to a field that was not sent is known too."""
    if isinstance(value, Struct):
        return {name: _tree(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple):
        return [_tree(part) for part in value]
    if isinstance(value, dict):
        return {key: _tree(part) for key, part in value.items()}
    return value


def _change(tree: dict[str, Any], change: Change, moved: Moved) -> None:
    parent, key = _place(tree, change.at.split("."))
    if change.set_ is not UNSET:
        parent[key] = moved(change.set_)
    elif change.add is not UNSET:
        rows = parent.get(key) if isinstance(parent, dict) else parent[key]
        if not isinstance(rows, list):
            raise _NoWayError(f"“{key}”不是列表，不能 add")
        model = rows[_step(rows, change.like.split("."))[0]] if change.like else {}
        rows.append({**model, **moved(change.add)} if change.like else moved(change.add))
    elif change.drop:
        if not isinstance(parent, list) and not (_is_map(change.at) and key in parent):
            raise _NoWayError(f"“{key}”不是列表中的一行，请用 unset")
        del parent[key]
    else:
        if not isinstance(parent, dict) or key not in parent:
            raise _NoWayError(f"没有“{key}”这一项")
        del parent[key]


def _is_map(at: str) -> bool:
    """The only table of free keys in a package are the parameters of a scope item."""
    return ".params." in at


def _place(tree: dict[str, Any], parts: list[str]) -> tuple[Any, Any]:
    """The container and the key in it that a path names."""
    node: Any = tree
    while True:
        key, rest = _step(node, parts)
        if not rest:
            return node, key
        if isinstance(node, dict) and node.get(key) is None:
            if key not in node:
                raise _NoWayError(f"没有“{key}”这一项")
            node[key] = {}
        node, parts = node[key], rest


def _step(node: Any, parts: list[str]) -> tuple[Any, list[str]]:
    if isinstance(node, dict):
        return parts[0], parts[1:]
    if not isinstance(node, list):
        raise _NoWayError(f"“{parts[0]}”之前的内容没有下级")
    for length in range(min(_LONGEST, len(parts)), 0, -1):
        wanted = ".".join(parts[:length])
        found = [n for n, row in enumerate(node) if _is(row, wanted)]
        if len(found) > 1:
            raise _NoWayError(f"“{wanted}”不止一行")
        if found:
            return found[0], parts[length:]
    raise _NoWayError(f"没有“{parts[0]}”这一行")


def _is(row: Any, wanted: str) -> bool:
    if not isinstance(row, dict):
        return str(row) == wanted
    names = {str(row[field]) for field in _IDENTITY if row.get(field)}
    return wanted in names or f"{row.get('role')}@{row.get('unit_code')}" == wanted
