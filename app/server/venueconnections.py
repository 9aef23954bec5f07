"""Connections of a venue: one address never has them all, and one that says nothing does not keep its own."""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_OF_ONE = 16
"""Connections of one address; a device needs one, and for the moment of pinning a second."""

SILENT_SECONDS = 20.0
"""So long may a connection be open before its first request is there."""


class FewOfOne(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with a bound for each address."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as its base does
        """Take the connection, or end it at once."""
        super().connection_made(transport)
        host = self.client[0] if self.client else ""
        of_one = sum(
            isinstance(other, FewOfOne) and other.client is not None and other.client[0] == host
            for other in self.connections
        )
        if of_one > MOST_OF_ONE:
            transport.abort()
        else:
            self.loop.call_later(SILENT_SECONDS, self._hurry)

    def _hurry(self) -> None:
        begun = (
            getattr(self, "cycle", None) is not None
        )  # uvicorn's own type forgets that there may be none yet
        if not begun and not self.transport.is_closing():
            self.transport.abort()
