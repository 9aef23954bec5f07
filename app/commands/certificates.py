"""``huiqian certificates``: the register of e-certificates a central node answers from."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands.common import home_of, plain_errors, stop


@click.group(short_help="证照登记表：模板、核对 · Register of e-certificates")
def certificates() -> None:
    """中心节点核验电子证照用的登记表（数据目录里的 certificates.csv 或 certificates.xlsx）。改好后自动重读，不必重启。

    The register the central node verifies e-certificates with; it is read anew when the file changes.
    """


@certificates.command(short_help="导出空白模板 · Write the template")
@click.argument("out", type=click.Path(path_type=Path))
def template(out: Path) -> None:
    """导出空白模板 OUT（.csv 或 .xlsx）。Write the empty template."""
    from app.services.intake.register import write_template

    with plain_errors():
        write_template(out)
    click.echo(str(out))


@certificates.command(short_help="核对登记表 · Check a register")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.pass_context
def check(context: click.Context, file: Path | None) -> None:
    """核对登记表 FILE，不写则核对数据目录里的那份：一次列出全部有问题的单元格。All wrong cells at once; exit code 2."""
    from app.services.intake.register import FILES, find_register, read_register

    with plain_errors():
        path = file or find_register(home_of(context))
        if path is None:
            stop(f"数据目录里没有登记表（{'、'.join(FILES)}）：{home_of(context)}")
        found = read_register(path)
    click.echo(f"登记表可用：{path.name}，证照 {found.count} 张。")
