"""Putting a rule pack on the shelf of this computer, once, and never under a meeting that is judged by another (EC-33)."""

import os
from collections.abc import Iterable
from pathlib import Path

from app.models.facts import PackageImported
from app.models.package import PackRef
from app.models.packfile import PackError, PackFault, RawPack
from app.models.rulepack import RulePack, version_key
from app.services.ledger import Ledger
from app.services.packread import file_text, line_of, read_pack
from app.services.packshelf import PackShelf
from app.services.rehearsal.packcases import cases_of

Frozen = Iterable[tuple[str, PackRef]]
"""Meetings with the pack each of them has frozen."""


def install_pack(path: Path, shelf: PackShelf, frozen: Frozen = ()) -> RulePack:
    """Copy a pack file into the folder of a shelf, under the id of the pack, and return the pack.

    A newer version takes the place of an older one; running meetings keep what they froze. Drafts may be installed: the
    switch is asked when a meeting uses one.

    Raises:
        PackError: the file is refused (file, line, key, reason); it takes the place of another pack; a meeting has frozen
            the same id and version with other content; or a pack that stands on it would no longer stand.
        OSError: the folder cannot be written.

    """
    folder = shelf.folder
    if folder is None:
        raise ValueError("this shelf has no folder")
    shelf.refresh()
    pack = examine(path, shelf, frozen)
    folder.mkdir(parents=True, exist_ok=True)
    target, fresh = folder / f"{pack.meta.id}.toml", folder / f"{pack.meta.id}.new"
    fresh.write_text(file_text(path), encoding="utf-8")
    old = shelf.installed.get(pack.meta.id)
    os.replace(fresh, target)  # noqa: PTH105  Path.replace is the same call, os.replace says "in one step"
    if old is not None and old != target:
        old.unlink(missing_ok=True)
    shelf.refresh()
    return pack


def examine(path: Path, shelf: PackShelf, frozen: Frozen = ()) -> RulePack:
    """Everything ``install_pack`` asks before it writes. PackError as there."""
    text = file_text(path)
    try:
        return _examine(path, read_pack(text, path.name), shelf, frozen)
    except PackError as bad:
        if bad.file == path.name and bad.line is None:
            bad.line = line_of(text, bad.key)
        raise


def _examine(path: Path, raw: RawPack, shelf: PackShelf, frozen: Frozen) -> RulePack:
    _demand_newer(path, raw, shelf)
    pack = shelf.load_file(path, allow_draft=True)
    raws = {**shelf.raws, raw.meta.id: raw}
    for other in shelf.metas():
        if other.parent == raw.meta.id:
            shelf.stand(other.id, raws)
    cases_of(raw)
    _demand_alone(pack, path.name, shelf)
    demand_frozen(pack, path.name, frozen)
    return pack


def _demand_newer(path: Path, raw: RawPack, shelf: PackShelf) -> None:
    """An installed pack gives way to the same file or to a newer one."""
    pack_id, version = raw.meta.id, raw.meta.version
    if pack_id not in shelf.installed:
        shelf.demand_place(raw)
        return
    there = shelf.raws[pack_id].meta.version
    same = file_text(shelf.installed[pack_id]) == file_text(path)
    if not same and version_key(version) <= version_key(there):
        detail = f"已安装 {pack_id} {there} 版，内容改动后 version 应当更高"
        raise PackError(PackFault.TAKEN, file=path.name, key="meta.version", detail=detail)


def _demand_alone(pack: RulePack, file: str, shelf: PackShelf) -> None:
    """One place and one kind of project have one pack in force, or one that stands on the other."""
    for other in shelf.usable():
        names = {name for name, _ in other.chain}
        related = pack.meta.id in names or other.meta.id in {name for name, _ in pack.chain}
        if related or pack.draft or other.draft:
            continue
        shared = set(pack.meta.regions) & set(other.meta.regions)
        if shared and set(pack.scope.project_kinds) & set(other.scope.project_kinds):
            detail = f"地区 {min(shared)} 的这类工程已由 {other.meta.id}（{other.meta.name}）管"
            raise PackError(PackFault.TAKEN, file=file, key="meta.regions", detail=detail)


def frozen_in(ledger: Ledger) -> list[tuple[str, PackRef]]:
    """Meeting → the pack it has frozen. LedgerError if the ledger cannot be read."""
    facts = ((row.meeting, row.imported.fact) for row in ledger.meetings())
    return [(meeting, fact.pack) for meeting, fact in facts if isinstance(fact, PackageImported)]


def demand_frozen(pack: RulePack, file: str, frozen: Frozen) -> None:
    """One id and version means one content. PackError for the first meeting that froze another (HASH)."""
    ours = pack.ref
    for meeting, ref in frozen:
        if (ref.id, ref.version) == (ours.id, ours.version) and ref.sha256 != ours.sha256:
            detail = (
                f"会议 {meeting} 已冻结 {ref.id} {ref.version} 版（{ref.sha256[:12]}），"
                f"这份文件是 {ours.sha256[:12]}；改了内容请同时改 version"
            )
            raise PackError(PackFault.HASH, file=file, key="meta.version", detail=detail)
