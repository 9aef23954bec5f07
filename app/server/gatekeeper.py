"""Who may ask: signed requests of devices, the operator's token, and how often anybody may."""

import hashlib
import hmac
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus

from app.models.beijing import BEIJING
from app.server.records import DEVICES, revoked
from app.server.refusals import NodeRefusal
from app.services.ledger import Ledger
from app.services.signing.keys import NodeKey, unpack, verify
from app.services.sync.protocol import WINDOW_SECONDS, Credentials, read_credentials

_MOST_KEPT = 100_000
"""Nonces and budgets kept; the oldest go first."""

_FRESH_SECONDS = 1.0
"""How long a list of revoked devices is taken for true."""


def operator_token(key: NodeKey) -> str:
    """Return the token of the node's operator. It follows from the node's key, so it is stored nowhere (DESIGN.md 2)."""
    return hashlib.sha256(key.sign(b"huiqian.operator/1")).hexdigest()[:40]


class Budget:
    """Token buckets: each asker has ``most`` requests at once and gets ``per_second`` back."""

    def __init__(self, most: float, per_second: float, mono: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._per_second = per_second
        self._mono = mono
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._turn = threading.Lock()

    def spend(self, asker: str) -> None:
        """Count one request.

        :raises NodeRefusal: ``too_many``, with the seconds to wait.
        """
        now = self._mono()
        with self._turn:
            left, since = self._left.pop(asker, (self._most, now))
            left = min(self._most, left + (now - since) * self._per_second)
            self._left[asker] = (max(left - 1, 0) if left >= 1 else left, now)
            if len(self._left) > _MOST_KEPT:
                self._left.popitem(last=False)
        if left < 1:
            wait = int((1 - left) / self._per_second) + 1
            raise NodeRefusal("too_many", HTTPStatus.TOO_MANY_REQUESTS, seconds=wait)


class RequestGate:
    """Checks the signature, the time and the budget of requests before anything of them is read."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._nonces: OrderedDict[str, float] = OrderedDict()
        self._turn = threading.Lock()
        self.devices = Budget(most=600, per_second=20)
        self.strangers = Budget(most=300, per_second=10)

    def device(self, header: str, method: str, target: str) -> Credentials:
        """Return the credentials of a signed request; the body's digest is still to be compared.

        :raises NodeRefusal: unsigned, device_unknown, bad_credentials, device_revoked, clock, replay, too_many.
        """
        given = read_credentials(header)
        if given is None:
            raise NodeRefusal("unsigned", HTTPStatus.UNAUTHORIZED)
        public = self._public(given.device)
        if public is None:
            raise NodeRefusal("device_unknown", HTTPStatus.FORBIDDEN, device=given.device)
        signature = unpack(given.signature)
        if signature is None or not verify(public, signature, given.signed_bytes(method, target)):
            raise NodeRefusal("bad_credentials", HTTPStatus.UNAUTHORIZED, device=given.device)
        self.admit(given.device)
        self._in_time(given)
        self.devices.spend(given.device)
        return given

    def admit(self, device: str) -> None:
        """Let pass, or refuse with a reason: whoever keeps a gate says who."""

    def _public(self, device: str) -> bytes | None:
        """Public key of a device that may ask at all."""
        raise NotImplementedError

    def _in_time(self, given: Credentials) -> None:
        now = self._clock().timestamp()
        if abs(now - float(given.at)) > WINDOW_SECONDS:
            raise NodeRefusal("clock", HTTPStatus.UNAUTHORIZED, drift=round(float(given.at) - now))
        nonce = f"{given.device} {given.nonce}"
        with self._turn:
            while self._nonces and (
                len(self._nonces) > _MOST_KEPT or next(iter(self._nonces.values())) < now - 2 * WINDOW_SECONDS
            ):
                self._nonces.popitem(last=False)
            if nonce in self._nonces:
                raise NodeRefusal("replay", HTTPStatus.CONFLICT)
            self._nonces[nonce] = now


class Gatekeeper(RequestGate):
    """The gate of a central node: enrolled devices that were not revoked, and its operator."""

    def __init__(self, ledger: Ledger, key: NodeKey, clock: Callable[[], datetime]) -> None:
        super().__init__(clock)
        self._ledger = ledger
        self._token = operator_token(key)
        self._known: dict[str, bytes] = {}
        self._revoked: dict[str, datetime] = {}
        self._look_again = -1.0

    def admit(self, device: str) -> None:
        """Let only devices pass that the operator has not revoked; another process may have written his word.

        :raises NodeRefusal: device_revoked, and since when.
        """
        since = self.revoked().get(device)
        if since is not None:
            moment = f"{since.astimezone(BEIJING):%Y-%m-%d %H:%M}"
            raise NodeRefusal("device_revoked", HTTPStatus.FORBIDDEN, device=device, since=moment)

    def revoked(self) -> dict[str, datetime]:
        """Devices that may not deliver, and since when; at most ``_FRESH_SECONDS`` old."""
        with self._turn:
            if time.monotonic() > self._look_again:
                self._revoked = revoked(self._ledger.entries(DEVICES))
                self._look_again = time.monotonic() + _FRESH_SECONDS
            return self._revoked

    def _public(self, device: str) -> bytes | None:
        """Public key of an enrolled device. A device id is the digest of its key, so what is known stays true."""
        if device not in self._known:
            self._known = self._ledger.devices()
        return self._known.get(device)

    def operator(self, header: str, asker: str) -> None:
        """Let only the operator pass.

        :raises NodeRefusal: operator, too_many.
        """
        self.strangers.spend(asker)
        if not hmac.compare_digest(header.encode(), f"Bearer {self._token}".encode()):
            raise NodeRefusal("operator", HTTPStatus.FORBIDDEN)


def utc_now() -> datetime:
    """Return the wall clock in UTC."""
    return datetime.now(UTC)
