"""``huiqian rehearse``: play meeting scripts through the same verbs as the screen, each in every pack it names."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from app.commands import REFUSED
from app.commands.common import PACKS, Progress, plain_errors, shelf_of, stop, tell_refusal

if TYPE_CHECKING:
    from app.services.packshelf import PackShelf
    from app.services.rehearsal.playing import Outcome
    from app.services.rehearsal.script import Script


@click.command(short_help="按脚本演练会议 · Play meeting scripts")
@click.argument("scripts", nargs=-1)
@click.option(
    "--edge-cases",
    "edge",
    is_flag=True,
    help="演练内置的疑难情形；可写编号，如 EC-26 · The edge cases, or those named",
)
@click.option("--pack", "packs", multiple=True, help="只在这些规则包里演练 · Only in these packs")
@click.option("--out", type=click.Path(path_type=Path), help="结果目录 · Folder for the results")
@click.option("--drafts", is_flag=True, help="允许征求意见稿规则包 · Allow draft rule packs")
@PACKS
@click.pass_context
def rehearse(  # noqa: PLR0913  one parameter for each word of the command line
    context: click.Context,
    scripts: tuple[str, ...],
    packs: tuple[str, ...],
    out: Path | None,
    *,
    packs_folder: Path | None,
    edge: bool,
    drafts: bool,
) -> None:
    """按脚本演练会议（文件、文件夹，或内置的疑难情形），每个脚本在它写明的每个规则包里各走一遍。

    Play meeting scripts (files, folders or the edge cases) through the same verbs as the screen, each once in every pack it
    names. With --out: the PDFs, the folded state, the findings after each step and the sealed bundle.
    """
    with plain_errors():
        plays = _plays(scripts, packs, edge=edge)
        if out:
            _writable(out)
        _play_all(context, plays, out, shelf_of(context, packs_folder), drafts=drafts)


class Play(NamedTuple):
    """One script in one pack."""

    path: Path
    script: Script
    pack: str

    @property
    def name(self) -> str:
        """``ec_26_six_of_seven[xinjiang]``."""
        return f"{self.path.stem}[{self.pack}]" if self.pack else self.path.stem


def _plays(names: tuple[str, ...], packs: tuple[str, ...], *, edge: bool) -> list[Play]:
    """Read everything first: a bad script is told before anything heavy is loaded."""
    from app.services.rehearsal.finding import edge_cases, scripts_at
    from app.services.rehearsal.script import read_script

    if not (names or edge):
        raise click.UsageError("请写脚本文件、文件夹，或 --edge-cases。")
    paths = edge_cases(names) if edge else [path for name in names for path in scripts_at(Path(name))]
    read = [(path, read_script(path)) for path in paths]
    found = [
        Play(path, script, pack)
        for path, script in read
        for pack in script.packs or ("",)
        if not packs or pack in packs
    ]
    if not found:
        stop(f"没有脚本在规则包 {'、'.join(packs)} 里演练。请核对规则包的编号。")
    return found


def _play_all(
    context: click.Context, plays: list[Play], out: Path | None, shelf: PackShelf, *, drafts: bool
) -> None:
    from app.bootstrap import rehearsal_desk
    from app.commands.trust import trusted_keys
    from app.services.rehearsal.perform import perform

    keys, alone, failed = trusted_keys(context), len(plays) == 1, 0
    for one in plays:
        with _named(one, alone=alone):
            outcome = perform(
                one.script,
                one.pack,
                folder=one.path.parent,
                open_desk=partial(rehearsal_desk, shelf=shelf),
                keys=keys,
                drafts=drafts,
                out=out if alone or not out else out / one.path.stem / (one.pack or "-"),
                say=Progress(),
            )
        _tell(one, outcome, alone=alone)
        failed += not outcome.passed
    if not alone:
        click.echo(f"共 {len(plays)} 次演练，通过 {len(plays) - failed} 次，未通过 {failed} 次。")
    if failed:
        sys.exit(REFUSED)


@contextlib.contextmanager
def _named(one: Play, *, alone: bool) -> Iterator[None]:
    """Among many plays, say in which of them something could not be read or played."""
    try:
        yield
    except Exception:
        if not alone:
            click.echo(f"{one.name}：", err=True)
        raise


def _tell(one: Play, outcome: Outcome, *, alone: bool) -> None:
    if alone:
        for file in outcome.files:
            click.echo(str(file))
    else:
        case = f"{one.script.case} " if one.script.case else ""
        click.echo(f"{'通过　' if outcome.passed else '未通过'} {one.name} {case}{one.script.title}")
    for bad in outcome.failures:
        note = f"（{bad.note}）" if bad.note else ""
        click.echo(
            f"  第 {bad.step} 步 {bad.do}{note}：{bad.code} 应为“{bad.want}”，实际“{bad.got}”", err=True
        )
    if outcome.refused:
        click.echo(tell_refusal(outcome.refused), err=True)
    if alone and outcome.passed:
        click.echo(f"演练完成：{one.script.title}，阶段 {outcome.stage}，共 {len(outcome.played)} 步。")


def _writable(out: Path) -> None:
    """Find out before the play, not after it.

    Raises:
        OSError: nothing can be written there.

    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=out):
        pass
