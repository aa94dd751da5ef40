"""What forms say of a value that cannot be taken: our own Chinese, which says how to mend it; English keeps its words."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import translation

from fengqiao.bootstrap import paths
from fengqiao.translations import compile_all

RAW = ("确保", "有效的选项", "不允许", "可用的选项", "变量", "空字符串", "输入一个")


class Everything(forms.Form):
    """A field for each kind of mistake."""

    short = forms.CharField(min_length=2)
    long = forms.CharField(max_length=3)
    null = forms.CharField()
    empty = forms.CharField()
    choice = forms.ChoiceField(choices=[("a", "甲")])
    choices = forms.MultipleChoiceField(choices=[("a", "甲")])
    most = forms.IntegerField(max_value=365)
    least = forms.IntegerField(min_value=1)
    whole = forms.IntegerField()
    digits = forms.DecimalField(max_digits=5, decimal_places=2)
    places = forms.DecimalField(max_digits=9, decimal_places=2)
    before = forms.DecimalField(max_digits=5, decimal_places=2)
    date = forms.DateField()
    moment = forms.DateTimeField()
    file = forms.FileField()


WRONG: dict[str, Any] = {
    "short": "一",
    "long": "一二三四",
    "null": "一\0二",
    "empty": "",
    "choice": "zz",
    "choices": ["zz"],
    "most": "366",
    "least": "0",
    "whole": "二",
    "digits": "1234567",
    "places": "1.234",
    "before": "1234.5",
    "date": "昨天",
    "moment": "昨天",
}
TOLD = {
    "short": "太短：至少要 2 个字，现在只有 1 个，请补充。",
    "long": "太长：最多 3 个字，现在有 4 个，请删减。",
    "null": "含有不可见的无效字符，请删去后重新输入。",
    "choice": "没有“zz”这个选项，请从列出的选项中选择。",
    "choices": "没有“zz”这个选项，请从列出的选项中选择。",
    "most": "数值太大，最大为 365，请改小。",
    "least": "数值太小，最小为 1，请改大。",
    "places": "小数最多 2 位，请四舍五入后填写。",
}


def test_every_mistake_is_told_in_our_words() -> None:
    compile_all(paths.PROJECT / "locale")
    with translation.override(settings.LANGUAGE_CODE):
        told = {name: str(errors[0]) for name, errors in Everything(WRONG).errors.items()}
    assert set(told) == set(Everything.base_fields)
    assert {name: told[name] for name in TOLD} == TOLD
    assert not [text for text in told.values() if any(word in text for word in RAW)]
    assert all("请" in text or "例如" in text for text in told.values())


def test_english_stays_english() -> None:
    with translation.override("en"):
        told = Everything(WRONG).errors
        assert told["most"] == ["Ensure this value is less than or equal to 365."] and told["null"] == ["Null characters are not allowed."]
