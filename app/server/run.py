"""Runs a node as a process: it listens, says where, and stops in good order. It may be killed at any moment."""

import signal
import socket
import threading
from collections.abc import Callable

import uvicorn

from app.server.listening import listen
from app.server.node import Node, open_node
from app.server.settings import Settings
from app.server.web import create_app
from app.services.ledger import HomeLock

_BACKLOG = 128
_CONNECTIONS = 200
"""More at once are answered 503."""

_KEEP_SECONDS = 20
_STOP_SECONDS = 10
"""How long a request under way may take to end when the node is stopped."""


def serve(settings: Settings, announce: Callable[[str], None]) -> int:
    """Run the node until SIGTERM or SIGINT; 0 when it has stopped in good order.

    ``announce`` gets one line, ``<URL> <key id>``, as soon as connections are taken.

    :raises LedgerError, KeyFault, OSError: it cannot run here (home in use, port in use, database out of reach).
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    with HomeLock(settings.home), listen(settings.host, settings.port, _BACKLOG) as listener:
        node = open_node(settings)
        server = uvicorn.Server(_config(settings, node))
        _keep_signals()
        announce(f"{_url(settings, listener)} {node.key.kid}")
        server.run(sockets=[listener])
        node.ledger.close()
    return 0 if server.started else 1


def _config(settings: Settings, node: Node) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(node),
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="on",
        limit_concurrency=_CONNECTIONS,
        timeout_keep_alive=_KEEP_SECONDS,
        timeout_graceful_shutdown=_STOP_SECONDS,
        ssl_certfile=settings.certfile,
        ssl_keyfile=settings.keyfile,
    )


def _url(settings: Settings, listener: socket.socket) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{'https' if settings.certfile else 'http'}://{host}:{listener.getsockname()[1]}"


def _keep_signals() -> None:
    """Uvicorn raises the signal that stopped it once more at the end; that must not kill us before the ledger is closed."""
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
