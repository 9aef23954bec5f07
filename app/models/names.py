"""What two writings of one name have in common (EC-13). It never proves that two people are one (EC-14)."""

import re

DOT = "\u00b7"
"""The interpunct of names, GB 18030 A1A4 (姓名33)."""

_DOTS = str.maketrans(dict.fromkeys("\u2022\u30fb\u2027\u2219\u22c5\uff65\uff0e", DOT))
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_DOT_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}])\.(?=[{_HAN}])")


def search_key(name: str) -> str:
    """Every dot as U+00B7, no spaces, all else as received.

    No NFKC: it would turn rare characters into others. ``.`` becomes a dot only between Han characters.
    """
    return _DOT_BETWEEN_HAN.sub(DOT, "".join(name.split()).translate(_DOTS))
