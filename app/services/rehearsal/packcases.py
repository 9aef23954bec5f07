"""The cases a rule pack brings along (``[[case]]``): what this place decides differently, played through the same verbs."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Protocol

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from app.models.package import Package
from app.models.packfile import PackError, PackFault, RawPack
from app.models.rulepack import RulePack, ancestry
from app.services.desk.desk import Desk
from app.services.intake.problems import IntakeError
from app.services.intake.sample import PLACES, sample_package
from app.services.intake.words import explain
from app.services.packread import line_of
from app.services.packsay import in_words
from app.services.packshelf import PackShelf
from app.services.rehearsal.errors import ScriptError
from app.services.rehearsal.perform import perform
from app.services.rehearsal.player import RehearsalClock
from app.services.rehearsal.playing import Outcome
from app.services.rehearsal.script import SCRIPT_FORMAT, Expect, Script, Step
from app.services.rehearsal.source import SAMPLE
from app.services.rehearsal.variants import Change
from app.services.wording import Words

CODE_DIGITS = 6


class PackCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One case. The package is imported by itself; ``expect`` is what stands after the last step (or after the import).

    ``package``: ``sample:NAME``; without it the sample of the pack, or of the nearest pack above that has one. Its rule pack,
    region and kind of project are made to fit the pack under test. ``clock``: Beijing time of the meeting day.
    """

    name: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{2,59}$")]
    title: Annotated[str, Meta(min_length=4, max_length=80)]
    note: str = ""
    package: Annotated[str, Meta(pattern=r"^(sample:[a-z]+)?$")] = ""
    clock: str = "09:20"
    changes: tuple[Change, ...] = ()
    steps: tuple[Step, ...] = ()
    expect: Expect | None = None


class OpenOnShelf(Protocol):
    """``bootstrap.rehearsal_desk``: a desk that takes its rules from a shelf."""

    def __call__(
        self,
        home: Path,
        clock: RehearsalClock,
        keys: Mapping[str, bytes],
        *,
        drafts: bool,
        shelf: PackShelf,
        device: str,
    ) -> Desk:
        """Open it."""
        ...


def cases_of(raw: RawPack) -> tuple[PackCase, ...]:
    """Read the cases of a pack. PackError with the key of the first wrong place, ``case.2.steps``."""
    found: list[PackCase] = []
    for number, row in enumerate(raw.cases, 1):
        case = _case(raw, number, row)
        if case.name in {other.name for other in found}:
            raise PackError(
                PackFault.SHAPE, file=raw.file, key=f"case.{number}.name", detail=f"{case.name} 用了两次"
            )
        found.append(case)
    return tuple(found)


def cases_on(shelf: PackShelf, pack_id: str) -> tuple[PackCase, ...]:
    """Read the cases of a pack on the shelf. PackError with file, line and key."""
    try:
        return cases_of(shelf.raws[pack_id])
    except PackError as bad:
        bad.line = line_of(shelf.text(pack_id), bad.key)
        raise


def _case(raw: RawPack, number: int, row: Mapping[str, Any]) -> PackCase:
    try:
        case = msgspec.convert(row, PackCase)
    except msgspec.ValidationError as bad:
        fault = PackFault.UNKNOWN_KEY if "unknown field" in str(bad) else PackFault.WRONG_TYPE
        error = PackError(fault, file=raw.file, key=f"case.{number}", detail=str(bad))
        in_words(error)
        raise error from None
    if case.expect is None and not any(step.expect for step in case.steps):
        raise PackError(
            PackFault.SHAPE, file=raw.file, key=f"case.{number}.expect", detail="没有写应当是什么结果"
        )
    if case.expect and case.steps and case.steps[-1].expect:
        detail = "最后一步已写 expect，不能再写一次"
        raise PackError(PackFault.SHAPE, file=raw.file, key=f"case.{number}.expect", detail=detail)
    return case


def script_of(case: PackCase, pack: RulePack, raws: Mapping[str, RawPack]) -> Script:
    """Return the case as a script for one pack."""
    place = case.package.removeprefix(SAMPLE) or _nearest(pack.meta.id, raws)
    steps = (Step(do="ImportPackage"), *case.steps)
    if case.expect is not None:
        steps = (*steps[:-1], replace(steps[-1], expect=case.expect))
    return Script(
        format=SCRIPT_FORMAT,
        title=case.title,
        clock=case.clock,
        steps=steps,
        package=SAMPLE + place,
        packs=(pack.meta.id,),
        changes=(*_fitted(sample_package(name=place), pack), *case.changes),
        drafts=True,
    )


def _nearest(pack_id: str, raws: Mapping[str, RawPack]) -> str:
    chain = [raw.meta.id for raw in reversed(ancestry(pack_id, raws))]
    return next(place for place in chain if place in PLACES)


def _fitted(package: Package, pack: RulePack) -> Iterator[Change]:
    """What makes a sample a meeting of this pack."""
    yield Change(at="rule_pack.id", set_=pack.meta.id)
    yield Change(at="rule_pack.version", set_=pack.meta.version)
    if not pack.covers_region(package.meeting.region):
        yield Change(at="meeting.region", set_=pack.meta.regions[0].ljust(CODE_DIGITS, "0"))
    if not pack.covers_kind(package.meeting.project_kind):
        yield Change(at="meeting.project_kind", set_=pack.scope.project_kinds[0])


def play_case(case: PackCase, pack: RulePack, shelf: PackShelf, open_desk: OpenOnShelf) -> Outcome:
    """Play one case on a desk of its own.

    Raises:
        ScriptError, IntakeError: the case cannot be played.

    """
    script = script_of(case, pack, shelf.raws)
    on_shelf = partial(open_desk, shelf=shelf)
    return perform(script, pack.meta.id, folder=Path(), open_desk=on_shelf, drafts=True)


def verdict_on(
    case: PackCase, pack: RulePack, shelf: PackShelf, open_desk: OpenOnShelf, words: Words
) -> tuple[str, ...]:
    """Play one case and say why it did not pass; nothing if it did. A case that cannot be played has not passed."""
    try:
        return tuple(reasons(play_case(case, pack, shelf, open_desk)))
    except ScriptError as bad:
        said = words.error(bad.code, bad.args_)
        return (f"{said.text} {said.next}".strip(),)
    except IntakeError as bad:
        return tuple(explain(bad).splitlines())


def reasons(outcome: Outcome) -> Iterator[str]:
    """Say why a case did not pass, one line each."""
    for bad in outcome.failures:
        yield f"第 {bad.step} 步 {bad.do}：{bad.code} 应为“{bad.want}”，实际“{bad.got}”"
    if outcome.refused is not None and not outcome.failures:
        yield f"被拒绝：{outcome.refused.code}"
