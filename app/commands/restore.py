"""``huiqian restore``: a lost or broken computer's record comes back from its second copy (EC-50)."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from app.commands import DONE, REFUSED
from app.commands.common import home_of, plain_errors, stop


@click.command(short_help="从封存包恢复记录 · Bring a record back from its bundle")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--hash",
    "expected",
    default="",
    help="应当是哪一份：纸面页脚的内容哈希、封存哈希或树根的开头 · Which record it must be",
)
@click.pass_context
def restore(context: click.Context, bundle: Path, expected: str) -> None:
    """从封存包（U 盘或建设单位留存的第二份）把一场会议的记录恢复到本机：逐条核验通过才收，重复恢复不改变什么。

    Bring a meeting's record back from its bundle: only if everything in it verifies; doing it again changes nothing.
    """
    with plain_errors():
        if not bundle.is_file():
            stop(f"找不到文件：{bundle}")
        sys.exit(_restore(home_of(context), bundle, expected))


def _restore(home: Path, path: Path, expected: str) -> int:
    from app.services.bundle import BundleUnreadable
    from app.services.bundle.restoring import OtherRecordError, Restored
    from app.services.bundle.restoring import restore as bring_back
    from app.services.ledger import HomeLock, Ledger
    from app.services.places import LEDGER_FILE
    from app.services.signing.keys import load_device_key

    home.mkdir(parents=True, exist_ok=True)
    lock = HomeLock(home)
    lock.acquire()
    try:
        with Ledger.open(home / LEDGER_FILE, load_device_key(home), protected=True) as ledger:
            done = bring_back(path, ledger, expected)
    except BundleUnreadable as bad:
        stop(f"这个文件不是完整的封存包：{bad}")
    except OtherRecordError as other:
        stop(f"这不是要找的那份记录，它的哈希是：{'、'.join(x[:12] for x in other.hashes)}。", REFUSED)
    finally:
        lock.release()
    if not isinstance(done, Restored):
        stop(f"封存包有 {len(done.broken)} 处损坏，没有收入；详情请用 huiqian verify 查看。", REFUSED)
    click.echo(
        f"已恢复会议 {done.meeting}：新收 {done.new} 条记录、{done.blobs} 个附件，原有 {done.known} 条。"
        "上报期限照旧从散会起算。"
    )
    return DONE
