"""Names stand in the order of the dictionary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.pinyin import sort_key


def test_the_counties_of_a_prefecture() -> None:
    counties = ["镇安县", "柞水县", "商州区", "山阳县", "洛南县", "商南县", "丹凤县"]
    assert sorted(counties, key=sort_key) == ["丹凤县", "洛南县", "山阳县", "商南县", "商州区", "柞水县", "镇安县"]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("商州区", "shang1 zhou1 qu1"),
        ("长安镇", "chang2 an1 zhen4"),  # 长 as in the place
        ("重庆", "chong2 qing4"),
        ("儿子", "er2 zi5"),
        ("Ａ座12号", "a zuo4 12 hao4"),
        ("  ", ""),
    ],
)
def test_keys(name: str, key: str) -> None:
    assert sort_key(name) == key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("单明", "shan4 ming2"),
        ("解放", "xie4 fang4"),
        ("曾国", "zeng1 guo2"),
        ("尉迟恭", "yu4 chi2 gong1"),
        ("单于明", "chan2 yu2 ming2"),
        ("张三", "zhang1 san1"),
    ],
)
def test_a_surname_is_read_as_one(name: str, key: str) -> None:
    assert sort_key(name, surname=True) == key


def test_a_place_is_not() -> None:
    assert sort_key("解放路").startswith("jie3 ")


def test_a_shorter_syllable_comes_before_a_longer_one() -> None:
    assert sort_key("西安") < sort_key("先生")


def test_people_of_one_surname_stand_together() -> None:
    people = ["李四", "黎明", "李明", "张三", "李安"]
    assert sorted(people, key=lambda name: sort_key(name, surname=True)) == ["黎明", "李安", "李明", "李四", "张三"]


@given(st.text(max_size=40))
def test_any_text_has_a_key_without_capitals_or_spaces_at_its_ends(text: str) -> None:
    key = sort_key(text)
    assert key == key.strip()
    assert key == sort_key(text)
