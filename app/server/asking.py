"""What every route does with a request: read it within bounds, parse it, hold its signature against its body."""

import asyncio
import hmac
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

import anyio.to_thread
import msgspec
from litestar import Request, Response
from litestar.enums import MediaType

from app.server.gatekeeper import RequestGate
from app.server.refusals import NodeRefusal
from app.services.sync.protocol import body_digest

Asked = Request[Any, Any, Any]
T = TypeVar("T")

BODY_SECONDS = 60.0
"""How long a body may take to arrive; a blob of 64 MB needs 9 Mbit/s."""


async def aside(work: Callable[[], T]) -> T:
    """Run what touches the database in a thread."""
    return await anyio.to_thread.run_sync(work)


def as_json(message: msgspec.Struct, status: HTTPStatus = HTTPStatus.OK) -> Response[bytes]:
    """Answer with a message."""
    return Response(msgspec.json.encode(message), status_code=status, media_type=MediaType.JSON)


async def body_of(request: Asked) -> bytes:
    """Read the body within its bound (the route's) and its time."""
    try:
        return await asyncio.wait_for(request.body(), BODY_SECONDS)
    except TimeoutError:
        raise NodeRefusal("slow", HTTPStatus.REQUEST_TIMEOUT) from None


def parse(body: bytes, kind: type[T]) -> T:
    """Read a message or refuse it."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NodeRefusal("bad_request", HTTPStatus.BAD_REQUEST, reason=error) from error


def target_of(request: Asked) -> str:
    """Path and query as sent: what a device has signed."""
    path: bytes = request.scope["raw_path"]
    query: bytes = request.scope["query_string"]
    return (path + (b"?" + query if query else b"")).decode("ascii", "replace")


def asker_of(request: Asked) -> str:
    """Address of who asks."""
    return request.client.host if request.client else "?"


async def signed_body(request: Asked, gate: RequestGate) -> bytes:
    """Return the body of a request that an enrolled device has signed; who may not ask is refused before it is read."""
    header = request.headers.get("authorization", "")
    method, target = str(request.method), target_of(request)
    given = await aside(lambda: gate.device(header, method, target))
    body = await body_of(request)
    if not hmac.compare_digest(body_digest(body), given.digest):
        raise NodeRefusal("digest", HTTPStatus.BAD_REQUEST)
    return body
