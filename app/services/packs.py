"""The packs of the program alone; a desk with packs of its own asks its :class:`PackShelf` (rules.md 2; EC-33)."""

from datetime import date
from functools import cache
from pathlib import Path

from app.models.packfile import PackMeta
from app.models.rulepack import RulePack
from app.services.packread import line_of, read_pack
from app.services.packshelf import PackShelf

__all__ = [
    "line_of",
    "list_packs",
    "load_file",
    "load_pack",
    "newer_version",
    "pick",
    "program_shelf",
    "read_pack",
]


@cache
def program_shelf() -> PackShelf:
    """The shelf with no folder: what every computer with this program has."""
    return PackShelf()


def list_packs() -> tuple[PackMeta, ...]:
    """Return the heads of the shipped packs, drafts included."""
    return program_shelf().metas()


def load_pack(pack_id: str, *, allow_draft: bool = False) -> RulePack:
    """Return a shipped pack. PackError if there is none, or if it is a draft and the switch is off (ZZ)."""
    return program_shelf().load(pack_id, allow_draft=allow_draft)


def newer_version(pack: RulePack, day: date) -> str:
    """Return the version of the shipped pack of the same id if it is newer and law on ``day`` (EC-33), else ``""``."""
    return program_shelf().newer_version(pack, day)


def load_file(path: Path, *, allow_draft: bool = False) -> RulePack:
    """Return the pack of one TOML file that stands on the shipped packs. PackError with file, line, key and reason."""
    return program_shelf().load_file(path, allow_draft=allow_draft)


def pick(region: str, project_kind: str, day: date, *, allow_draft: bool = False) -> RulePack:
    """Return the shipped pack that governs a place, a kind of project and a day (C18)."""
    return program_shelf().pick(region, project_kind, day, allow_draft=allow_draft)
