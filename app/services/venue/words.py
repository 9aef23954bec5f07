"""Sentences for what can go wrong between the devices of a venue (resources/wording/venue.toml)."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from app.services.ledger.errors import LedgerError
from app.services.sync.errors import SyncError
from app.services.sync.words import Known


def knows(code: str) -> bool:
    """Return True if there are words for this code."""
    return code in _catalogue()


def sentence(code: str, args: Mapping[str, str]) -> str:
    """The Chinese text of a code: what happened and what to do next."""
    row = _catalogue().get(code) or (_catalogue()["ledger"] if code.startswith("ledger.") else None)
    args = {"code": code, **args}
    if row is None:
        return f"会场交换出现没有预料到的问题（{code}）。记录都在本机，请把日志交给维护人员。"
    return (row["text"] + row["next"]).format_map(Known(args))


def explain(error: SyncError | LedgerError) -> str:
    """What a person reads."""
    problem = error.problem if isinstance(error, SyncError) else ""
    return sentence(problem or error.code, error.details)


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, dict[str, str]]:
    path = files("resources") / "wording" / "venue.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
