"""附件1 and 附件2: bounds, missing parameters, and the way between the two lists."""

import pytest

from app.models.package import ScopeHit
from app.models.scope import Bound, Category, ScopeClass, ScopeItem, assess
from app.services.law import law_tables

TABLES = law_tables().scope


def hit(item: str, **params: float | bool) -> ScopeHit:
    return ScopeHit(item=item, params=params)


def test_the_tables_are_complete() -> None:
    assert len(TABLES.oversize) == 18
    assert len(TABLES.hazardous) == 18
    assert [row.code for row in TABLES.specialties] == list(Category)
    assert set(TABLES.flag_defaults) == set(TABLES.key_nodes) == set(Category)
    asked = {name for row in (*TABLES.oversize, *TABLES.hazardous) for name in row.params}
    assert asked == set(TABLES.params)
    assert {row.below for row in TABLES.oversize} - {None} <= {row.id for row in TABLES.hazardous}
    assert all(row.always != bool(row.params) for row in (*TABLES.oversize, *TABLES.hazardous))


EDGES = [
    ("1.1", "depth_m", 5.0),
    ("2.2", "height_m", 8.0),
    ("2.2", "span_m", 18.0),
    ("2.2", "total_load_kN_m2", 15.0),
    ("2.2", "line_load_kN_m", 20.0),
    ("2.3", "point_load_kN", 7.0),
    ("3.2", "capacity_kN", 300.0),
    ("3.2", "total_height_m", 200.0),
    ("3.2", "base_elevation_m", 200.0),
    ("4.1", "height_m", 50.0),
    ("4.2", "lift_height_m", 150.0),
    ("4.3", "segment_height_m", 20.0),
    ("7.1", "height_m", 50.0),
    ("7.2", "steel_span_m", 36.0),
    ("7.2", "grid_membrane_span_m", 60.0),
    ("7.3", "depth_m", 16.0),
    ("7.5", "weight_kN", 1000.0),
]


@pytest.mark.parametrize(("item", "param", "bound"), EDGES)
def test_bounds_are_inclusive(item: str, param: str, bound: float) -> None:
    assert assess(TABLES, [hit(item, **{param: bound})]).oversize == (item,)
    assert assess(TABLES, [hit(item, **{param: bound - 0.01})]).oversize == ()


@pytest.mark.parametrize("item", ["2.1", "5.1", "5.2", "6.1", "7.4", "7.6"])
def test_rows_without_a_bound_are_always_oversize(item: str) -> None:
    assert assess(TABLES, [hit(item)]).kind is ScopeClass.OVERSIZE


def test_both_conditions_of_an_unusual_lift_are_needed() -> None:
    assert assess(TABLES, [hit("3.1", unconventional=True, single_lift_kN=100)]).kind is ScopeClass.OVERSIZE
    assert assess(TABLES, [hit("3.1", unconventional=False, single_lift_kN=500)]).oversize == ()
    assert assess(TABLES, [hit("3.1", single_lift_kN=99)]).oversize == ()
    half = assess(TABLES, [hit("3.1", unconventional=True)])
    assert (half.kind, half.missing) == (ScopeClass.INCOMPLETE, {"3.1": ("single_lift_kN",)})


def test_a_missing_parameter_is_unknown_and_never_zero() -> None:
    found = assess(TABLES, [hit("2.2", height_m=7.9)])
    assert found.kind is ScopeClass.INCOMPLETE
    assert found.missing == {"2.2": ("span_m", "total_load_kN_m2", "line_load_kN_m")}
    assert assess(TABLES, [hit("2.2", height_m=8)]).missing == {}


def test_a_row_under_its_bound_falls_back_to_the_hazardous_list() -> None:
    found = assess(TABLES, [hit("1.1", depth_m=4.2)])
    assert (found.kind, found.hazardous, found.oversize) == (ScopeClass.HAZARDOUS, ("H1.1",), ())


def test_a_shallow_pit_still_asks_for_its_surroundings() -> None:
    assert assess(TABLES, [hit("1.1", depth_m=2.8)]).missing == {"H1.2": ("complex_environment",)}
    near = assess(TABLES, [hit("1.1", depth_m=2.8, complex_environment=True)])
    assert near.hazardous == ("H1.2",)
    assert assess(TABLES, [hit("1.1", depth_m=2.8, complex_environment=False)]).kind is ScopeClass.NEITHER


@pytest.mark.parametrize("item", ["H1.1", "H1.2"])
def test_the_milder_list_cannot_be_chosen(item: str) -> None:
    found = assess(TABLES, [hit(item, depth_m=6, complex_environment=True)])
    assert (found.kind, found.oversize) == (ScopeClass.OVERSIZE, ("1.1",))


def test_nothing_entered_and_a_strange_row_are_told() -> None:
    assert assess(TABLES, []).kind is ScopeClass.NOTHING
    assert assess(TABLES, [hit("9.9")]).strange == ("9.9",)


def test_a_provincial_supplement_counts_as_oversize() -> None:
    own = ScopeItem(id="S1", cat=Category.DEEP_PIT, zh="复杂环境浅基坑", any_of=(Bound("depth_m", ">=", 3),))
    assert assess(TABLES, [hit("S1", depth_m=3)], (own,)).oversize == ("S1",)
    assert assess(TABLES, [hit("S1", depth_m=3)]).strange == ("S1",)


def test_labels_say_the_unit() -> None:
    assert TABLES.params["depth_m"].text == "开挖深度（m）"
    assert TABLES.params["unconventional"].text == "采用非常规起重设备、方法"
    assert TABLES.specialty_zh(Category.DEEP_PIT) == "深基坑工程"
