"""A listening socket."""

import os
import socket


def listen(host: str, port: int, backlog: int) -> socket.socket:
    """Listen at an address. Small answers leave at once.

    asyncio switches Nagle's algorithm off only for sockets that name TCP as their protocol, which
    ``socket.create_server`` does not; an answer in two parts then waits for the other side's delayed acknowledgement,
    40 ms each time.

    :raises OSError: the address or the port cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere it would let a second program take a port that is in use
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((host, port))
        listener.listen(backlog)
    except OSError:
        listener.close()
        raise
    return listener
