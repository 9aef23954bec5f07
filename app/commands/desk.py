"""``huiqian`` without a command: the desk."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from threading import RLock, Thread
from typing import TYPE_CHECKING, NamedTuple

from app.commands import UNREADABLE
from app.services.places import LEDGER_FILE, PACKS_FOLDER, default_home, settings_file

if TYPE_CHECKING:
    from app.models.rulepack import RulePack
    from app.services.agenda import MeetingHead
    from app.services.desk.desk import Desk
    from app.services.ledger import HomeLock, Ledger
    from app.services.packshelf import PackShelf
    from app.services.retention import Stay
    from app.services.settings import Settings
    from app.services.signing.keys import DeviceKey
    from app.services.sync import SyncClient, SyncWorker, TrustBook
    from app.services.venue.hall import Hall
    from app.services.wording import Words


def desk(chosen: Path | None, *, sample: bool) -> int:
    """Open the desk on the ``chosen`` home, else on the platform's own; return its exit code."""
    home = chosen or default_home()
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as bad:
        sys.stderr.write(f"数据目录不能使用：{home}（{bad.strerror}）。请换一个目录：--home DIR。\n")
        return UNREADABLE
    from app.ui.app import run
    from app.ui.start import BUSY, Start

    path = settings_file(chosen)
    start = Start(
        home=home,
        open=lambda: OpenHome(home, path),
        load=lambda: _load(path),
        save=lambda settings: _save(path, settings),
        sample=sample,
    )
    code = run(start, sys.argv[:1])
    if code == BUSY:
        sys.stderr.write(
            "会签已经打开（同一数据目录），已切换到那个窗口。 Already open on this data; its window is in front.\n"
        )
    return code


def _load(path: Path) -> Settings:
    from app.services import settings

    return settings.load(path)


def _save(path: Path, chosen: Settings) -> None:
    from app.services import settings

    settings.save(path, chosen)


class Early(Thread):
    """The first look at the list of meetings: SQLite does its work while the window makes the page for it."""

    def __init__(self, home: Path) -> None:
        super().__init__(name="early", daemon=True)
        self._path = home / LEDGER_FILE
        self._seen: str | None = None
        self.start()

    def run(self) -> None:
        """Look once; what stands in the way is found out and told when the ledger is opened."""
        from app.services.ledger.glance import glance

        self._seen = glance(self._path)

    def seen(self) -> str | None:
        """What was seen, at the first call only; None: it has to be looked again."""
        self.join()
        seen, self._seen = self._seen, None
        return seen


class Held(NamedTuple):
    """What belongs to a ledger that is open."""

    ledger: Ledger
    key: DeviceKey


class OpenHome:
    """An open home (app.ui.start.Opened): the list at once; lock, ledger, rules, papers and sync when first asked for.

    The list is only looked at. Whatever writes or reads more asks for ``ledger``, and that takes the lock first.
    """

    def __init__(self, home: Path, settings: Path | None = None) -> None:
        self._home = home
        self._settings = settings or settings_file(home)
        self.on_lock: Callable[[], object] = lambda: None
        self._early = Early(home)
        self._turn = RLock()
        self._lock: HomeLock | None = None
        self._held: Held | None = None
        self._desk: Desk | None = None
        self._words: Words | None = None
        self._trust: TrustBook | None = None
        self._shelf: PackShelf | None = None

    def heads(self) -> tuple[MeetingHead, ...]:
        """The meetings, as a list shows them."""
        from app.services.agenda import heads, heads_of
        from app.services.ledger.glance import glance, rows_of

        seen = self._early.seen() or glance(self._home / LEDGER_FILE)
        return heads(self.ledger) if seen is None else heads_of(rows_of(seen))

    @property
    def ledger(self) -> Ledger:
        """The ledger; lock, key and ledger are had at the first call.

        Raises:
            LedgerError, KeyFault, OSError: they cannot be had; the next call tries again.

        """
        return self._hold().ledger

    def _hold(self) -> Held:
        with self._turn:
            if self._held is None:
                self._held = self._take()
            return self._held

    def lock(self) -> None:
        """Take the lock of the home; without effect if it is ours already."""
        from app.services.ledger.lock import HomeLock

        with self._turn:
            if self._lock is None:
                lock = HomeLock(self._home)
                lock.acquire()
                self._lock = lock
                self.on_lock()

    def _take(self) -> Held:
        self.lock()
        from app.bootstrap import utc_now
        from app.services.ledger import Ledger
        from app.services.signing.keys import load_device_key

        try:
            key = load_device_key(self._home)
            return Held(Ledger.open(self._home / LEDGER_FILE, key, clock=utc_now, protected=True), key)
        except BaseException:
            self._unlock()
            raise

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None

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

            self._desk = make_desk(
                self.ledger,
                lambda: self.trust().keys(),
                drafts=lambda: _load(self._settings).drafts,
                shelf=self.shelf(),
                home=self._home,
            )
        return self._desk

    def shelf(self) -> PackShelf:
        """The rule packs of this home."""
        if self._shelf is None:
            from app.services.packshelf import PackShelf

            self._shelf = PackShelf(self._home / PACKS_FOLDER)
        self._shelf.refresh()
        return self._shelf

    def install_pack(self, path: Path) -> RulePack:
        """Put a rule pack on the shelf.

        Raises:
            PackError: it is refused, with file, line, key and reason.
            LedgerError, OSError: the home cannot be read or written.

        """
        from app.services.packinstall import frozen_in, install_pack

        return install_pack(path, self.shelf(), frozen_in(self.ledger))

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
        from app.services.intake.package_file import encode_package
        from app.services.intake.sample import signed_sample

        return encode_package(signed_sample(beijing_day(utc_now())))

    def past_keeping(self, days: int) -> tuple[str, ...]:
        """Meetings that may have to go, by their marks alone."""
        from app.bootstrap import utc_now
        from app.services.retention import candidates

        return candidates(self.ledger, days, utc_now())

    def stay(self, meeting: str, days: int) -> Stay:
        """Whether one may go."""
        from app.bootstrap import utc_now
        from app.services.retention import stay

        return stay(self.desk().view(meeting), self.trust().keys(), days, utc_now())

    def erase(self, meeting: str, days: int) -> None:
        """Take it off this computer."""
        from app.services.retention import erase

        erase(self.desk(), meeting, self.trust().keys(), days)

    def client(self, node: str) -> SyncClient:
        """A client of the central node."""
        from app.services.sync import SyncClient

        held = self._hold()
        return SyncClient(held.ledger, node, held.key, self.trust())

    def worker(
        self, node: str, on_status: Callable[[object], None], on_stored: Callable[[str], None]
    ) -> SyncWorker:
        """The background sync."""
        from app.services.sync import SyncWorker

        return SyncWorker(lambda: self.client(node), self.ledger, on_status=on_status, on_stored=on_stored)

    def hall(self, on_change: Callable[[str], object], on_stored: Callable[[str], object]) -> Hall:
        """The venues of this desk: server and worker, neither running yet."""
        from app.bootstrap import open_hall

        held = self._hold()
        keys = self.trust().keys
        return open_hall(self._home, self.desk(), held.key, keys, on_change=on_change, on_stored=on_stored)

    def close(self) -> None:
        """Let ledger and lock go."""
        with self._turn:
            if self._held is not None:
                self._held.ledger.close()
            self._unlock()
