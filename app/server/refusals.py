"""Refusals of the node: problem JSON (RFC 9457) with a stable code and a Chinese sentence."""

import logging
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException

from app.services.ledger import errors
from app.services.sync.protocol import PROBLEM, Problem
from app.services.sync.words import sentence

Asked = Request[Any, Any, Any]

log = logging.getLogger("huiqian.node")

_LEDGER: dict[type[errors.LedgerError], HTTPStatus] = {
    errors.BadLine: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.BadSignature: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.UnknownDevice: HTTPStatus.FORBIDDEN,
    errors.DeviceMismatch: HTTPStatus.FORBIDDEN,
    errors.Gap: HTTPStatus.CONFLICT,
    errors.Fork: HTTPStatus.CONFLICT,
    errors.BlobsMissing: HTTPStatus.CONFLICT,
    errors.PackageConflict: HTTPStatus.CONFLICT,
    errors.BlobMissing: HTTPStatus.NOT_FOUND,
    errors.TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.Locked: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.Unreachable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.DiskFull: HTTPStatus.INSUFFICIENT_STORAGE,
}

_HTTP: dict[int, str] = {
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
}

_RETRY_SECONDS = 5
"""What a busy node asks for."""


class NodeRefusal(Exception):  # noqa: N818  # a refusal is an answer, not an error of ours
    """The node does not do it: ``code`` with its sentence in resources/wording/sync.toml, an HTTP status, and why."""

    def __init__(self, code: str, status: HTTPStatus, problems: tuple[str, ...] = (), **args: object) -> None:
        super().__init__(code, args)
        self.code = code
        self.status = status
        self.problems = problems
        self.args_ = {key: str(value) for key, value in args.items()}


def by_refusal(_request: Asked, said: NodeRefusal) -> Response[bytes]:
    """Answer a refusal of our own."""
    return _answer(said.status, said.code, said.args_, said.problems)


def by_ledger(_request: Asked, error: errors.LedgerError) -> Response[bytes]:
    """Answer what the ledger did not take; what is our own disk's fault is logged."""
    status = _LEDGER.get(type(error), HTTPStatus.INTERNAL_SERVER_ERROR)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("ledger: %s", error)
        return _answer(status, error.code, {})
    return _answer(status, error.code, error.details)


def by_http(_request: Asked, error: HTTPException) -> Response[bytes]:
    """Answer what the framework refused."""
    code = _HTTP.get(error.status_code, "bad_request")
    return _answer(HTTPStatus(error.status_code), code, {"reason": error.detail})


def by_mistake(_request: Asked, error: Exception) -> Response[bytes]:
    """Answer a mistake of ours: it is in the log, not in the answer."""
    log.error("unexpected", exc_info=error)
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", {})


def _answer(
    status: HTTPStatus, code: str, args: dict[str, str], problems: tuple[str, ...] = ()
) -> Response[bytes]:
    problem = Problem(
        title=status.phrase,
        status=status,
        code=code,
        detail=sentence(code, args),
        args={key: value[:500] for key, value in args.items()},
        problems=problems,
        type=f"urn:huiqian:problem:{code}",
    )
    waits = status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
    headers = {"Retry-After": args.get("seconds", str(_RETRY_SECONDS))} if waits else {}
    return Response(msgspec.json.encode(problem), status_code=status, media_type=PROBLEM, headers=headers)


HANDLERS: dict[int | type[Exception], Any] = {
    NodeRefusal: by_refusal,
    errors.LedgerError: by_ledger,
    HTTPException: by_http,
    Exception: by_mistake,
}
"""For ``Litestar(exception_handlers=…)``."""
