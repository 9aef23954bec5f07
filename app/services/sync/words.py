"""Sentences for codes of the sync and of the node: what happened and what to do next (resources/wording/sync.toml)."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from app.services.sync.errors import SyncError


class Known(dict[str, str]):
    """A value nobody gave stays visible as ``—`` rather than breaking the sentence."""

    def __missing__(self, key: str) -> str:
        return "—"


def sentence(code: str, args: Mapping[str, str]) -> str:
    """Return the Chinese text of a code; the code itself where there are no words for it."""
    row = _catalogue().get(code)
    if row is None:
        return f"出现没有预料到的问题（{code}）。"
    return (row["text"] + row.get("next", "")).format_map(Known(args))


def said(code: str, args: Mapping[str, str]) -> str:
    """Return what happened, without the next step: for a fact, which is read much later."""
    row = _catalogue().get(code)
    return code if row is None else row["text"].format_map(Known(args))


def knows(code: str) -> bool:
    """Return True if there are words for this code."""
    return code in _catalogue()


def explain(error: SyncError) -> str:
    """Return what a person reads; for a refusal our own words of the node's code, else the node's sentence."""
    problem = error.problem
    if not problem:
        return sentence(error.code, error.details)
    if knows(problem):
        return sentence(problem, error.details)
    return error.details.get("detail") or sentence(error.code, error.details)


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, dict[str, str]]:
    """The words of the node; what only a primary says to its scanners has its own, in venue.toml."""
    wording = files("resources") / "wording"
    venue, node = (
        tomllib.loads((wording / name).read_text(encoding="utf-8")) for name in ("venue.toml", "sync.toml")
    )
    return {**venue, **node}
