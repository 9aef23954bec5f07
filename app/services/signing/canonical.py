"""Canonical bytes (RFC 8785, JSON Canonicalization Scheme) and their SHA-256.

Appending a fact must cost about as much as the disk, and the pure Python canonicaliser alone takes half of that. So
structs whose types can hold no float, no mapping, no list of integers and no foreign value go through msgspec with sorted keys,
which writes the same bytes for them (a property test holds both ways against each other); all else takes the long way.
"""

import hashlib
import re
from functools import lru_cache
from typing import Any

import msgspec
import rfc8785
from msgspec import Struct, inspect

_LONG_NUMBER = re.compile(rb'":-?[0-9]{16}')
_SCALARS = (
    inspect.StrType,
    inspect.BoolType,
    inspect.IntType,
    inspect.NoneType,
    inspect.DateTimeType,
    inspect.DateType,
    inspect.EnumType,
    inspect.LiteralType,
)


UNREADABLE = (msgspec.DecodeError, ValueError, RecursionError)
"""What decoding foreign JSON may raise: msgspec lets a broken UTF-8 sequence through as UnicodeDecodeError."""


class NotCanonical(ValueError):  # noqa: N818  # the name says what happened
    """A value that RFC 8785 cannot write: NaN, an integer beyond 2**53 - 1, a lone surrogate, a key that is no text."""


def canonical(obj: Any) -> bytes:
    """Return the RFC 8785 form of a struct or of plain JSON values.

    :raises NotCanonical: the value has no canonical form.
    """
    if isinstance(obj, Struct) and is_plain(type(obj)):
        return plain_bytes(obj)
    try:
        return rfc8785.dumps(msgspec.to_builtins(obj))
    except (rfc8785.CanonicalizationError, TypeError) as error:
        raise NotCanonical(str(error)) from error


def plain_bytes(obj: Struct) -> bytes:
    """``canonical`` for a struct of which every part ``is_plain``; the caller vouches for that.

    A member of 16 digits may be an integer that JSON numbers cannot hold; then the long way decides.
    """
    try:
        data = msgspec.json.encode(obj, order="sorted")
        return rfc8785.dumps(msgspec.to_builtins(obj)) if _LONG_NUMBER.search(data) else data
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise NotCanonical(str(error)) from error


@lru_cache(maxsize=512)
def is_plain(kind: type[Struct]) -> bool:
    """Return True if no value of this struct type can hold a float, a mapping, a list of integers or an untyped value."""
    return _plain(inspect.type_info(kind), ())


def _plain(info: inspect.Type, seen: tuple[type, ...]) -> bool:
    if isinstance(info, _SCALARS):
        return True
    if isinstance(info, inspect.UnionType):
        return all(_plain(part, seen) for part in info.types)
    if isinstance(info, inspect.VarTupleType):
        return not isinstance(info.item_type, inspect.IntType) and _plain(info.item_type, seen)
    if isinstance(info, inspect.StructType):
        fields = () if info.cls in seen else info.fields
        return all(_plain(field.type, (*seen, info.cls)) for field in fields)
    return False


def sha256_hex(data: bytes) -> str:
    """SHA-256 as 64 lower-case hex digits, the name of a blob and the form of every digest in a fact."""
    return hashlib.sha256(data).hexdigest()
