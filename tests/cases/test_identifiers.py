"""Numbers of people and organisations: right ones pass in any spelling, wrong ones are refused with the reason."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cases.identifiers import (
    IdentifierError,
    check_document,
    check_id_number,
    check_mobile,
    check_phone,
    check_uscc,
    holds_personal_number,
    id_check_character,
    uscc_check_character,
)

TODAY = date(2026, 11, 23)
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
COUNTIES = ["611002", "611021", "110105", "810000", "820000", "830000", "650102", "710000"]


def reason_of(check: Callable[[], object]) -> IdentifierError:
    with pytest.raises(IdentifierError) as caught:
        check()
    return caught.value


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    born = draw(st.dates(date(1900, 1, 1), TODAY))
    body = f"{draw(st.sampled_from(COUNTIES))}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return body + id_check_character(body)


@st.composite
def credit_codes(draw: st.DrawFn) -> str:
    body = draw(st.text(USCC_ALPHABET, min_size=17, max_size=17))
    return body + uscc_check_character(body)


class TestIdNumber:
    """GB 11643."""

    def test_the_example_of_the_standard(self) -> None:
        found = check_id_number("11010519491231002X", today=TODAY)
        assert (found.value, found.birth_date, found.sex, found.region) == ("11010519491231002X", date(1949, 12, 31), "2", "110105")

    def test_the_same_with_a_wrong_check_character_says_the_right_one(self) -> None:
        error = reason_of(lambda: check_id_number("110105194912310021", today=TODAY))
        assert error.code == "checksum"
        assert "校验码不符" in error.reason
        assert "末位应为 X，现为 1" in error.reason

    @pytest.mark.parametrize(
        "spelling", ["11010519491231002x", " 110105 19491231 002X ", "１１０１０５１９４９１２３１００２Ｘ", "110105\u300019491231002X"]
    )
    def test_spelling_does_not_matter(self, spelling: str) -> None:
        assert check_id_number(spelling, today=TODAY).value == "11010519491231002X"

    @pytest.mark.parametrize(
        ("number", "code", "words"),
        [
            ("", "empty", "请填写身份证号"),
            ("   ", "empty", "请填写身份证号"),
            ("110105491231002", "length", "15 位"),
            ("1101051949123100", "length", "应为 18 位，现为 16 位"),
            ("11010519491231002Y", "characters", "末位应为数字或 X"),
            ("1101051949123100X2", "characters", "前 17 位应为数字"),
            ("99010519491231002X", "region", "99"),
            ("110105194913310021", "birth_date", "19491331"),
            ("110105194902290021", "birth_date", "19490229"),
            ("110105194900000021", "birth_date", "19490000"),
            ("110105202611240021", "future", "2026-11-24"),
            ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢١", "characters", "数字"),
        ],
    )
    def test_each_fault_has_its_reason(self, number: str, code: str, words: str) -> None:
        error = reason_of(lambda: check_id_number(number, today=TODAY))
        assert error.code == code
        assert words in error.reason

    def test_someone_born_today_has_a_number(self) -> None:
        body = f"611022{TODAY:%Y%m%d}001"
        assert check_id_number(body + id_check_character(body), today=TODAY).birth_date == TODAY
        assert reason_of(lambda: check_id_number(body + id_check_character(body), today=TODAY - timedelta(days=1))).code == "future"

    @given(id_numbers())
    def test_a_right_number_passes_and_says_what_is_in_it(self, number: str) -> None:
        found = check_id_number(number, today=TODAY)
        assert found.value == number
        assert f"{found.birth_date:%Y%m%d}" == number[6:14]
        assert found.sex == ("1" if number[16] in "13579" else "2")

    @given(id_numbers(), st.integers(0, 17), st.sampled_from("0123456789X"))
    def test_any_one_wrong_character_is_noticed(self, number: str, place: int, other: str) -> None:
        assume(number[place] != other)
        reason_of(lambda: check_id_number(number[:place] + other + number[place + 1 :], today=TODAY))

    @given(id_numbers(), st.integers(0, 16))
    def test_two_neighbours_in_the_wrong_order_are_noticed(self, number: str, place: int) -> None:
        assume(number[place] != number[place + 1])
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        reason_of(lambda: check_id_number(swapped, today=TODAY))

    @given(st.text(max_size=30))
    def test_no_text_whatever_breaks_the_check(self, text: str) -> None:
        try:
            assert len(check_id_number(text, today=TODAY).value) == 18
        except IdentifierError as error:
            assert error.reason


class TestCreditCode:
    """GB 32100."""

    def test_the_example_of_the_standard(self) -> None:
        assert check_uscc("91350100m000100y43") == "91350100M000100Y43"

    @pytest.mark.parametrize(
        ("value", "code", "words"),
        [
            ("", "empty", "请填写统一社会信用代码"),
            ("91350100M000100Y4", "length", "应为 18 位，现为 17 位"),
            ("9135O100M000100Y43", "characters", "“O”"),
            ("91350100M000100I43", "characters", "“I”"),
            ("91350100M000-00Y43", "characters", "“-”"),
            ("91350100M000100Y44", "checksum", "末位应为 3，现为 4"),
        ],
    )
    def test_each_fault_has_its_reason(self, value: str, code: str, words: str) -> None:
        error = reason_of(lambda: check_uscc(value))
        assert error.code == code
        assert words in error.reason

    @given(credit_codes())
    def test_a_right_code_passes(self, code: str) -> None:
        assert check_uscc(code) == code

    @given(credit_codes(), st.integers(0, 17), st.sampled_from(USCC_ALPHABET))
    def test_any_one_wrong_character_is_noticed(self, code: str, place: int, other: str) -> None:
        assume(code[place] != other)
        assert reason_of(lambda: check_uscc(code[:place] + other + code[place + 1 :])).code == "checksum"

    @given(credit_codes(), st.integers(0, 16))
    def test_two_neighbours_in_the_wrong_order_are_noticed(self, code: str, place: int) -> None:
        assume(code[place] != code[place + 1])
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert reason_of(lambda: check_uscc(swapped)).code == "checksum"


@pytest.mark.parametrize("value", ["13800138000", "138 0013 8000", "138-0013-8000", "+86 13800138000", "008613800138000", "１３８００１３８０００"])
def test_a_mobile_number_in_any_spelling(value: str) -> None:
    assert check_mobile(value) == "13800138000"
    assert check_phone(value) == "13800138000"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "empty"),
        ("1380013800", "length"),
        ("138001380001", "length"),
        ("12800138000", "form"),
        ("1380013800a", "characters"),
        ("23800138000", "form"),
    ],
)
def test_a_mobile_number_that_cannot_be(value: str, code: str) -> None:
    assert reason_of(lambda: check_mobile(value)).code == code


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ("0914-2312345", "0914-2312345"),
        ("(0914) 2312345", "0914-2312345"),
        ("（0914）2312345", "0914-2312345"),
        ("09142312345", "0914-2312345"),
        ("0086 914 2312345", "0914-2312345"),
        ("+86 10 66554433", "010-66554433"),
        ("0914-2312345-12", "0914-2312345-12"),
        ("0914-2312345 ext. 8", "0914-2312345-8"),
        ("+86", None),
        ("+86-0914-2312345", "0914-2312345"),
        ("029-87654321", "029-87654321"),
        ("010 6655 4433", "010-66554433"),
        ("0914-2312345转12", "0914-2312345-12"),
        ("2312345", "2312345"),
        ("400-810-1234", "4008101234"),
        ("0914-231", None),
        ("0914-1312345", None),
        ("abc", None),
        ("12345", None),
    ],
)
def test_a_landline(value: str, stored: str | None) -> None:
    if stored is None:
        assert reason_of(lambda: check_phone(value)).reason
    else:
        assert check_phone(value) == stored
        assert check_phone(check_phone(value)) == stored


@given(st.text(max_size=30))
def test_no_text_whatever_breaks_the_check_of_a_phone(text: str) -> None:
    try:
        assert check_phone(check_phone(text)) == check_phone(text)
    except IdentifierError as error:
        assert error.reason


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [
        ("111", "11010519491231002x", "11010519491231002X"),
        ("112", "11010519491231002x", "11010519491231002X"),
        ("uscc", "91350100M000100Y43", "91350100M000100Y43"),
        ("414", "e1234 5678", "E12345678"),
        ("511", "01234567", "01234567"),
        ("516", "H01234567", "H01234567"),
        ("516", "CA1234567", "CA1234567"),
        ("553", "CHN110000000000", "CHN110000000000"),
        ("113", "610000123456", "610000123456"),
        ("990", "军字第1号", "军字第1号"),
    ],
)
def test_documents_that_pass(kind: str, value: str, stored: str) -> None:
    assert check_document(kind, value, today=TODAY) == stored


@pytest.mark.parametrize(
    ("kind", "value", "code", "words"),
    [
        ("111", "110105194912310021", "checksum", "校验码"),
        ("112", "123", "length", "18 位"),
        ("uscc", "123", "length", "18 位"),
        ("414", "E1", "form", "E12345678"),
        ("414", "E1234-5678", "form", "E12345678"),
        ("516", "012345678", "form", "H01234567"),
        ("553", "CHN1", "form", "CHN110000000000"),
        ("990", "x" * 31, "form", "位数"),
        ("990", " ", "empty", "请填写证件号码"),
        ("000", "1", "kind", "000"),
    ],
)
def test_documents_that_do_not(kind: str, value: str, code: str, words: str) -> None:
    error = reason_of(lambda: check_document(kind, value, today=TODAY))
    assert error.code == code
    assert words in error.reason


@pytest.mark.parametrize(
    "text",
    [
        "张某（11010519491231002X）来访",
        "身份证 110105 19491231 002x",
        "号码１１０１０５１９４９１２３１００２Ｘ。",
        "电话13912345678",
        "打 139 1234 5678 联系",
        "139-1234-5678",
        "+86 13912345678",
    ],
)
def test_a_number_of_a_person_is_seen_in_a_text(text: str) -> None:
    assert holds_personal_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "欠款 38000 元，2026-03-02 至 2026-04-02",
        "卡号 6222021234567890123",
        "商公移字〔2026〕3号",
        "JF611002-202603-000123",
        "12345678901",
        "91350100M000100Y43",
    ],
)
def test_other_numbers_may_stand_in_a_text(text: str) -> None:
    assert not holds_personal_number(text)
