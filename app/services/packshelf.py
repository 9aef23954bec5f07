"""The shelf of rule packs a desk takes its rules from: those of the program, and the TOML files of one folder (EC-33)."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from app.models.package import PackRef
from app.models.packfile import PackError, PackFault, PackMeta, RawPack
from app.models.rulepack import NATIONAL, RulePack, resolve, version_key
from app.services.packlaw import demand_fit
from app.services.packread import file_text, line_of, read_pack
from app.services.resources import resource_names, resource_text


@cache
def _program() -> Mapping[str, tuple[RawPack, str]]:
    """The packs of the program with their text, read once."""
    texts = {name: resource_text("packs", name) for name in resource_names("packs", ".toml")}
    raws = {name: read_pack(text, name) for name, text in texts.items()}
    return {raw.meta.id: (raw, texts[name]) for name, raw in raws.items()}


class PackShelf:
    """Packs by id. A file of the folder stands beside the packs of the program, or before an older one of the same id.

    A file that is wrong is not used and hides nothing: it is listed in ``broken`` with file, line and reason. The national
    pack cannot be replaced, since it carries the minima nobody may loosen.

    Args:
        folder: where installed packs lie; None or a folder that does not exist: only those of the program.
        trial: a file that stands on the shelf as if it were installed, whatever its version. PackError if it is wrong.

    """

    def __init__(self, folder: Path | None = None, *, trial: Path | None = None) -> None:
        self.folder = folder
        self._trial = trial
        self.trial_id = ""
        self._seen: tuple[tuple[str, int, int], ...] | None = None
        self.refresh()

    def refresh(self) -> None:
        """Read the folder again if anything in it is other than it was."""
        seen = tuple((path.name, *_mark(path)) for path in self._files())
        if seen == self._seen:
            return
        self._seen = seen
        self._read = dict(_program())
        self._resolved: dict[str, RulePack] = {}
        self.installed: dict[str, Path] = {}
        self.broken: tuple[PackError, ...] = ()
        for path in self._files():
            self._put(path)
        if self._trial is not None:
            text = file_text(self._trial)
            raw = read_pack(text, self._trial.name)
            self._read[raw.meta.id] = (raw, text)
            self.trial_id = raw.meta.id

    def _files(self) -> list[Path]:
        if self.folder is None or not self.folder.is_dir():
            return []
        return sorted(path for path in self.folder.iterdir() if path.suffix == ".toml" and path.is_file())

    def _put(self, path: Path) -> None:
        try:
            text = file_text(path)
            raw = read_pack(text, path.name)
            self.demand_place(raw)
        except PackError as bad:
            self.broken = (*self.broken, bad)
            return
        self._read[raw.meta.id] = (raw, text)
        self.installed[raw.meta.id] = path

    def demand_place(self, raw: RawPack) -> None:
        """A pack may be new or newer than that of the program. PackError if it takes the place of another."""
        name = raw.meta.id
        if name == NATIONAL:
            detail = "国家通用规则包随程序提供，不能替换"
        elif name in self.installed:
            detail = f"{self.installed[name].name} 已用编号 {name}"
        else:
            program = _program().get(name)
            if program is None or version_key(raw.meta.version) > version_key(program[0].meta.version):
                return
            detail = f"程序自带 {name} {program[0].meta.version} 版，version 应当更高"
        raise PackError(PackFault.TAKEN, file=raw.file, key="meta.version", detail=detail)

    def text(self, pack_id: str) -> str:
        """The text of a file on the shelf; KeyError for a pack that is not there."""
        return self._read[pack_id][1]

    @property
    def raws(self) -> dict[str, RawPack]:
        """Every usable file by the id of its pack."""
        return {name: raw for name, (raw, _) in self._read.items()}

    def metas(self) -> tuple[PackMeta, ...]:
        """Heads of all packs, drafts included."""
        return tuple(raw.meta for raw, _ in self._read.values())

    def load(self, pack_id: str, *, allow_draft: bool = False) -> RulePack:
        """Return a pack. PackError if there is none, it is broken, or it is a draft and the switch is off (ZZ)."""
        if pack_id not in self._read:
            hidden = (bad for bad in self.broken if bad.file.removesuffix(".toml") == pack_id)
            raise next(hidden, PackError(PackFault.NO_PACK, file=pack_id))
        return demand_switch(self._resolve(pack_id), pack_id, allow_draft=allow_draft)

    def _resolve(self, pack_id: str) -> RulePack:
        if pack_id not in self._resolved:
            self._resolved[pack_id] = self.stand(pack_id, self.raws)
        return self._resolved[pack_id]

    def stand(self, pack_id: str, raws: Mapping[str, RawPack], text: str = "") -> RulePack:
        """Resolve a pack on these files; an error is told with its line. ``text``: of the file that is not on the shelf."""
        try:
            pack = resolve(pack_id, raws)
            decider = pack.sources["scope.supplements"].pack
            demand_fit(pack, raws[decider].file)
        except PackError as bad:
            texts = {raw.file: kept for raw, kept in self._read.values()}
            source = text if text and bad.file == raws[pack_id].file else texts.get(bad.file, "")
            bad.line = bad.line or line_of(source, bad.key)
            raise
        return pack

    def load_file(self, path: Path, *, allow_draft: bool = False) -> RulePack:
        """Return the pack of one TOML file that stands on this shelf. PackError with file, line, key and reason."""
        text = file_text(path)
        raw = read_pack(text, path.name)
        pack = self.stand(raw.meta.id, {**self.raws, raw.meta.id: raw}, text)
        return demand_switch(pack, path.name, allow_draft=allow_draft)

    def usable(self) -> Iterable[RulePack]:
        """Every pack that resolves, drafts included; one that does not is left out (``faults`` names it)."""
        for pack_id in self._read:
            try:
                yield self._resolve(pack_id)
            except PackError:
                continue

    def faults(self) -> tuple[PackError, ...]:
        """What is wrong with the folder: files that cannot be read, and packs that do not stand on those above."""
        found = list(self.broken)
        for pack_id in self.installed:
            try:
                self._resolve(pack_id)
            except PackError as bad:
                found.append(bad)
        return tuple(found)

    def pick(self, region: str, project_kind: str, day: date, *, allow_draft: bool = False) -> RulePack:
        """Return the pack that governs a place, a kind of project and a day (C18): the narrowest region that fits.

        Of two packs of one region it is the one that stands on the other. A draft is picked only with the switch. The
        national pack fits every place; PackError if even it does not cover the kind of project or the day.
        """
        fitting = [
            pack
            for pack in self.usable()
            if pack.covers_region(region)
            and pack.covers_kind(project_kind)
            and (allow_draft if pack.draft else pack.in_force(day))
        ]
        if not fitting:
            raise PackError(PackFault.NO_PACK, file=region, key=project_kind, detail=day.isoformat())
        return max(fitting, key=lambda pack: (_narrowness(pack), len(pack.chain)))

    def newer_version(self, pack: RulePack, day: date) -> str:
        """Return the version on the shelf of the same id if it is newer and law on ``day`` (EC-33), else ``""``."""
        if pack.meta.id not in self._read:
            return ""
        ours = self._resolve(pack.meta.id)
        newer = version_key(ours.meta.version) > version_key(pack.meta.version)
        return ours.meta.version if newer and ours.in_force(day) else ""


def demand_named(pack: RulePack, named: PackRef) -> None:
    """A package that names version and hash means these very rules. PackError if ours are others."""
    ours = pack.ref
    if version_key(named.version) > version_key(ours.version):
        detail = f"会议包要 {named.version} 版，本机只有 {ours.version} 版"
        raise PackError(PackFault.NO_PACK, file=named.id, key="rule_pack.version", detail=detail)
    if named.sha256 and named.version == ours.version and named.sha256 != ours.sha256:
        detail = f"会议包写的是 {named.sha256[:12]}，本机是 {ours.sha256[:12]}"
        raise PackError(PackFault.HASH, file=named.id, key="rule_pack.sha256", detail=detail)


def demand_switch(pack: RulePack, file: str, *, allow_draft: bool) -> RulePack:
    """Return the pack. PackError if it is a draft and the switch is off."""
    if pack.draft and not allow_draft:
        raise PackError(PackFault.DRAFT, file=file, key="meta.status")
    return pack


def _mark(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except OSError:
        return (0, 0)
    return stat.st_mtime_ns, stat.st_size


def _narrowness(pack: RulePack) -> int:
    return max((len(prefix) for prefix in pack.meta.regions), default=0)
