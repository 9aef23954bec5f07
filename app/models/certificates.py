"""E-certificates (电子证照): how their numbers are compared, and what is known of those seen at the door (CJ-二12, CJ-二13)."""

import re
import unicodedata
from collections.abc import Iterator

from msgspec import Struct

from app.models.facts import ECertificateSeen, ECertificateVerified
from app.models.meeting import Meeting

MAX_NUMBER = 200
"""Characters of a number or 证照标识; the longest identifier seen in the field has 86."""

MAX_KIND = 60
"""Characters of a kind in words."""

ROOT = "1.2.156.3005.2."
"""Every 证照标识 begins with it (GB/T 36904-2018)."""

_SPACE = re.compile(r"\s+")
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def same_number(number: str) -> str:
    """The form two numbers are compared by: full-width signs, spaces and small letters make no difference.

    京建安B（2020）0000001 and 京建安b(2020) 0000001 are one number; what is stored stays as it was read.
    """
    plain = number if number.isascii() else unicodedata.normalize("NFKC", number)
    return _SPACE.sub("", plain).upper().replace("〔", "[").replace("〕", "]")


def check_letter(identifier: str) -> str:
    """Return the 校验位 of a 证照标识 without root, dots and check letter (GB/T 17710, ISO/IEC 7064 MOD 37,36).

    Raises:
        ValueError: a character that is no digit or capital letter.

    """
    rest = 36
    for letter in identifier:
        rest = (rest + _ALPHABET.index(letter)) % 36 or 36
        rest = rest * 2 % 37
    return _ALPHABET[(37 - rest) % 36]


class Shown(Struct, frozen=True, kw_only=True):
    """An e-certificate shown for a person, and the node's answer about just these two, if there is one."""

    seen: ECertificateSeen
    answer: ECertificateVerified | None = None

    @property
    def state(self) -> str:
        """``valid``, ``expired``, ``revoked``, ``other_person``, or ``""``: 未核验."""
        if self.answer is None:
            return ""
        return self.answer.state or ("valid" if self.answer.valid else "revoked")


def answer_to(m: Meeting, seen: ECertificateSeen) -> ECertificateVerified | None:
    """The node's answer about this certificate of this person; an answer about somebody else is none."""
    answer = m.certificate_answers.get(seen.digest)
    return answer if answer is not None and answer.person in {"", seen.person} else None


def shown_by(m: Meeting, person: str) -> tuple[Shown, ...]:
    """The e-certificates a person has shown, in the order in which they were recorded."""
    return tuple(
        Shown(seen=seen, answer=answer_to(m, seen))
        for seen in m.certificates.values()
        if seen.person == person
    )


def swapped(m: Meeting, person: str) -> tuple[ECertificateSeen, ...]:
    """Certificates shown for this person that had been shown for another one, on another device of the venue."""
    return tuple(seen for seen in m.certificates_swapped if seen.person == person)


def shown_for_others(m: Meeting, seen: ECertificateSeen) -> Iterator[ECertificateSeen]:
    """Records of the same code or the same number for somebody else."""
    number = same_number(seen.number)
    for other in m.certificates.values():
        if other.person != seen.person and (
            other.digest == seen.digest or same_number(other.number) == number
        ):
            yield other


def standing_faults(m: Meeting, person: str) -> Iterator[tuple[str, Shown]]:
    """What the node found wrong and no later certificate of the same kind has mended: (state, certificate).

    Somebody who shows the old one first and then the new one has shown a good one.
    """
    shown = shown_by(m, person)
    for place, one in enumerate(shown):
        later = (x.state == "valid" for x in shown[place + 1 :] if x.seen.certificate == one.seen.certificate)
        if one.state not in {"", "valid"} and not any(later):
            yield one.state, one
