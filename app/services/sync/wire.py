"""One question to the central node and its answer. Every way it can fail is a ``SyncError`` with a code."""

import secrets
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TypeVar

import httpx
import msgspec

from app.services.signing.keys import DeviceKey, pack
from app.services.sync.errors import SyncError
from app.services.sync.protocol import MAX_BODY, PROBLEM, Credentials, Problem, body_digest

T = TypeVar("T")

CONNECT_SECONDS = 5.0
PAUSE_SECONDS = 20.0
"""Longest silence within an exchange."""

WHOLE_SECONDS = 120.0
"""Longest answer: a node that sends one byte now and then must not hold the worker for ever."""

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_SHOWN = 300
"""Characters of a foreign text that may be shown."""


class Limits(msgspec.Struct, frozen=True):
    """Seconds: to connect, of silence, of one whole exchange."""

    connect: float = CONNECT_SECONDS
    pause: float = PAUSE_SECONDS
    whole: float = WHOLE_SECONDS


def clean_url(url: str) -> str:
    """Return ``scheme://host[:port]`` of a node.

    :raises SyncError: ``sync.bad_url``.
    """
    try:
        parsed = httpx.URL(url.strip())
        plain = parsed.path in {"", "/"} and not parsed.query and not parsed.fragment and not parsed.userinfo
    except (httpx.InvalidURL, ValueError) as error:
        raise SyncError("sync.bad_url", url=url[:_SHOWN]) from error
    if parsed.scheme not in {"http", "https"} or not parsed.host or not plain:
        raise SyncError("sync.bad_url", url=url[:_SHOWN])
    return str(parsed.copy_with(path="/")).rstrip("/")


class Wire:
    """The connection of one device to one node; for one thread. ``offset``: node's clock minus ours, in seconds.

    ``direct``: no proxy of the environment leads there (a machine in the same room).
    """

    def __init__(
        self,
        url: str,
        key: DeviceKey,
        *,
        limits: Limits,
        clock: Callable[[], datetime],
        verify: ssl.SSLContext | bool = True,
        direct: bool = False,
    ) -> None:
        self.url = clean_url(url)
        self.offset = 0.0
        self._key = key
        self._limits = limits
        self._clock = clock
        timeout = httpx.Timeout(limits.pause, connect=limits.connect)
        local = (
            httpx.URL(self.url).host in _LOCAL
        )  # a proxy of the environment is no way to this machine itself
        self._http = httpx.Client(
            base_url=self.url, timeout=timeout, verify=verify, trust_env=not (local or direct)
        )

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def ask(
        self,
        method: str,
        target: str,
        kind: type[T],
        message: msgspec.Struct | None = None,
        *,
        signed: bool = True,
    ) -> T:
        """Exchange one JSON message for another.

        :raises SyncError: any code of the network, ``sync.refused``, ``sync.bad_answer``.
        """
        body = b"" if message is None else msgspec.json.encode(message)
        answer = self.raw(method, target, body, signed=signed)
        try:
            return msgspec.json.decode(answer, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise SyncError("sync.bad_answer", url=self.url, reason=str(error)[:_SHOWN]) from error

    def raw(
        self, method: str, target: str, body: bytes = b"", *, signed: bool = True, limit: int = MAX_BODY
    ) -> bytes:
        """Exchange bytes. ``target`` is the path, already percent-encoded. Errors as ``ask``."""
        request = self._http.build_request(method, target, content=body or None)
        if signed:
            request.headers["Authorization"] = self._credentials(
                method, request.url.raw_path.decode(), body
            ).header()
        with _typed(self.url):
            answer = self._http.send(request, stream=True)
            try:
                data = self._bounded(answer, limit)
            finally:
                answer.close()
        if answer.is_success:
            return data
        raise self._refused(answer, data)

    def _credentials(self, method: str, target: str, body: bytes) -> Credentials:
        plain = Credentials(
            device=self._key.id,
            at=f"{self._clock().timestamp() + self.offset:.3f}",
            nonce=secrets.token_hex(16),
            digest=body_digest(body),
        )
        return msgspec.structs.replace(
            plain, signature=pack(self._key.sign(plain.signed_bytes(method, target)))
        )

    def _bounded(self, answer: httpx.Response, limit: int) -> bytes:
        until = time.monotonic() + self._limits.whole
        data = bytearray()
        for part in answer.iter_bytes():
            data += part
            if len(data) > limit:
                raise SyncError("sync.bad_answer", url=self.url, reason=f"> {limit}")
            if time.monotonic() > until:
                raise SyncError("sync.timeout", url=self.url)
        return bytes(data)

    def _refused(self, answer: httpx.Response, data: bytes) -> SyncError:
        status = answer.status_code
        problem = _problem(answer, data)
        if status in _BUSY:
            return SyncError("sync.busy", url=self.url, seconds=answer.headers.get("Retry-After", "5")[:10])
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return SyncError(
                "sync.server_fault", url=self.url, status=status, problem=problem.code if problem else ""
            )
        if problem is None:
            return SyncError("sync.bad_answer", url=self.url, reason=f"HTTP {status}")
        told = {
            name: value[:_SHOWN] for name, value in problem.args.items() if name not in {"problem", "detail"}
        }
        return SyncError("sync.refused", problem=problem.code, detail=problem.detail[:_SHOWN], **told)


def _problem(answer: httpx.Response, data: bytes) -> Problem | None:
    if answer.headers.get("Content-Type", "").partition(";")[0] != PROBLEM:
        return None
    try:
        return msgspec.json.decode(data, type=Problem)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


@contextmanager
def _typed(url: str) -> Iterator[None]:
    """Give every failure of the network its code."""
    try:
        yield
    except httpx.HTTPError as error:
        raise _network(error, url) from error
    except (httpx.InvalidURL, httpx.StreamError) as error:
        raise SyncError("sync.bad_answer", url=url, reason=str(error)[:_SHOWN]) from error


def _network(error: httpx.HTTPError, url: str) -> SyncError:
    fault = _certificate_fault(error)
    if fault:
        return SyncError("sync.bad_certificate", url=url, reason=fault)
    if isinstance(error, httpx.TimeoutException):
        return SyncError("sync.timeout", url=url)
    if isinstance(error, httpx.ConnectError | httpx.ProxyError):
        return SyncError("sync.offline", url=url, reason=str(error)[:_SHOWN])
    if isinstance(error, httpx.NetworkError):
        return SyncError("sync.cut", url=url)
    text = str(error)
    if isinstance(error, httpx.RemoteProtocolError) and ("closed" in text or "disconnected" in text):
        return SyncError("sync.half_answer", url=url)
    return SyncError("sync.bad_answer", url=url, reason=text[:_SHOWN])


def _certificate_fault(error: BaseException) -> str:
    """Return what TLS found wrong, empty if it was something else."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return getattr(cause, "verify_message", "") or str(cause.reason or cause)
        cause = cause.__cause__ or cause.__context__
    return ""


def utc_now() -> datetime:
    """Return the wall clock in UTC."""
    return datetime.now(UTC)
