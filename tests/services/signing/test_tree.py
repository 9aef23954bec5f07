"""The tree against the known vectors of RFC 6962 implementations, and against itself."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.signing import tree

# The leaves and roots that the certificate transparency projects test with.
LEAVES = tuple(
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
)
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


@pytest.mark.parametrize("count", range(9))
def test_known_roots(count: int) -> None:
    assert tree.root(LEAVES[:count]).hex() == ROOTS[count]


def recursive_root(leaves: Sequence[bytes]) -> bytes:
    """MTH as RFC 6962 2.1 writes it down."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + recursive_root(leaves[:half]) + recursive_root(leaves[half:])).digest()


@settings(deadline=None)
@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70), st.data())
def test_every_proof_proves_its_leaf_and_nothing_else(leaves: list[bytes], data: st.DataObject) -> None:
    top = tree.root(leaves)
    assert top == recursive_root(leaves)
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = tree.proof(leaves, index)
    size = len(leaves)
    assert tree.verify_proof(leaves[index], index, size, path, top)
    assert not tree.verify_proof(b"other" + leaves[index], index, size, path, top)
    assert not tree.verify_proof(leaves[index], index, size, path, b"\x00" * 32)
    assert not tree.verify_proof(leaves[index], index, size, (*path, b"\x00" * 32), top)
    assert not tree.verify_proof(leaves[index], size, size, path, top)
    if path:
        assert not tree.verify_proof(leaves[index], index, size, path[:-1], top)
        cut = data.draw(st.integers(0, len(path) - 1))
        bent = (*path[:cut], bytes(byte ^ 1 for byte in path[cut]), *path[cut + 1 :])
        assert not tree.verify_proof(leaves[index], index, size, bent, top)


def test_there_is_no_proof_of_nothing() -> None:
    for index in (-1, 1):
        with pytest.raises(IndexError):
            tree.proof([b"x"], index)
