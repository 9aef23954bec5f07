"""Reads rule packs: the six of ``resources/packs`` and a file a clerk wrote (rules.md 2; EC-33)."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from app.models.packfile import PackError, PackFault, PackMeta, RawPack, parse_pack
from app.models.rulepack import RulePack, resolve, version_key
from app.services.resources import resource_names, resource_text

MAX_BYTES = 1_000_000


def read_pack(text: str, file: str) -> RawPack:
    """Parse one TOML text. PackError with file, line and key."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        refusal = PackError(PackFault.NOT_TOML, file=file, detail=str(error))
        found = re.search(r"line (\d+)", str(error))
        refusal.line = int(found[1]) if found else None
        raise refusal from None
    try:
        return parse_pack(data, file)
    except PackError as error:
        error.line = line_of(text, error.key)
        raise


def line_of(text: str, key: str) -> int | None:
    """Return the line of the table that a key of a PackError names, or of its nearest parent that has a header.

    ``param.experts.min_count`` is written ``[param."experts.min_count"]``; ``check.C01.also.level`` stands under
    ``[check.C01.also]``.
    """
    heads = {
        match[1].replace('"', "").replace(" ", ""): text.count("\n", 0, match.start()) + 1
        for match in re.finditer(r"^\[\[?([^\[\]\n]+)\]\]?", text, re.MULTILINE)
    }
    parts = key.split(".")
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((heads[name] for name in names if name in heads), None)


@cache
def _shipped() -> Mapping[str, RawPack]:
    raws = (read_pack(resource_text("packs", name), name) for name in resource_names("packs", ".toml"))
    return {raw.meta.id: raw for raw in raws}


@cache
def _resolved(pack_id: str) -> RulePack:
    return resolve(pack_id, _shipped())


def list_packs() -> tuple[PackMeta, ...]:
    """Return the heads of the shipped packs, drafts included."""
    return tuple(raw.meta for raw in _shipped().values())


def load_pack(pack_id: str, *, allow_draft: bool = False) -> RulePack:
    """Return a shipped pack. PackError if there is none, or if it is a draft and the switch is off (ZZ)."""
    if pack_id not in _shipped():
        raise PackError(PackFault.NO_PACK, file=pack_id)
    return _check_draft(_resolved(pack_id), pack_id, allow_draft=allow_draft)


def newer_version(pack: RulePack, day: date) -> str:
    """Return the version of the shipped pack of the same id if it is newer and law on ``day`` (EC-33), else ``""``."""
    if pack.meta.id not in _shipped():
        return ""
    shipped = _resolved(pack.meta.id)
    newer = version_key(shipped.meta.version) > version_key(pack.meta.version)
    return shipped.meta.version if newer and shipped.in_force(day) else ""


def load_file(path: Path, *, allow_draft: bool = False) -> RulePack:
    """Return the pack of one TOML file that stands on the shipped packs. PackError with file, line, key and reason."""
    text = _file_text(path)
    raw = read_pack(text, path.name)
    try:
        pack = resolve(raw.meta.id, {**_shipped(), raw.meta.id: raw})
    except PackError as error:
        error.line = line_of(text, error.key) if error.file == raw.file else None
        raise
    return _check_draft(pack, path.name, allow_draft=allow_draft)


def _file_text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise PackError(PackFault.NOT_TOML, file=path.name, detail=f"{size} > {MAX_BYTES} bytes")
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise PackError(PackFault.NOT_TOML, file=path.name, detail=str(error)) from None


def pick(region: str, project_kind: str, day: date, *, allow_draft: bool = False) -> RulePack:
    """Return the pack that governs a place, a kind of project and a day (C18): the narrowest region that fits.

    A draft is picked only with the switch. The national pack fits every place; PackError if even it does not cover the
    kind of project or the day.
    """
    fitting = [
        pack
        for pack in map(_resolved, _shipped())
        if pack.covers_region(region)
        and pack.covers_kind(project_kind)
        and (allow_draft if pack.draft else pack.in_force(day))
    ]
    if not fitting:
        raise PackError(PackFault.NO_PACK, file=region, key=project_kind, detail=day.isoformat())
    return max(fitting, key=_narrowness)


def _narrowness(pack: RulePack) -> int:
    return max((len(prefix) for prefix in pack.meta.regions), default=0)


def _check_draft(pack: RulePack, file: str, *, allow_draft: bool) -> RulePack:
    if pack.draft and not allow_draft:
        raise PackError(PackFault.DRAFT, file=file, key="meta.status")
    return pack
