"""What would stop the meeting even if all came: a property of the roster, known before the day."""

import pytest
from msgspec.structs import replace

from app.models import facts as f
from app.models.package import Package
from app.models.whatif import if_everybody_comes
from support import build
from support.book import Book

PLACES = ("national", "xinjiang", "changji", "qingdao", "nanning", "zhengzhou")


def stops(place: str, package: Package | None = None) -> dict[str, str]:
    book = Book(place, package)
    book.import_package()
    return {x.check: x.variant for x in if_everybody_comes(book.case())}


@pytest.mark.parametrize("place", PLACES)
def test_a_complete_roster_stops_nothing(place: str) -> None:
    assert stops(place) == {}


@pytest.mark.parametrize("place", PLACES)
def test_four_experts_are_never_enough(place: str) -> None:
    package = build.package(place)
    assert "C21" in stops(place, replace(package, experts=package.experts[:4]))


def test_an_even_number_where_it_must_be_odd() -> None:
    package = build.package("nanning")
    even = len(package.experts) // 2 * 2
    more = (
        (*package.experts[:even],)
        if even >= 5
        else (*package.experts, replace(package.experts[0], person="e99"))
    )
    assert "C22" in stops("nanning", replace(package, experts=more))


def test_too_few_of_the_specialty() -> None:
    package = build.package("qingdao")
    other = tuple(replace(e, draw_specialty="别的专业") for e in package.experts[:2])
    assert stops("qingdao", replace(package, experts=(*other, *package.experts[2:])))["C23"] == "few"


def test_a_post_without_a_holder() -> None:
    package = build.package("xinjiang")
    parties = tuple(
        replace(party, posts=tuple(p for p in party.posts if p.role.value != "SUP_CHIEF"))
        for party in package.parties
    )
    assert "C28" in stops("xinjiang", replace(package, parties=parties))


def test_the_meeting_itself_stays_as_it_is_and_once_the_door_is_open_nothing_is_said() -> None:
    package = build.package("xinjiang")
    book = Book("xinjiang", replace(package, experts=package.experts[:4]))
    book.import_package()
    case = book.case()
    assert if_everybody_comes(case)
    assert case.m.spans == {}
    assert case.m.checkin_opened_at is None
    book.add(f.CheckInOpened())
    assert if_everybody_comes(book.case()) == ()
