"""``huiqian pack``: rule packs - a new one, what it says, what it changes, whether it holds, and putting it on this computer."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands import DONE, REFUSED
from app.commands.common import PACKS, home_of, plain_errors, shelf_of, stop, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.models.package import PackRef
    from app.models.rulepack import RulePack
    from app.services.packshelf import PackShelf

_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON · Machine-readable")


@click.group(short_help="规则包：新建、查看、比较、测试、安装 · Rule packs")
def pack() -> None:
    """新建、查看、比较、测试和安装规则包（各地规定，一个地方一份 TOML 文件）。

    Make, read, compare, test and install the rules of a place: one TOML file each.
    """


def names_of(shelf: PackShelf) -> dict[str, str]:
    """Pack id → its name."""
    return {meta.id: meta.name for meta in shelf.metas()}


def is_file(name: str) -> bool:
    """Tell a file from the id of a pack: by its ending or a separator in it."""
    return name.endswith(".toml") or "/" in name or "\\" in name


def named_pack(context: click.Context, shelf: PackShelf, name: str) -> RulePack:
    """A pack by its id, by its file, or ``meeting:ID`` as that meeting froze it. Raises PackError."""
    if name.startswith("meeting:"):
        return _frozen_pack(home_of(context), name.removeprefix("meeting:"))
    if is_file(name):
        return shelf.load_file(Path(name), allow_draft=True)
    return shelf.load(name, allow_draft=True)


def _frozen_pack(home: Path, meeting: str) -> RulePack:
    from app.models.rulepack import from_blob
    from app.services.ledger import Ledger
    from app.services.packinstall import frozen_in
    from app.services.places import LEDGER_FILE

    if not (home / LEDGER_FILE).is_file():
        stop(f"这个数据目录里没有会议：{home}")
    with Ledger.look(home / LEDGER_FILE) as ledger:
        refs = dict(frozen_in(ledger))
        if meeting not in refs:
            stop(f"没有会议 {meeting}，或它还没有冻结规则包。")
        return from_blob(ledger.blob(refs[meeting].sha256), refs[meeting])


def frozen_at(home: Path) -> list[tuple[str, PackRef]]:
    """Meeting → the pack it has frozen; empty if the home has no ledger."""
    from app.services.ledger import Ledger
    from app.services.packinstall import frozen_in
    from app.services.places import LEDGER_FILE

    if not (home / LEDGER_FILE).is_file():
        return []
    with Ledger.look(home / LEDGER_FILE) as ledger:
        return frozen_in(ledger)


@pack.command(short_help="新建一份 · Write a starting file")
@click.argument("pack_id", metavar="ID")
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--region", "regions", multiple=True, required=True, help="行政区划代码前 2、4 或 6 位 · Region"
)
@click.option("--parent", default="national", show_default=True, help="上级规则包 · Pack above")
@click.option("--name", default="", help="名称，如“样例市” · Name of the place")
@click.option("--force", is_flag=True, help="覆盖已有文件 · Overwrite")
@PACKS
@click.pass_context
def new(  # noqa: PLR0913  one parameter for each word of the command line
    context: click.Context,
    pack_id: str,
    out: Path,
    *,
    regions: tuple[str, ...],
    parent: str,
    name: str,
    packs_folder: Path | None,
    force: bool,
) -> None:
    """写一份可以直接改的规则包 OUT：每个参数、检查都有中文名和上级的规定，只填好了 [meta]。

    Write a complete starting file in Chinese; nothing is changed yet, every line is a comment.
    """
    from app.services.packtext import starting_file

    if not re.fullmatch(r"[a-z][a-z0-9_-]{1,39}", pack_id):
        stop(f"编号 {pack_id} 不能用：小写字母开头，只用小写字母、数字、- 和 _，2 到 40 个字符。")
    if any(not re.fullmatch(r"\d{2}|\d{4}|\d{6}", region) for region in regions):
        stop("行政区划代码写前 2、4 或 6 位数字，如 4403。")
    if out.exists() and not force:
        stop(f"文件已经有了：{out}。换一个文件名，或加 --force 覆盖。")
    with plain_errors():
        shelf = shelf_of(context, packs_folder)
        above = shelf.load(parent, allow_draft=True)
        said = " ".join(name.split()) or pack_id
        text = starting_file(pack_id, above, name=said, regions=regions, names=names_of(shelf))
        out.write_text(text, encoding="utf-8")
        shelf.load_file(out, allow_draft=True)
    click.echo(f"{out}（上级：{above.meta.name} {above.meta.version}）")


@pack.command("list", short_help="本机有哪些 · What this computer has")
@_JSON
@PACKS
@click.pass_context
def list_packs(context: click.Context, packs_folder: Path | None, *, as_json: bool) -> None:
    """列出随程序提供的和已安装的规则包；装坏的说明坏在哪里。List the packs, and what is wrong with any."""
    import msgspec

    with plain_errors():
        shelf = shelf_of(context, packs_folder)
    rows = [
        {
            "id": meta.id,
            "version": meta.version,
            "name": meta.name,
            "status": meta.status,
            "regions": meta.regions,
            "installed": str(shelf.installed.get(meta.id, "")),
        }
        for meta in shelf.metas()
    ]
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(rows), indent=1).decode())
    else:
        for meta in shelf.metas():
            status = "征求意见稿" if meta.status == "draft" else "有效"
            origin = "已安装" if meta.id in shelf.installed else "随程序"
            click.echo(
                f"{meta.id} {meta.version}  {meta.name}  {status}  {'、'.join(meta.regions) or '全国'}  {origin}"
            )
    faults = shelf.faults()
    for bad in faults:
        click.echo(str(bad), err=True)
    sys.exit(REFUSED if faults else DONE)


@pack.command(short_help="读给人看 · A readable table")
@click.argument("name", metavar="ID|FILE|meeting:ID")
@_JSON
@PACKS
@click.pass_context
def show(context: click.Context, name: str, packs_folder: Path | None, *, as_json: bool) -> None:
    """列出一份规则包的全部内容：值、级别、条款、来自哪一级。

    Everything a pack says: values and levels with clause, remark, and the pack each comes from.
    """
    from app.services.packshelf import PackShelf
    from app.services.packtable import as_json as written
    from app.services.packtable import head_lines, lines, table

    with plain_errors():
        shelf = shelf_of(context, packs_folder)
        found = named_pack(context, shelf, name)
        if is_file(name):
            shelf = PackShelf(shelf.folder, trial=Path(name))
    names = {**names_of(shelf), found.meta.id: found.meta.name}
    rows = lines(found, names, shelf.raws)
    if as_json:
        click.echo(
            written({"meta": found.meta, "chain": found.chain, "sha256": found.ref.sha256, "lines": rows})
        )
        return
    click.echo("\n".join([*head_lines(found, names), *table(rows)]))


@pack.command(short_help="比较两份 · The difference of two")
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@_JSON
@PACKS
@click.pass_context
def diff(context: click.Context, a: str, b: str, packs_folder: Path | None, *, as_json: bool) -> None:
    """比较两份规则包 A、B（编号、文件，或 meeting:会议编号）：只列不同的。没有不同时也正常退出。

    Compare two packs (id, file, or meeting:ID for what that meeting froze).
    """
    from app.services.packtable import as_json as written
    from app.services.packtable import changes

    with plain_errors():
        shelf = shelf_of(context, packs_folder)
        left, right = named_pack(context, shelf, a), named_pack(context, shelf, b)
    found = changes(left, right)
    if as_json:
        click.echo(written(found))
        return
    click.echo(f"A {left.meta.name} {left.meta.version}    B {right.meta.name} {right.meta.version}")
    for change in found:
        click.echo(f"{change.key}  {change.zh}")
        click.echo(f"    A {change.a or '没有这一条'}" + (f"（{change.a_src}）" if change.a_src else ""))
        click.echo(f"    B {change.b or '没有这一条'}" + (f"（{change.b_src}）" if change.b_src else ""))
    click.echo(f"不同 {len(found)} 处。" if found else "内容相同。")


@pack.command(short_help="演练自带用例 · Play the cases")
@click.argument("names", metavar="[ID|FILE]...", nargs=-1)
@PACKS
@click.pass_context
def test(context: click.Context, names: tuple[str, ...], packs_folder: Path | None) -> None:
    """逐条演练规则包自带的用例；不写 FILE 时演练本机全部规则包。有一条不通过，退出码为 1。

    Play the cases of rule packs through the same verbs as the screen; without FILE those of all packs here.
    """
    with plain_errors():
        failed = _play_packs(context, names, packs_folder)
    sys.exit(REFUSED if failed else DONE)


def _play_packs(context: click.Context, names: tuple[str, ...], packs_folder: Path | None) -> int:
    from app.services.packshelf import PackShelf

    shelf = shelf_of(context, packs_folder)
    played = failed = 0
    for name in names or tuple(meta.id for meta in shelf.metas()):
        path = Path(name) if is_file(name) else None
        here = PackShelf(shelf.folder, trial=path) if path else shelf
        for bad in _play_pack(here, here.trial_id if path else name):
            played += 1
            failed += bad
    click.echo(f"共 {played} 条用例，通过 {played - failed} 条，未通过 {failed} 条。")
    return failed


def _play_pack(shelf: PackShelf, pack_id: str) -> Iterator[bool]:
    """Play the cases of one pack; True for each that failed."""
    from app.bootstrap import rehearsal_desk
    from app.services.packhints import hints
    from app.services.rehearsal.packcases import cases_on, verdict_on

    catalogue = words()
    found = shelf.load(pack_id, allow_draft=True)
    cases = cases_on(shelf, pack_id)
    for hint in hints(found):
        click.echo(f"提示　 {pack_id} {hint}")
    if not cases:
        click.echo(f"{pack_id}：没有自带用例，规则包本身可用。")
    for case in cases:
        why = verdict_on(case, found, shelf, rehearsal_desk, catalogue)
        click.echo(f"{'未通过' if why else '通过　'} {pack_id}/{case.name} {case.title}")
        for line in why:
            click.echo(f"       {line}")
        yield bool(why)


@pack.command(short_help="安装到本机 · Install")
@click.argument("file", type=click.Path(path_type=Path))
@PACKS
@click.pass_context
def install(context: click.Context, file: Path, packs_folder: Path | None) -> None:
    """把规则包 FILE 装到本机。已开的会议照旧用它冻结的那一份；内容改过而版本没有加大的，不装。

    Put a pack on this computer. Meetings keep what they froze; other content under the same version is refused.
    """
    from app.services.packhints import hints
    from app.services.packinstall import install_pack

    with plain_errors():
        home = home_of(context)
        home.mkdir(parents=True, exist_ok=True)
        if packs_folder is not None:
            packs_folder.mkdir(parents=True, exist_ok=True)
        shelf = shelf_of(context, packs_folder)
        made = install_pack(file, shelf, frozen_at(home))
    for hint in hints(made):
        click.echo(f"提示：{hint}")
    draft = "；征求意见稿，打开“草案规则包”开关后才能用" if made.draft else ""
    click.echo(
        f"已安装：{made.meta.name}（{made.meta.id} {made.meta.version}，哈希 {made.ref.sha256[:12]}{draft}）"
    )


@pack.command(short_help="从本机移除 · Remove")
@click.argument("pack_id", metavar="ID")
@PACKS
@click.pass_context
def remove(context: click.Context, pack_id: str, packs_folder: Path | None) -> None:
    """移除已安装的规则包；已开的会议不受影响。Remove an installed pack; meetings keep what they froze."""
    with plain_errors():
        shelf = shelf_of(context, packs_folder)
        path = shelf.installed.get(pack_id)
        if path is None:
            stop(f"没有安装 {pack_id}；随程序提供的规则包不能移除。")
        path.unlink()
    click.echo(f"已移除：{path}")
