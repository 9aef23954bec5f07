"""Connections of a venue: one address never has them all, and one that says nothing does not keep its own.

TLS begins here and not in the listener of asyncio, which tells a protocol of its connection only after the handshake: what
one address had begun and never ended, each for a minute, would be counted by nobody.
"""

import asyncio
import ssl
from typing import ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.utils import get_remote_addr

MOST_OF_ONE = 16
"""Connections of one address, those in their handshake too; a device needs one, and for the moment of pinning a second."""

HANDSHAKE_SECONDS = 10.0
"""So long may a handshake take; it has two ways through a bad network, and the devices give up after eight seconds."""

SILENT_SECONDS = 20.0
"""So long may a connection be open after it before its first request is there."""


class FewOfOne(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, over TLS, with a bound for each address."""

    context: ClassVar[ssl.SSLContext]
    _early = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as its base does
        """Take a connection as it was accepted, or end it at once."""
        self.transport, self.client = transport, get_remote_addr(transport)
        host = self.client[0] if self.client else ""
        of_one = sum(
            isinstance(other, FewOfOne) and other.client is not None and other.client[0] == host
            for other in self.connections
        )
        if of_one >= MOST_OF_ONE:
            transport.abort()
            return
        self.connections.add(self)  # before uvicorn does: so it is counted, and ended when the server stops
        transport.pause_reading()  # the greeting waits for whoever can read it
        self._greeting = self.loop.create_task(self._greet(transport))

    async def _greet(self, plain: asyncio.Transport) -> None:
        try:
            secured = await self.loop.start_tls(
                plain, self, self.context, server_side=True, ssl_handshake_timeout=HANDSHAKE_SECONDS
            )
        except OSError:  # no TLS, not in time, or gone
            secured = None
        if secured is None:
            self.connections.discard(self)
            return
        super().connection_made(secured)
        self.loop.call_later(SILENT_SECONDS, self._hurry)
        early, self._early = self._early, b""
        if early:
            super().data_received(early)

    def data_received(self, data: bytes) -> None:
        """Hear a request; one that came together with the end of the handshake waits until that is known here."""
        if self.scheme is None:
            self._early += data
        else:
            super().data_received(data)

    def _hurry(self) -> None:
        begun = (
            getattr(self, "cycle", None) is not None
        )  # uvicorn's own type forgets that there may be none yet
        if not begun and not self.transport.is_closing():
            self.transport.abort()


def few_of_one(context: ssl.SSLContext) -> type[FewOfOne]:
    """The protocol of a venue that serves with this context."""
    return type("FewOfOneHere", (FewOfOne,), {"context": context})
