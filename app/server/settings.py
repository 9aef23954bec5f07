"""How a central node is started."""

from pathlib import Path

from msgspec import Struct


class Settings(Struct, frozen=True, kw_only=True):
    """One central node.

    ``home``: folder of its key and, without ``db_url``, of its ledger (SQLite). ``port`` 0 takes a free one.
    ``sample``: also give out the sample meeting and take what belongs to it. ``enrol_code``: devices must know it to be
    enrolled; empty lets every device in that proves its key. ``certfile``, ``keyfile``: PEM files for HTTPS.
    """

    home: Path
    host: str = "127.0.0.1"
    port: int = 8765
    db_url: str = ""
    sample: bool = False
    enrol_code: str = ""
    certfile: Path | None = None
    keyfile: Path | None = None
