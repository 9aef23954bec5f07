"""``huiqian rehearse``: play a meeting script through the same verbs as the screen."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from app.commands import REFUSED
from app.commands.common import Progress, plain_errors, stop, tell_refusal


@click.command(short_help="按脚本演练一场会议 · Play a meeting script")
@click.argument("script", type=click.Path(path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="结果目录 · Folder for the results"
)
@click.option("--drafts", is_flag=True, help="允许征求意见稿规则包 · Allow draft rule packs")
@click.pass_context
def rehearse(context: click.Context, script: Path, out: Path, *, drafts: bool) -> None:
    """按脚本演练一场会议，写出 PDF、meeting.json、findings.json 和封存包。

    Play a meeting script through the same verbs as the screen; write the PDFs, the folded state, the findings after each
    step and the sealed bundle into OUT.
    """
    with plain_errors():
        _rehearse(context, script, out, drafts=drafts)


def _rehearse(context: click.Context, path: Path, out: Path, *, drafts: bool) -> None:
    from app.services.rehearsal.script import read_script

    script = read_script(path)  # a bad script is told before anything heavy is loaded
    _writable(out)

    from app.bootstrap import rehearsal_desk
    from app.commands.trust import trusted_keys
    from app.models.calendar import BEIJING
    from app.services.intake.package_file import read_package
    from app.services.rehearsal.player import RehearsalClock, moment, play, write_results
    from app.services.rehearsal.source import package_bytes

    data = package_bytes(script.package, path.parent)
    keys = trusted_keys(context)
    meeting = read_package(data, keys).package.meeting
    clock = RehearsalClock(moment(script.clock, meeting.planned_start.astimezone(BEIJING)))
    with tempfile.TemporaryDirectory(prefix="huiqian-") as home:
        desk = rehearsal_desk(Path(home), clock, keys, drafts=drafts)
        try:
            outcome = play(script, desk=desk, clock=clock, package=data, meeting=meeting.id, say=Progress())
            write_results(outcome, desk, out)
        finally:
            desk.ledger.close()
    for file in outcome.files:
        click.echo(str(file))
    for bad in outcome.failures:
        click.echo(f"第 {bad.step} 步 {bad.do}：{bad.code} 应为“{bad.want}”，实际“{bad.got}”", err=True)
    if outcome.refused:
        stop(tell_refusal(outcome.refused), REFUSED)
    if outcome.failures:
        sys.exit(REFUSED)
    click.echo(f"演练完成：{script.title}，阶段 {outcome.stage}，共 {len(outcome.played)} 步。")


def _writable(out: Path) -> None:
    """Find out before the play, not after it.

    Raises:
        OSError: nothing can be written there.

    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=out):
        pass
