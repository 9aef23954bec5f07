"""Says in Chinese what is wrong with a file. The sentences stand in ``resources/wording/intake.toml``."""

import re
from functools import cache
from typing import Any

from app.models.papers.head import KIND_ZH, ROLE_ZH
from app.models.terms import PartyKind, Role
from app.services.intake.problems import IntakeError, IntakeProblem
from app.services.resources import resource_toml

MAX_LINES = 200
"""More faults than anybody mends in one go."""

_CELL = re.compile(r"(?P<sheet>[^!$]+)!(?P<column>[A-Z]*)(?P<row>[0-9]*)")


def explain(error: IntakeError) -> str:
    """Return what happened, every fault with its place, and what to do next; one line each."""
    row = _catalogue()["error"][error.code]
    lines = [f"{row['text']}{row['next']}".format_map(_Known(error.details))]
    lines += [f"  {explain_problem(problem)}" for problem in error.problems[:MAX_LINES]]
    if len(error.problems) > MAX_LINES:
        lines.append(f"  …… 另有 {len(error.problems) - MAX_LINES} 处")
    return "\n".join(lines)


def explain_problem(problem: IntakeProblem) -> str:
    """Return one line: the place, what is wrong, how it should be."""
    args = {key: _chinese(key, value) for key, value in problem.args.items()}
    text = str(_catalogue()["problem"][problem.code]["text"]).format_map(_Known(args))
    return f"{place(problem.where)}：{text}"


def place(where: str) -> str:
    """``专家!D5`` → 《专家》第 5 行 D 列; a JSON path stays as it is."""
    found = _CELL.fullmatch(where)
    if found is None:
        return where
    row = f"第 {found['row']} 行" if found["row"] else ""
    column = f"{found['column']} 列" if found["column"] else ""
    return f"《{found['sheet']}》{' '.join(part for part in (row, column) if part)}"


def _chinese(key: str, value: str) -> str:
    if key == "expected":
        return str(_catalogue()["expected"].get(value, value))
    if key == "role" and value in Role.__members__:
        return ROLE_ZH[Role(value)]
    if key == "kind" and value in PartyKind.__members__:
        return KIND_ZH[PartyKind(value)]
    return value


@cache
def _catalogue() -> dict[str, Any]:
    return resource_toml("wording", "intake.toml")


class _Known(dict[str, str]):
    """A value nobody gave stays visible as ``—``."""

    def __missing__(self, key: str) -> str:
        return "—"
