"""``huiqian roster``: Excel rosters as secretaries keep them - the template, a check, and the signing at the central node."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands.common import PACKS, home_of, plain_errors, shelf_of


@click.group(short_help="Excel 名册：模板、核对、签发 · Excel rosters")
def roster() -> None:
    """导出名册模板、核对填好的名册；在中心节点上把名册签发成会议包。

    Write the template, check a roster, sign it into a package at the central node.
    """


@roster.command(short_help="导出空白模板 · Write the template")
@click.argument("out", type=click.Path(path_type=Path))
def template(out: Path) -> None:
    """导出空白模板 OUT（.xlsx）。Write the empty template."""
    from app.services.intake.roster import export_template

    with plain_errors():
        export_template(out)
    click.echo(str(out))


@roster.command(short_help="核对名册 · Check a roster")
@click.argument("file", type=click.Path(path_type=Path))
@PACKS
@click.pass_context
def check(context: click.Context, file: Path, packs_folder: Path | None) -> None:
    """核对名册 FILE：一次列出全部有问题的单元格。All wrong cells at once; exit code 2 if there are any."""
    from app.services.intake.roster import read_roster

    with plain_errors():
        draft = read_roster(file, packs=shelf_of(context, packs_folder))
    package = draft.package
    click.echo(
        f"名册可用：{package.meeting.id} {package.plan.name}，专家 {len(package.experts)} 人，"
        f"参建单位 {len(package.parties)} 家。还须由中心节点签发。"
    )


@roster.command(short_help="在中心节点签发 · Sign at the central node")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="会议包文件 · Package file")
@PACKS
@click.pass_context
def sign(context: click.Context, file: Path, out: Path, packs_folder: Path | None) -> None:
    """用本机中心节点的密钥把名册 FILE 签发成会议包。Sign a roster with the key of the central node in --home."""
    from app.services.badges.keys import with_badge_key
    from app.services.intake.package_file import encode_package, sign_package
    from app.services.intake.roster import read_roster
    from app.services.signing.keys import load_node_key

    with plain_errors():
        draft = read_roster(file, packs=shelf_of(context, packs_folder))
        home = home_of(context)
        home.mkdir(parents=True, exist_ok=True)
        key = load_node_key(home)
        signed = sign_package(with_badge_key(draft.package, key), key)
        out.write_bytes(encode_package(signed))
    click.echo(f"{out}（签发密钥 {signed.kid}）")
