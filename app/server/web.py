"""HTTP of the central node: routes, bounds, and the way of a question to ``Node`` and back. Nothing is decided here."""

from http import HTTPStatus

from litestar import Litestar, Response, get, post, put
from litestar.datastructures import State
from litestar.enums import MediaType
from litestar.handlers import HTTPRouteHandler

from app.server.asking import Asked, as_json, aside, asker_of, body_of, parse, signed_body
from app.server.node import Node
from app.server.page import status_page
from app.server.refusals import HANDLERS, NodeRefusal
from app.services.ledger.codec import MAX_BLOB
from app.services.sync.protocol import (
    MAX_BODY,
    MAX_NAMES,
    MAX_PACKAGE,
    MAX_QUESTION,
    BlobNames,
    CertificateQuestion,
    Decision,
    Enrol,
    Health,
    PackageList,
    Push,
    ReceiptWanted,
    body_digest,
)

_SAFE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def _node(request: Asked) -> Node:
    node: Node = request.app.state.node
    return node


@get("/", media_type=MediaType.HTML)
async def page(request: Asked) -> Response[str]:
    """Say for people what has arrived."""
    node = _node(request)
    text = await aside(lambda: status_page(node))
    return Response(text, media_type=MediaType.HTML, headers=_SAFE)


@get("/v1/health")
async def health(request: Asked) -> Response[bytes]:
    """Say that the node runs and its ledger answers."""
    node = _node(request)
    await aside(lambda: node.ledger.has_blobs(("0" * 64,)))
    return as_json(Health(kid=node.key.kid))


@get("/v1/time")
async def server_time(request: Asked) -> Response[bytes]:
    """Who the node is and what time it has."""
    node = _node(request)
    node.gate.strangers.spend(asker_of(request))
    return as_json(node.time(request.query_params.get("nonce", "")))


@post("/v1/devices/challenge", status_code=HTTPStatus.OK)
async def challenge(request: Asked) -> Response[bytes]:
    """Give a nonce to enrol with."""
    node = _node(request)
    node.gate.strangers.spend(asker_of(request))
    return as_json(node.challenge())


@post("/v1/devices", status_code=HTTPStatus.OK)
async def enrol(request: Asked) -> Response[bytes]:
    """Enrol a device."""
    node = _node(request)
    node.gate.strangers.spend(asker_of(request))
    asked = parse(await body_of(request), Enrol)
    return as_json(await aside(lambda: node.enrol(asked)))


@get("/v1/devices/{device:str}")
async def about_device(request: Asked) -> Response[bytes]:
    """What the node knows of a device, for whoever verifies a bundle."""
    node = _node(request)
    node.gate.strangers.spend(asker_of(request))
    device: str = request.path_params["device"]
    nonce = request.query_params.get("nonce", "")
    return as_json(await aside(lambda: node.about_device(device, nonce)))


@get("/v1/packages")
async def packages(request: Asked) -> Response[bytes]:
    """List the signed packages."""
    node = _node(request)
    await signed_body(request, node.gate)
    return as_json(PackageList(packages=await aside(node.packages.listed)))


@get("/v1/packages/{meeting:str}/{version:int}")
async def package(request: Asked) -> Response[bytes]:
    """Give one signed package, byte by byte as it was signed."""
    node = _node(request)
    meeting: str = request.path_params["meeting"]
    version: int = request.path_params["version"]
    await signed_body(request, node.gate)
    data = await aside(lambda: node.packages.one(meeting, version))
    return Response(data, media_type=MediaType.JSON)


@post("/v1/packages", request_max_body_size=MAX_PACKAGE)
async def draft(request: Asked) -> Response[bytes]:
    """Sign a draft of the operator."""
    node = _node(request)
    node.gate.operator(request.headers.get("authorization", ""), asker_of(request))
    body = await body_of(request)
    return as_json(await aside(lambda: node.packages.sign(body)), HTTPStatus.CREATED)


@get("/v1/meetings/{meeting:str}/heads")
async def heads(request: Asked) -> Response[bytes]:
    """How far the node has a meeting."""
    node = _node(request)
    meeting: str = request.path_params["meeting"]
    await signed_body(request, node.gate)
    return as_json(await aside(lambda: node.heads(meeting)))


@post("/v1/blobs/missing", status_code=HTTPStatus.OK)
async def missing(request: Asked) -> Response[bytes]:
    """Which of these blobs the node lacks."""
    node = _node(request)
    names = parse(await signed_body(request, node.gate), BlobNames).names
    if len(names) > MAX_NAMES:
        raise NodeRefusal("too_large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, limit=MAX_NAMES)
    known = await aside(lambda: node.ledger.has_blobs(names))
    return as_json(BlobNames(names=tuple(name for name in names if name not in known)))


@put("/v1/blobs/{name:str}", request_max_body_size=MAX_BLOB, status_code=HTTPStatus.NO_CONTENT)
async def blob(request: Asked) -> None:
    """Take one blob under the digest of its content."""
    node = _node(request)
    name: str = request.path_params["name"]
    body = await signed_body(request, node.gate)
    if body_digest(body) != name:
        raise NodeRefusal("digest", HTTPStatus.BAD_REQUEST)
    await aside(lambda: node.ledger.put_blob(body))


@post("/v1/meetings/{meeting:str}/lines", status_code=HTTPStatus.OK)
async def lines(request: Asked) -> Response[bytes]:
    """Take one batch of entries."""
    node = _node(request)
    meeting: str = request.path_params["meeting"]
    push = parse(await signed_body(request, node.gate), Push)
    return as_json(await aside(lambda: node.take(meeting, push)))


@post("/v1/meetings/{meeting:str}/receipt", status_code=HTTPStatus.OK)
async def receipt(request: Asked) -> Response[bytes]:
    """Acknowledge what is here."""
    node = _node(request)
    meeting: str = request.path_params["meeting"]
    wanted = parse(await signed_body(request, node.gate), ReceiptWanted)
    return as_json(await aside(lambda: node.receipt(meeting, wanted.seal_hash)))


@post("/v1/meetings/{meeting:str}/decision", status_code=HTTPStatus.OK)
async def decide(request: Asked) -> Response[bytes]:
    """Record the operator's word on a meeting."""
    node = _node(request)
    meeting: str = request.path_params["meeting"]
    node.gate.operator(request.headers.get("authorization", ""), asker_of(request))
    decision = parse(await body_of(request), Decision)
    return as_json(await aside(lambda: node.decide(meeting, decision)))


@get("/v1/meetings/{meeting:str}/revocations")
async def revocations(request: Asked) -> Response[bytes]:
    """Which badges of a meeting let nobody in any more."""
    node = _node(request)
    meeting: str = request.path_params["meeting"]
    await signed_body(request, node.gate)
    nonce = request.query_params.get("nonce", "")
    return as_json(await aside(lambda: node.revocations(meeting, nonce)))


@post("/v1/certificates", request_max_body_size=MAX_QUESTION, status_code=HTTPStatus.OK)
async def certificate(request: Asked) -> Response[bytes]:
    """What is known of an e-certificate shown at a door."""
    node = _node(request)
    asked = parse(await signed_body(request, node.gate), CertificateQuestion)
    return as_json(await aside(lambda: node.certificate(asked)))


ROUTES: tuple[HTTPRouteHandler, ...] = (
    page,
    health,
    server_time,
    challenge,
    enrol,
    about_device,
    packages,
    package,
    draft,
    heads,
    missing,
    blob,
    lines,
    receipt,
    decide,
    revocations,
    certificate,
)


def create_app(node: Node) -> Litestar:
    """Return the ASGI application of a node. The ledger is closed when the application stops."""
    return Litestar(
        route_handlers=ROUTES,
        state=State({"node": node}),
        exception_handlers=HANDLERS,
        request_max_body_size=MAX_BODY,
        on_shutdown=[node.ledger.close],
        openapi_config=None,
        logging_config=None,
    )
