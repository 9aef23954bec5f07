"""A device and a node that know each other: the node has proven its key, the device is enrolled, the clocks are compared."""

import secrets
import time
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from urllib.parse import quote

from msgspec import Struct

from app.services.signing.keys import DeviceKey, pack, unpack
from app.services.sync.errors import SyncError
from app.services.sync.protocol import (
    MAX_BODY,
    Challenge,
    DeviceWord,
    Enrol,
    Enrolled,
    Possession,
    SignedTime,
    is_signed_by,
    signed_bytes,
)
from app.services.sync.trust import TrustBook
from app.services.sync.wire import Wire, utc_now

T = TypeVar("T")

FRESH_SECONDS = 30.0
"""How long a node that has proven its key is taken for itself without asking again."""


class ServerTime(Struct, frozen=True, kw_only=True):
    """The node's time as just heard (EC-17).

    ``drift_seconds`` = our clock minus the node's, good to half of ``rtt_seconds``.
    """

    time: datetime
    drift_seconds: float
    rtt_seconds: float


class Session:
    """Signed questions to one node. For one thread."""

    def __init__(
        self,
        wire: Wire,
        key: DeviceKey,
        trust: TrustBook,
        *,
        enrol_code: str = "",
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.wire = wire
        self._key = key
        self._trust = trust
        self._enrol_code = enrol_code
        self._clock = clock
        self._met: float | None = None

    def server_time(self) -> ServerTime:
        """Ask the node for its time; it proves its key by the way.

        :raises SyncError: ``sync.wrong_node_key``, ``sync.node_key_changed``, the network's.
        """
        self._met = None
        nonce = secrets.token_hex(16)
        before, asked = time.monotonic(), self._clock()
        said = self.wire.ask("GET", f"/v1/time?nonce={nonce}", SignedTime, signed=False)
        rtt = time.monotonic() - before
        public = unpack(said.public)
        if public is None or said.nonce != nonce or not is_signed_by(said, public):
            raise SyncError("sync.wrong_node_key", url=self.wire.url, kid=said.kid[:40])
        self._trust.pin(self.wire.url, public)
        drift = asked.timestamp() + rtt / 2 - said.time.timestamp()
        self.wire.offset = -drift
        self._met = time.monotonic()
        return ServerTime(time=said.time, drift_seconds=drift, rtt_seconds=rtt)

    def node_key(self) -> bytes:
        """Return the node's key, after it has proven it in the last ``FRESH_SECONDS``. Errors as ``server_time``."""
        if self._met is None or time.monotonic() - self._met > FRESH_SECONDS:
            self.server_time()
        public = self._trust.key(self.wire.url)
        if public is None:
            raise SyncError("sync.wrong_node_key", url=self.wire.url, kid="")
        return public

    def enrol(self, code: str = "") -> None:
        """Make this device known to the node; again it changes nothing.

        :raises SyncError: ``sync.refused`` with problem ``enrol_code``; as ``server_time``.
        """
        node = self.node_key()
        challenge = self.wire.ask("POST", "/v1/devices/challenge", Challenge, signed=False)
        if not is_signed_by(challenge, node):
            raise SyncError("sync.wrong_node_key", url=self.wire.url, kid=challenge.kid[:40])
        public = pack(self._key.public)
        possession = Possession(kid=challenge.kid, nonce=challenge.nonce, public=public)
        asked = Enrol(
            public=public,
            challenge=challenge,
            proof=pack(self._key.sign(signed_bytes(possession))),
            code=code or self._enrol_code,
        )
        self.wire.ask("POST", "/v1/devices", Enrolled, asked, signed=False)

    def about_device(self, device: str) -> DeviceWord:
        """Return the node's signed word on a device; the asker need not be enrolled.

        :raises SyncError: ``sync.wrong_node_key``, as ``server_time``.
        """
        node = self.node_key()
        nonce = secrets.token_hex(16)
        target = f"/v1/devices/{quote(device, safe='')}?nonce={nonce}"
        said = self.wire.ask("GET", target, DeviceWord, signed=False)
        if said.nonce != nonce or said.device != device or not is_signed_by(said, node):
            raise SyncError("sync.wrong_node_key", url=self.wire.url, kid=said.kid[:40])
        return said

    def ask(self, method: str, target: str, kind: type[T], message: Struct | None = None) -> T:
        """Exchange one signed message for another.

        :raises SyncError: the network's, ``sync.refused``, ``sync.clock``.
        """
        return self._recovering(lambda: self.wire.ask(method, target, kind, message))

    def raw(self, method: str, target: str, body: bytes = b"", *, limit: int = MAX_BODY) -> bytes:
        """Exchange bytes, signed. Errors as ``ask``."""
        return self._recovering(lambda: self.wire.raw(method, target, body, limit=limit))

    def _recovering(self, work: Callable[[], T]) -> T:
        """Try once more after what we can mend: a node that does not know us yet, a clock that was set meanwhile."""
        self.node_key()
        try:
            return work()
        except SyncError as said:
            if said.problem == "device_unknown":
                self.enrol()
            elif said.problem == "clock":
                self.server_time()
            else:
                raise
        try:
            return work()
        except SyncError as said:
            if said.problem == "clock":
                raise SyncError("sync.clock", drift=said.details.get("drift", "")) from said
            raise
