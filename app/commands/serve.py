"""``huiqian serve``: the central node."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from app.commands.common import home_of, plain_errors, stop


@click.command(short_help="运行中心节点 · Run the central node")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 · Address to listen on")
@click.option("--port", default=8765, show_default=True, help="端口，0 为任选 · Port, 0 for any free one")
@click.option(
    "--db",
    default="",
    help="数据库地址，默认用数据目录里的 SQLite · Database URL, default SQLite in the home",
)
@click.option("--sample", is_flag=True, help="同时下发样例会议 · Also give out the sample meeting")
@click.option("--enrol-code", default="", help="设备登记码 · Code a new device must give")
@click.option("--certfile", type=click.Path(path_type=Path), help="TLS 证书 · TLS certificate")
@click.option("--keyfile", type=click.Path(path_type=Path), help="TLS 私钥 · TLS key")
@click.option(
    "--show-operator-token", is_flag=True, help="显示管理口令后退出 · Print the operator token and end"
)
@click.pass_context
def serve(context: click.Context, /, **options: object) -> None:
    """运行中心节点：下发签名会议包，接收记录和附件，自行核验，回签收据。随时停止都不会丢失资料。

    Run the central node: signed packages out, facts and blobs in, verified here, signed receipts back.
    """
    with plain_errors():
        sys.exit(_serve(context, options))


def _serve(context: click.Context, options: dict[str, object]) -> int:
    import msgspec

    from app.server import Settings, operator_token
    from app.server import serve as run
    from app.services.signing.keys import load_node_key

    home = home_of(context)
    home.mkdir(parents=True, exist_ok=True)
    if options.pop("show_operator_token"):
        click.echo(operator_token(load_node_key(home)))
        return 0
    settings = msgspec.convert(
        {"home": home, "db_url": options.pop("db"), **options}, Settings, strict=False, from_attributes=True
    )
    try:
        return run(settings, announce=click.echo)
    except OSError as bad:
        stop(f"中心节点没有启动：{bad.strerror or bad}。请换一个端口或地址。")
