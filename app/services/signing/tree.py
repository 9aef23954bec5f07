"""The Merkle tree of RFC 6962 section 2.1 over the facts of a meeting (DESIGN.md 5, "Log").

A leaf is the 32 raw bytes of an entry hash. The root, printed on the paper, ties the paper to every fact before it; an
inclusion proof shows one expert's record without showing the others.
"""

import hashlib
from collections.abc import Sequence


def _leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(count: int) -> int:
    """Return the largest power of two smaller than ``count`` (count > 1)."""
    return 1 << ((count - 1).bit_length() - 1)


def root(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962 2.1: 32 bytes; of no leaves at all the SHA-256 of nothing."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    row = [_leaf(leaf) for leaf in leaves]
    while len(row) > 1:
        pairs = [_node(row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)]
        row = [*pairs, row[-1]] if len(row) % 2 else pairs
    return row[0]


def proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return the audit path PATH(index, leaves) of RFC 6962 2.1.1, from the leaf upwards.

    :raises IndexError: there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return ()
    middle = _split(len(leaves))
    if index < middle:
        return (*proof(leaves[:middle], index), root(leaves[middle:]))
    return (*proof(leaves[middle:], index - middle), root(leaves[:middle]))


def verify_proof(leaf: bytes, index: int, size: int, path: Sequence[bytes], expected: bytes) -> bool:
    """Return True if ``path`` proves ``leaf`` at ``index`` of ``size`` leaves under root ``expected`` (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    position, last, digest = index, size - 1, _leaf(leaf)
    for sibling in path:
        if last == 0:
            return False
        if position % 2 or position == last:
            digest = _node(sibling, digest)
            while position % 2 == 0 and position:
                position, last = position >> 1, last >> 1
        else:
            digest = _node(digest, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and digest == expected
