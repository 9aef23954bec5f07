"""Whom this desk trusts: central nodes pinned at first use in its home, a file brought along, a node that is asked now."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.common import home_of, stop

if TYPE_CHECKING:
    from app.services.bundle import Anchors


def trusted_keys(context: click.Context) -> Mapping[str, bytes]:
    """Kid → public key (32 bytes) of the pinned central nodes."""
    from app.services.sync import TrustBook

    return TrustBook(home_of(context)).keys()


@contextlib.contextmanager
def anchors(context: click.Context, node: str | None, trust: Path | None) -> Iterator[Anchors]:
    """What a bundle can be tied to; nothing is pinned by looking.

    A node met here for the first time is asked all the same, and its key id is said, to be compared by telephone.
    """
    from app.services.bundle import Anchors
    from app.services.sync import TrustBook

    keys = dict(trusted_keys(context))
    if trust is not None:
        if not trust.is_file():
            stop(f"找不到文件：{trust}")
        keys |= TrustBook.of_file(trust).keys()
    if node is None:
        yield Anchors(keys=keys)
        return
    with tempfile.TemporaryDirectory() as aside:
        yield from _asked(node, keys, Path(aside))


def _asked(node: str, keys: dict[str, bytes], aside: Path) -> Iterator[Anchors]:
    from app.services.bundle import Anchors
    from app.services.signing.keys import DeviceKey
    from app.services.sync import Limits, TrustBook
    from app.services.sync.session import Session
    from app.services.sync.trust import kid_of
    from app.services.sync.wire import Wire, utc_now

    key = DeviceKey.in_memory()
    wire = Wire(node, key, limits=Limits(), clock=utc_now)
    try:
        session = Session(wire, key, TrustBook(aside))
        public = session.node_key()
        kid = kid_of(public)
        if kid not in keys:
            click.echo(f"· 中心节点 {wire.url} 的密钥是 {kid}，本机以前没有见过：请打电话向中心节点核对。")
        yield Anchors(keys={**keys, kid: public}, ask=session.about_device)
    finally:
        wire.close()
