"""The roster looked up: by post, by unit, by person, in the order of the package."""

from app.models.posts import Held, Posts
from app.models.terms import Role

A = Held(role=Role.GC_PM, unit_code="U1", person="a")
B = Held(role=Role.GC_TECH, unit_code="U1", person="b")
A2 = Held(role=Role.GC_SAFETY, unit_code="U2", person="a")
C = Held(role=Role.GC_PM, unit_code="U2", person="c")
POSTS = Posts([A, B, A2, C])


def test_holders_of_a_post_of_one_unit_or_of_all() -> None:
    assert POSTS.holding(Role.GC_PM) == (A, C)
    assert POSTS.holding(Role.GC_PM, "U2") == (C,)
    assert POSTS.holding(Role.GC_PM, "") == POSTS.holding(Role.OWNER_PM) == ()
    assert POSTS.in_unit("U1") == (A, B)
    assert POSTS.in_unit("U9") == ()


def test_posts_of_a_person() -> None:
    assert POSTS.of("a") == (A, A2)
    assert POSTS.of("z") == ()
    assert POSTS.several == {"a"}


def test_people_in_the_order_in_which_they_are_named() -> None:
    assert POSTS.in_order(["c", "z", "a", "c"]) == ["a", "c"]


def test_it_is_equal_to_its_rows_and_others_are_others() -> None:
    assert Posts([A, B, A2, C]) == POSTS == (A, B, A2, C)
    assert Posts(POSTS[1:]).of("a") == (A2,)
