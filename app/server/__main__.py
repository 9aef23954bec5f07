"""``python -m app.server``: the node alone, for tests and service managers. ``huiqian serve`` calls the same function."""

import sys
from pathlib import Path

import click

from app.server import Settings, operator_token, serve
from app.services.ledger.errors import LedgerError
from app.services.signing.keys import KeyFault, load_node_key


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home", type=click.Path(path_type=Path, file_okay=False), required=True, help="数据文件夹 · data folder"
)
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 · address")
@click.option(
    "--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="端口，0 为任选 · port"
)
@click.option("--db", default="", help="postgresql://… ，默认用文件夹里的 SQLite · database URL")
@click.option("--sample", is_flag=True, help="同时给出样例会议 · give out the sample meeting")
@click.option("--enrol-code", default="", envvar="HUIQIAN_ENROL_CODE", help="设备登记码 · code devices need")
@click.option("--certfile", type=click.Path(path_type=Path, exists=True), help="HTTPS 证书 PEM · certificate")
@click.option("--keyfile", type=click.Path(path_type=Path, exists=True), help="HTTPS 私钥 PEM · private key")
@click.option(
    "--show-operator-token", is_flag=True, help="只显示管理口令 · print the operator's token and end"
)
def main(*, show_operator_token: bool, db: str, **options: object) -> None:
    """会签中心节点 · the central node."""
    settings = Settings(db_url=db, **options)  # type: ignore[arg-type]  # click has checked the kinds
    try:
        if show_operator_token:
            settings.home.mkdir(parents=True, exist_ok=True)
            click.echo(operator_token(load_node_key(settings.home)))
            return
        code = serve(settings, click.echo)
    except (LedgerError, KeyFault, OSError) as error:
        click.echo(f"中心节点不能启动：{error}", err=True)
        code = 2
    sys.exit(code)


if __name__ == "__main__":
    main()
