"""HTTP of a venue: routes and bounds; nothing is decided here (see ``Venue``)."""

import hmac
from http import HTTPStatus

from litestar import Litestar, Response, get, post, put
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler

from app.server.asking import Asked, as_json, aside, asker_of, body_of, parse, target_of
from app.server.refusals import HANDLERS, NodeRefusal
from app.server.venue import Venue
from app.services.ledger.codec import MAX_BLOB
from app.services.sync.protocol import MAX_BODY, MAX_NAMES, BlobNames, Credentials, Push, body_digest
from app.services.venue.protocol import Join

MAX_JOIN = 4096
"""Bytes of a question of somebody who has not joined yet."""


def _venue(request: Asked) -> Venue:
    venue: Venue = request.app.state.venue
    return venue


async def _signed(request: Asked, venue: Venue) -> tuple[str, bytes]:
    """Who asks, and the body; whoever is no device of the venue is refused before the body is read."""
    given = await _member(request, venue)
    return given.device, await _body(request, given)


async def _member(request: Asked, venue: Venue) -> Credentials:
    header = request.headers.get("authorization", "")
    method, target = str(request.method), target_of(request)
    given = await aside(lambda: venue.gate.device(header, method, target))
    await aside(lambda: venue.demand_anywhere(given.device))
    return given


async def _body(request: Asked, given: Credentials) -> bytes:
    body = await body_of(request)
    if not hmac.compare_digest(body_digest(body), given.digest):
        raise NodeRefusal("digest", HTTPStatus.BAD_REQUEST)
    return body


@get("/v1/venue/hello")
async def hello(request: Asked) -> Response[bytes]:
    """Who serves, and its time."""
    venue = _venue(request)
    venue.gate.strangers.spend(asker_of(request))
    return as_json(venue.hello())


@post("/v1/venue/challenge", status_code=HTTPStatus.OK, request_max_body_size=MAX_JOIN)
async def challenge(request: Asked) -> Response[bytes]:
    """Give a nonce to join with."""
    venue = _venue(request)
    venue.gate.strangers.spend(asker_of(request))
    return as_json(venue.challenge())


@post("/v1/venue/join", status_code=HTTPStatus.OK, request_max_body_size=MAX_JOIN)
async def join(request: Asked) -> Response[bytes]:
    """Take a device in."""
    venue = _venue(request)
    venue.gate.strangers.spend(asker_of(request))
    asked = parse(await body_of(request), Join)
    return as_json(await aside(lambda: venue.join(asked)))


@get("/v1/meetings/{meeting:str}/heads")
async def heads(request: Asked) -> Response[bytes]:
    """How far each chain goes here."""
    venue = _venue(request)
    meeting: str = request.path_params["meeting"]
    device, _ = await _signed(request, venue)
    return as_json(await aside(lambda: venue.heads(meeting, device)))


@get("/v1/meetings/{meeting:str}/lines")
async def lines(request: Asked) -> Response[bytes]:
    """Give what follows an entry of one chain."""
    venue = _venue(request)
    meeting: str = request.path_params["meeting"]
    device, _ = await _signed(request, venue)
    chain, after = request.query_params.get("device", ""), request.query_params.get("after", "")
    if not (after.isascii() and after.isdigit() and len(after) < 11):  # noqa: PLR2004  sequence numbers have 10 digits
        raise NodeRefusal("bad_request", HTTPStatus.BAD_REQUEST, reason="after")
    return as_json(await aside(lambda: venue.lines(meeting, device, chain, int(after))))


@post("/v1/meetings/{meeting:str}/lines", status_code=HTTPStatus.OK)
async def push(request: Asked) -> Response[bytes]:
    """Take one batch of entries."""
    venue = _venue(request)
    meeting: str = request.path_params["meeting"]
    device, body = await _signed(request, venue)
    pushed = parse(body, Push)
    return as_json(await aside(lambda: venue.take(meeting, device, pushed)))


@get("/v1/meetings/{meeting:str}/blobs/{name:str}")
async def give_blob(request: Asked) -> Response[bytes]:
    """Give one blob of the meeting."""
    venue = _venue(request)
    meeting: str = request.path_params["meeting"]
    name: str = request.path_params["name"]
    device, _ = await _signed(request, venue)
    data = await aside(lambda: venue.blob(meeting, device, name))
    return Response(data, media_type="application/octet-stream")


@post("/v1/blobs/missing", status_code=HTTPStatus.OK)
async def missing(request: Asked) -> Response[bytes]:
    """Which of these blobs are not here."""
    venue = _venue(request)
    device, body = await _signed(request, venue)
    names = parse(body, BlobNames).names
    if len(names) > MAX_NAMES:
        raise NodeRefusal("too_large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, limit=MAX_NAMES)
    known = await aside(lambda: venue.ledger.has_blobs(names))
    lacking = tuple(name for name in names if name not in known)
    venue.blobs.ask(device, lacking)
    return as_json(BlobNames(names=lacking))


@put("/v1/blobs/{name:str}", request_max_body_size=MAX_BLOB, status_code=HTTPStatus.NO_CONTENT)
async def take_blob(request: Asked) -> None:
    """Take one blob under the digest of its content, if this device has asked about it."""
    venue = _venue(request)
    name: str = request.path_params["name"]
    given = await _member(request, venue)
    with venue.blobs.taking(given.device, name, venue.named()):
        body = await _body(request, given)
        if body_digest(body) != name:
            raise NodeRefusal("digest", HTTPStatus.BAD_REQUEST)
        await aside(lambda: venue.ledger.put_blob(body))
        venue.blobs.took(given.device, name, len(body))


ROUTES: tuple[HTTPRouteHandler, ...] = (
    hello,
    challenge,
    join,
    heads,
    lines,
    push,
    give_blob,
    missing,
    take_blob,
)


def create_venue_app(venue: Venue) -> Litestar:
    """Return the ASGI application of a venue. The ledger belongs to the desk and stays open."""
    return Litestar(
        route_handlers=ROUTES,
        state=State({"venue": venue}),
        exception_handlers=HANDLERS,
        request_max_body_size=MAX_BODY,
        openapi_config=None,
        logging_config=None,
    )
