"""The one veil over what was written: names of persons and those who speak for them, their numbers, and any identity or mobile number."""

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.veil import NOTHING, Veil, veil_of


def party(name: str, kind: str = "person", **more: Any) -> SimpleNamespace:
    return SimpleNamespace(**{"name": name, "kind": kind, "representative": "", "id_number": "", "phone": ""} | more)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("张三丰称对方未到场", "张**称对方未到场"),
        ("电话 13800138000 无人接", "电话 138****8000 无人接"),
        ("电话 138 0013 8000 无人接", "电话 138****8000 无人接"),
        ("电话１３８００１３８０００", "电话138****8000"),
        ("身份证11010519491231002x", "身份证110105********002X"),
        ("商州区某公司的王五到场", "商州区某公司的王*到场"),
        ("座机 0914-2312345", "座机 0914-***2345"),
        ("座机 09142312345。", "座机 0914-***2345。"),
        ("护照 E12345678", "护照 *****5678"),
        ("案号（2026）陕1002民初12345号", "案号（2026）陕1002民初12345号"),
        ("赔偿 13800138 元", "赔偿 13800138 元"),
        ("", ""),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    known = [
        party("张三丰", phone="0914-2312345", id_number="E12345678"),
        party("商州区某公司", "organisation", representative="王五（法务）"),
    ]
    assert veil_of(known).over(text) == shown


def test_several_who_speak_for_a_party_are_masked_each() -> None:
    veil = veil_of([party("李四", representative="赵六、钱七；孙某某")])
    assert veil.over("赵六与钱七到场，孙某某未到") == "赵*与钱*到场，孙**未到"


def test_an_organisation_is_public_and_so_are_its_numbers() -> None:
    veil = veil_of([party("商州区某公司", "organisation", phone="0914-2312345")])
    assert veil.over("商州区某公司 0914-2312345") == "商州区某公司 0914-2312345"


def test_numbers_of_anybody_are_masked_without_knowing_the_parties() -> None:
    assert NOTHING.over("证人 13912345678") == "证人 139****5678"


def test_it_finds_its_own_masks() -> None:
    veil = veil_of([party("张三丰", phone="13800138000")])
    assert veil.masks_in("张**，138****8000") == ["张**", "138****8000"]
    assert veil.masks_in("张三丰") == []


@given(st.text(alphabet="张三李四王五0123456789Xx- 称", max_size=60))
def test_masking_twice_is_masking_once(text: str) -> None:
    veil = Veil(("张三", "李四", "王五"), (("0914-2312345", "0914-***2345"),))
    once = veil.over(text)
    assert veil.over(once) == once
    assert not any(name in once for name in veil.names)
