"""Comparing names (EC-13) and finding people (拼音, unit, post)."""

import random
import subprocess
import sys

import pytest

from app.models.names import search_key
from app.services.names import Card, NameIndex, matches

PEOPLE = (
    Card("yan", "吴样䶮", "样例建工集团有限公司", ("项目负责人",)),
    Card("ay", "阿依努尔·买买提样", "样例监理有限公司", ("项目总监理工程师",)),
    Card("zeng", "曾重乐"),
    Card("lv", "吕样二十"),
    Card("chen", "陈样一", "样例建工集团有限公司", ("项目专职安全生产管理人员",)),
    Card("shan", "单样"),
    Card("ext", "𠮷样", "样例设计院"),
    Card("latin", "Aynur Memet"),
    Card("same1", "陈同名"),
    Card("same2", "陈同名"),
)
INDEX = NameIndex(PEOPLE)


def found(query: str) -> list[str]:
    return [hit.id for hit in INDEX.search(query)]


@pytest.mark.parametrize("dot", "\u2022\u30fb\u2027\u2219\u22c5\uff65\uff0e.\u00b7")
def test_every_dot_between_han_is_the_interpunct(dot: str) -> None:
    assert search_key(f"阿依努尔{dot}买买提") == "阿依努尔·买买提"
    assert search_key(f"阿依努尔 {dot} 买买提\u3000") == "阿依努尔·买买提"


def test_a_full_stop_elsewhere_stays() -> None:
    assert search_key("J. Smith") == "J.Smith"
    assert search_key("样例.A") == "样例.A"
    assert search_key("𠮷.䶮") == "𠮷·䶮"


def test_no_compatibility_folding() -> None:
    for name in ("䶮", "㛃", "𠮷", "𬭊", "\uf900", "ﬁ", "Ａ"):
        assert search_key(name) == name
    assert search_key("\uf900") != search_key("豈")


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("吴样䶮", "yan"),
        ("䶮", "yan"),
        ("wyy", "yan"),
        ("WYY", "yan"),
        ("ｗｙｙ", "yan"),
        ("wuyang", "yan"),
        ("wuyy", "yan"),
        ("阿依努尔.买买提样", "ay"),
        ("阿依 努尔", "ay"),
        ("ayne", "ay"),
        ("ayinuer", "ay"),
        ("ayinuer maimaiti", "ay"),
        ("zcl", "zeng"),
        ("czl", "zeng"),
        ("zengchongyue", "zeng"),
        ("lvyang", "lv"),
        ("lüyang", "lv"),
        ("lyuy", "lv"),
        ("shany", "shan"),
        ("sy", "shan"),
        ("𠮷", "ext"),
        ("aynur", "latin"),
        ("陈 安全", "chen"),
        ("chen 安全", "chen"),
        ("cyy aqsc", "chen"),
    ],
)
def test_found_first(query: str, first: str) -> None:
    assert found(query)[:1] == [first]


def test_units_and_posts_find_everybody_there_after_names() -> None:
    assert set(found("建工")) == {"yan", "chen"}
    assert set(found("yljg")) == {"yan", "chen"}
    assert found("总监理") == ["ay"]
    assert found("xmzjl") == ["ay"]


def test_people_of_one_name_are_all_shown_in_roster_order() -> None:
    assert found("陈同名") == ["same1", "same2"]


def test_closer_is_earlier() -> None:
    assert found("陈")[0] == "chen"
    ranks = [
        matches(query, PEOPLE[4]) for query in ("陈样一", "陈样", "cyy", "cy", "chenyang", "样一", "建工")
    ]
    assert None not in ranks
    assert ranks == sorted(ranks, key=lambda rank: rank or 0)
    assert ranks[0] == 0


@pytest.mark.parametrize("query", ["", "  ", "·", "[", "qqq", "王", "建工 王", "\n", "'"])
def test_nothing(query: str) -> None:
    assert found(query) == []
    assert matches(query, PEOPLE[0]) is None


def test_the_limit() -> None:
    assert len(INDEX.search("样", limit=2)) == 2


def test_index_and_single_match_agree_on_many_people() -> None:
    chance = random.Random(7)  # noqa: S311  # made-up names
    cards = [
        Card(str(n), chance.choice("赵钱孙李曾单吕") + chance.choice("重乐行样") + chance.choice("一二三长"))
        for n in range(120)
    ]
    index = NameIndex(cards)
    for query in ("z", "zz", "cly", "zhaoc", "李", "样", "lx", "shanl"):
        hits = {hit.id: hit.rank for hit in index.search(query, limit=1000)}
        assert hits == {card.id: rank for card in cards if (rank := matches(query, card)) is not None}
        assert hits


def test_importing_names_does_not_load_the_dictionary() -> None:
    code = "import sys, app.services.names; sys.exit('pypinyin' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
