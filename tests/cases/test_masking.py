"""What is masked cannot be read; what is left is enough to recognise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.masking import mask_address, mask_bank, mask_id, mask_name, mask_names_in, mask_phone


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("欧阳修", "欧阳*"),
        ("欧阳震华", "欧阳**"),
        ("欧阳", "欧*"),
        ("李", "*"),
        ("", ""),
        (" 张三 ", "张*"),
        ("买买提·吐尔逊", "买**·***"),
        ("John Smith", "J*** *****"),
        ("𠮷野家", "𠮷**"),
        ("李\U00031350\ue863", "李**"),  # characters that Unicode tables may not know
    ],
)
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_the_name_of_an_organisation_is_public() -> None:
    assert mask_name("丹凤县某某建材有限公司", organisation=True) == "丹凤县某某建材有限公司"


@given(st.text("张三欧阳修李丽", min_size=1, max_size=8))
def test_no_name_stays_whole(name: str) -> None:
    masked = mask_name(name)
    assert len(masked) == len(name)
    assert masked != name
    assert masked.endswith("*")


@pytest.mark.parametrize(
    ("number", "masked"),
    [("11010519491231002X", "110105********002X"), ("E12345678", "*****5678"), ("H1234567", "****4567"), ("123456", "***456"), ("1", "*"), ("", "")],
)
def test_document_numbers(number: str, masked: str) -> None:
    assert mask_id(number) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13812341234", "138****1234"),
        ("0914-2312345", "0914-***2345"),
        ("0914-2312345-12", "0914-***2345-*2"),
        ("2312345", "***2345"),
        ("110", "**0"),
        ("", ""),
    ],
)
def test_phones(number: str, masked: str) -> None:
    assert mask_phone(number) == masked


def test_bank_accounts() -> None:
    assert mask_bank("6222 0212 3456 7890 123") == "***************0123"


@given(st.text("0123456789X", min_size=1, max_size=30))
def test_numbers_keep_their_length_and_hide_at_least_three_of_seven(number: str) -> None:
    for mask in (mask_id, mask_phone, mask_bank):
        masked = mask(number)
        assert len(masked) == len(number)
        assert masked.count("*") * 7 >= len(number) * 2
        assert masked != number


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("陕西省商洛市丹凤县棣花镇许家塬村一组12号", "陕西省商洛市丹凤县棣花镇***"),
        ("丹凤县棣花镇许家塬村", "丹凤县棣花镇***"),
        ("城关镇东社区3号", "城关镇***"),
        ("陕西省商洛市镇安县永乐街道办事处太平村3组", "陕西省商洛市镇安县永乐街道办事处***"),  # 镇 in the name of a county
        ("镇安县云盖寺镇云镇社区", "镇安县云盖寺镇***"),
        ("商州区城关街道幸福小区2号楼", "商州区城关街道***"),
        ("柞水县 乾佑街道 石镇社区", "柞水县乾佑街道***"),
        ("湖南省长沙市宁乡市玉潭街道1号", "湖南省长沙市宁乡市玉潭街道***"),
        ("江西省景德镇市昌江区西郊街道1号", "江西省景德镇市昌江区西郊街道***"),
        ("内蒙古自治区呼伦贝尔市鄂伦春自治旗大杨树镇1号", "内蒙古自治区呼伦贝尔市鄂伦春自治旗大杨树镇***"),
        ("陕西省西安市雁塔区小寨东路12号", "陕西省西安市雁塔区***"),  # no township named: the county stays
        ("大荆镇市场路5号", "大荆镇***"),
        ("幸福小区2号楼301", "***"),
        ("商州区大荆镇", "商州区大荆镇"),
        ("", ""),
    ],
)
def test_addresses_down_to_the_township(address: str, masked: str) -> None:
    assert mask_address(address) == masked


@given(st.sampled_from(["陕西省商洛市商州区大荆镇", "镇安县永乐街道", "棣花镇", ""]), st.text("路村组号楼室0123456789单元", min_size=1, max_size=20))
def test_nothing_below_the_township_is_left(township: str, rest: str) -> None:
    assert mask_address(township + rest) == f"{township}***"


@pytest.mark.parametrize(
    ("text", "names", "masked"),
    [
        ("张三与李四院墙纠纷", ["张三", "李四"], "张*与李*院墙纠纷"),
        ("张三丰打伤张三", ["张三", "张三丰"], "张**打伤张*"),  # the longest first
        ("欧阳震华欠款", [" 欧阳震华 "], "欧阳**欠款"),
        ("李家与张某", ["李", ""], "李家与张某"),  # one character is any word
        ("a.c与abc", ["a.c"], "a.*与abc"),  # a name is no pattern
        ("院墙纠纷", [], "院墙纠纷"),
    ],
)
def test_names_in_a_text(text: str, names: list[str], masked: str) -> None:
    assert mask_names_in(text, names) == masked


@given(st.text("张三欧阳修李丽与", max_size=30), st.lists(st.text("张三欧阳修李丽", min_size=2, max_size=4), max_size=4))
def test_no_name_stays_whole_in_a_text(text: str, names: list[str]) -> None:
    masked = mask_names_in(text, names)
    assert len(masked) == len(text)
    assert not any(name in masked for name in names)
    assert mask_names_in(masked, names) == masked
    assert all(new in (old, "*") for old, new in zip(text, masked, strict=True))
