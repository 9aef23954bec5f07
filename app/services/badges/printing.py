"""What is printed of badges: from the codes of a package to a PDF."""

from collections.abc import Callable, Collection

from msgspec import Struct

from app.models.package import SignedPackage
from app.models.papers.badges import BadgeSheet
from app.services.badges.issue import serial_of, sheet_of
from app.services.documents.forms import badges as forms
from app.services.documents.page import Sheet
from app.services.signing.canonical import canonical, sha256_hex


class Print(Struct, frozen=True):
    """One kind of print: the Chinese name of its file, how it is made, and whether it bears the code of the badge."""

    name: str
    make: Callable[[BadgeSheet], bytes]
    coded: bool = False


def issued_sheet(signed: SignedPackage, only: Collection[str] = ()) -> BadgeSheet:
    """The badges the central node issued with the package; ``only`` these persons if any are named."""
    codes = {b.person: b.code for b in signed.badges if not only or b.person in only}
    serials = {person: serial_of(signed.package, person) for person in codes}
    return sheet_of(signed.package, codes, serials)


def _door_list(sheet: BadgeSheet) -> bytes:
    page = Sheet(
        document=f"{sheet.meeting}-MD",
        version=sheet.roster_version,
        title=f"门口名单 {sheet.meeting}",
        content_hash=sha256_hex(canonical(sheet)),
        made_at=sheet.made_at,
    )
    return forms.door_list(sheet, page)


PRINTS: dict[str, Print] = {
    "large": Print("大胸牌", forms.large_badges, coded=True),
    "small": Print("小胸牌", forms.small_badges, coded=True),
    "table": Print("席卡", forms.table_cards),
    "list": Print("门口名单", _door_list),
}
"""Kind → print; kinds as on the command line."""
