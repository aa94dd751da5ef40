"""The category lists, the mapping between them, and the days off that a new database holds."""

import datetime as dt

import pytest

from cases.models import Category, DayOff, MojType
from cases.seeds import CategoryRow, categories, moj_type_of, moj_types

pytestmark = pytest.mark.django_db


def test_both_lists_are_whole():
    assert MojType.objects.count() == 18 and set(MojType.objects.values_list("seq", "name")) == set(moj_types())
    assert Category.objects.filter(parent=None).count() == 17
    rows = {CategoryRow(*row) for row in Category.objects.values_list("code", "name", "parent_id", "moj_type_id")}
    assert rows == set(categories())


def test_every_category_counts_as_one_type_and_lies_in_its_group():
    for row in Category.objects.select_related("moj_type"):
        assert row.moj_type is not None
        assert row.parent_id in (None, row.code[:2])


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("0101", "婚姻家庭纠纷"),
        ("0203", "邻里纠纷"),
        ("0902", "房屋宅基地纠纷"),
        ("0602", "房屋宅基地纠纷"),
        ("0804", "合同纠纷"),
        ("0303", "损害赔偿纠纷"),
        ("0903", "山林土地纠纷"),
        ("1102", "征地拆迁纠纷"),
        ("0504", "环境污染纠纷"),
        ("0701", "其他劳动争议纠纷"),
        ("0601", "其他消费纠纷"),
        ("0502", "医疗纠纷"),
        ("0503", "道路交通事故纠纷"),
        ("0402", "物业纠纷"),
        ("1301", "其他纠纷"),
    ],
)
def test_the_mapping_is_the_sensible_one(code, name):
    assert Category.objects.get(pk=code).moj_type.name == name and moj_type_of(code) == MojType.objects.get(name=name).seq


def test_days_off_of_eight_years_the_last_provisional():
    years = set(DayOff.objects.values_list("date__year", flat=True))
    assert years == set(range(2020, 2028))
    assert DayOff.objects.get(date=dt.date(2026, 2, 14)).kind == "work" and DayOff.objects.get(date=dt.date(2026, 2, 23)).kind == "off"
    assert not DayOff.objects.filter(date__year=2026, provisional=True).exists()
    assert DayOff.objects.filter(date__year=2027, provisional=False).count() == 0
