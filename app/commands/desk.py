"""``huiqian`` without a command: the desk."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from app.commands import UNREADABLE

if TYPE_CHECKING:
    from app.services.desk.desk import Desk
    from app.services.ledger import HomeLock, Ledger
    from app.services.signing.keys import DeviceKey
    from app.services.sync import SyncClient, SyncWorker, TrustBook
    from app.services.wording import Words


def open_desk(chosen: Path | None, *, sample: bool) -> int:
    """Open the desk on the folder chosen, else on the platform's own; return its exit code."""
    from app.services import settings
    from app.services.places import default_config, default_home

    home = chosen or default_home()
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as bad:
        _stop(f"数据目录不能使用：{home}（{bad.strerror}）。请换一个目录：--home DIR。", UNREADABLE)
    from app.ui.app import BUSY, run
    from app.ui.start import Start

    path = (home if chosen else default_config()) / settings.FILE
    start = Start(
        home=home,
        open=lambda: OpenHome(home),
        load=lambda: settings.load(path),
        save=lambda wanted: settings.save(path, wanted),
        sample=sample,
    )
    code = run(start, sys.argv[:1])
    if code == BUSY:
        _stop(
            "会签已经打开（同一数据目录），已切换到那个窗口。 Already open on this data; its window is in front.",
            code,
        )
    return code


def _stop(text: str, code: int) -> NoReturn:
    from app.commands.common import stop

    stop(text, code)


class OpenHome:
    """An open home (app.ui.start.Opened): the ledger at once, rules, papers and sync when first asked for."""

    def __init__(self, home: Path) -> None:
        from app.bootstrap import LEDGER_FILE, utc_now
        from app.services.ledger import HomeLock, Ledger
        from app.services.signing.keys import load_device_key

        self._home = home
        self._lock: HomeLock = HomeLock(home)
        self._lock.acquire()
        try:
            self._key: DeviceKey = load_device_key(home)
            self.ledger: Ledger = Ledger.open(home / LEDGER_FILE, self._key, clock=utc_now)
        except BaseException:
            self._lock.release()
            raise
        self._desk: Desk | None = None
        self._words: Words | None = None
        self._trust: TrustBook | None = None

    def trust(self) -> TrustBook:
        """The central nodes this home trusts."""
        if self._trust is None:
            from app.services.sync import TrustBook

            self._trust = TrustBook(self._home)
        return self._trust

    def desk(self) -> Desk:
        """The desk on the ledger."""
        if self._desk is None:
            from app.bootstrap import make_desk

            self._desk = make_desk(self.ledger, lambda: self.trust().keys())
        return self._desk

    def words(self) -> Words:
        """The sentences."""
        if self._words is None:
            from app.services.wording import Words

            self._words = Words(self.desk().law)
        return self._words

    def sample(self) -> bytes:
        """The signed package of the sample meeting of today."""
        from app.bootstrap import utc_now
        from app.models.calendar import beijing_day
        from app.services.intake.package_file import encode_package, sign_package
        from app.services.intake.sample import sample_key, sample_package

        return encode_package(sign_package(sample_package(beijing_day(utc_now())), sample_key()))

    def client(self, node: str) -> SyncClient:
        """A client of the central node."""
        from app.services.sync import SyncClient

        return SyncClient(self.ledger, node, self._key, self.trust())

    def worker(
        self, node: str, on_status: Callable[[object], None], on_stored: Callable[[str], None]
    ) -> SyncWorker:
        """The background sync."""
        from app.services.sync import SyncWorker

        return SyncWorker(lambda: self.client(node), self.ledger, on_status=on_status, on_stored=on_stored)

    def close(self) -> None:
        """Let ledger and lock go."""
        self.ledger.close()
        self._lock.release()
