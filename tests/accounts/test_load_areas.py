"""`load_areas`: any city's areas, all of the file or nothing."""

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from accounts.area_file import AreaFileError, read
from accounts.loading import Loaded, load_areas
from accounts.models import Area
from accounts.pinyin import sort_key

DAY = dt.date(2026, 11, 23)
HEAD = "code,name,level,parent_code\n"
GOOD = HEAD + "3301,杭州市,city,\n330102,上城区,county,3301\n330102001,清波街道,township,330102\n330102001051,清波门社区居委会,village,330102001\n"
REAL = settings.BASE_DIR / "data" / "shangluo_areas.csv"


def load(text: str, *, on: dt.date = DAY, end_missing: bool = False) -> Loaded:
    return load_areas(content=text.encode(), on=on, end_missing=end_missing)


def errors_of(text: str | bytes) -> list[str]:
    with pytest.raises(AreaFileError) as caught:
        read(text.encode() if isinstance(text, str) else text)
    return [str(error) for error in caught.value.errors]


@pytest.mark.django_db
def test_the_real_file_loads_once_and_twice() -> None:
    first = load_areas(content=REAL.read_bytes(), on=DAY)
    assert first == Loaded(created=1408, changed=0, ended=0, unchanged=0)
    assert load_areas(content=REAL.read_bytes(), on=DAY) == Loaded(created=0, changed=0, ended=0, unchanged=1408)
    village = Area.objects.get(code="611002001001")
    assert village.path_name == "商州区 城关街道 东店子社区居委会"
    assert village.sort_key.startswith("dong1 dian4 zi")
    assert village.parent_id == "611002001"


@pytest.mark.django_db
def test_any_city_of_the_country() -> None:
    assert load(GOOD).created == 4
    assert load_areas(content=("\ufeff" + GOOD).encode(), on=DAY).unchanged == 4
    assert load_areas(content=GOOD.replace("\n", "\r\n").encode("gb18030"), on=DAY).unchanged == 4


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("33010A,下城区,county,3301", "代码“33010A”应全为数字"),
        ("33010,下城区,county,3301", "代码 33010 有 5 位，县区的代码应为 6 位"),
        ("330103,下城区,township,3301", "代码 330103 有 6 位，镇街的代码应为 9 位"),
        ("330103,下城区,region,3301", "层级“region”不对"),
        ("990103,下城区,county,9901", "前两位不是省级行政区代码"),
        ("330103,下城区,county,", "缺少上级代码，应为 3301"),
        ("330103,下城区,county,3302", "上级代码 3302 与代码 330103 不符，应为 3301"),
        ("330104001,某街道,township,330104", "上级 330104 既不在文件中，也没有载入过"),
        ("330102,上城区,county,3301", "代码 330102 与第 3 行重复"),
        ("330103, ,county,3301", "名称为空"),
        ("330103,下\u0007城区,county,3301", "控制字符"),
        (f"330103,{'长' * 61},county,3301", "名称超过 60 个字"),
        ("3302,宁波市,city,33", "市没有上级"),
        ("330103,下城区,county", "应有 4 列，实有 3 列"),
        ("３３０１０３,下城区,county,3301", "应全为数字"),
    ],
)
def test_a_wrong_line_is_named_with_its_reason(line: str, reason: str) -> None:
    (error,) = errors_of(GOOD + line + "\n")
    assert error.startswith("第 6 行：")
    assert reason in error


def test_all_errors_are_collected() -> None:
    found = errors_of(GOOD + "33010,甲,county,3301\n\n330109,,county,3301\n330105001,乙街道,township,330105\n")
    assert [error.split("：")[0] for error in found] == ["第 6 行", "第 8 行", "第 9 行"]


@pytest.mark.parametrize(
    ("heading", "reason"),
    [
        ("code,name,level,parent_code,province", "不认识的列“province”"),
        ("code,name,level", "缺少列“parent_code”"),
        ("code,name,level,parent_code,name", "列“name”出现多次"),
        ("", "缺少列“code”"),
    ],
)
def test_the_heading_is_checked(heading: str, reason: str) -> None:
    assert any(reason in error for error in errors_of(heading + "\n3301,杭州市,city,\n"))


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x01\x81", HEAD.encode(), HEAD.encode() + b'3301,"a,city,\n'])
def test_what_is_no_table_of_areas(content: bytes) -> None:
    assert errors_of(content)


@pytest.mark.django_db
def test_nothing_is_loaded_where_one_line_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "areas.csv"
    file.write_text(GOOD + "33010,甲,county,3301\n330199001,乙,township,330199\n")
    said = StringIO()
    with pytest.raises(CommandError, match="文件有 2 处错误，没有载入任何区划"):
        call_command("load_areas", str(file), stderr=said)
    assert said.getvalue().splitlines()[0].startswith("第 6 行：代码 33010 有 5 位")
    assert not Area.objects.exists()


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="读不到文件"):
        call_command("load_areas", str(tmp_path / "none.csv"))


@pytest.mark.django_db
def test_a_new_name_reaches_all_that_lies_in_it() -> None:
    load(GOOD)
    done = load(HEAD + "330102,上城新区,county,3301\n")
    assert done == Loaded(created=0, changed=3, ended=0, unchanged=1)
    assert Area.objects.get(code="330102001051").path_name == "上城新区 清波街道 清波门社区居委会"


@pytest.mark.django_db
def test_an_area_missing_from_a_newer_file_ends_and_may_come_back() -> None:
    load(GOOD)
    shorter = GOOD.rsplit("330102001051", 1)[0]
    assert load(shorter).ended == 0
    assert load(shorter, end_missing=True) == Loaded(created=0, changed=0, ended=1, unchanged=3)
    assert Area.objects.get(code="330102001051").valid_to == DAY
    assert load(GOOD).changed == 1
    assert Area.objects.get(code="330102001051").valid_to is None


@pytest.mark.django_db
def test_ending_touches_only_the_cities_of_the_file() -> None:
    load(GOOD)
    assert load(HEAD + "6110,商洛市,city,\n", end_missing=True).ended == 0
    assert Area.objects.filter(valid_to__isnull=True).count() == 5


@pytest.mark.django_db
def test_an_area_that_comes_later_says_since_when() -> None:
    load(GOOD)
    load(HEAD + "330102002,湖滨街道,township,330102\n")
    assert Area.objects.get(code="330102002").valid_from == DAY
    assert Area.objects.get(code="330102001").valid_from is None


def test_pinyin_order() -> None:
    assert sorted(["镇安县", "丹凤县", "柞水县", "洛南县"], key=sort_key) == ["丹凤县", "洛南县", "柞水县", "镇安县"]


@given(st.binary(max_size=300))
def test_no_file_makes_the_reader_fail_otherwise(content: bytes) -> None:
    try:
        read(HEAD.encode() + content)
    except AreaFileError as error:
        assert error.errors
