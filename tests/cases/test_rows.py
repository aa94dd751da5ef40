"""Rows in a form: the same list from a page and from the API, and errors that name the row and the field."""

import pytest
from django import forms
from django.http import QueryDict

from cases.rows import RowsField


class ItemForm(forms.Form):
    content = forms.CharField(label="履行内容", max_length=10)
    amount = forms.DecimalField(label="金额", required=False)
    done = forms.BooleanField(label="已履行", required=False)


class Holder(forms.Form):
    items = RowsField(ItemForm, label="协议事项", minimum=1, maximum=3)


def posted(**values: str) -> Holder:
    data = QueryDict(mutable=True)
    data.update({key.replace("__", "-"): value for key, value in values.items()})
    return Holder(data)


def test_rows_of_a_page_and_of_the_api_are_the_same_list() -> None:
    page = posted(items__0__content="付款", items__0__amount="10.5", items__1__content="道歉", items__1__done="on")
    api = Holder({"items": [{"content": "付款", "amount": "10.5"}, {"content": "道歉", "amount": None, "done": True}]})
    assert page.is_valid(), page.errors
    assert api.is_valid(), api.errors
    assert page.cleaned_data == api.cleaned_data
    assert [row["done"] for row in page.cleaned_data["items"]] == [False, True]


def test_blank_rows_are_passed_over() -> None:
    form = posted(items__0__content="", items__0__amount="", items__1__content="道歉", items__2__content="")
    assert form.is_valid(), form.errors
    assert [row["content"] for row in form.cleaned_data["items"]] == ["道歉"]


def test_an_error_names_the_row_and_the_field() -> None:
    form = posted(items__0__content="付款", items__1__content="道歉", items__1__amount="十元")
    assert not form.is_valid()
    assert "第 2 行“金额”" in str(form.errors["items"])


@pytest.mark.parametrize(("rows", "reason"), [(0, "至少需要 1 行"), (4, "最多 3 行")])
def test_too_few_and_too_many_rows_are_refused(rows: int, reason: str) -> None:
    form = Holder({"items": [{"content": f"第{n}项"} for n in range(rows)]})
    assert not form.is_valid()
    assert reason in str(form.errors["items"])


@pytest.mark.parametrize("items", ["x", ["x"], [1], [[]], None, 3, {"content": "a"}])
def test_what_is_no_list_of_rows_is_an_error_and_not_a_crash(items: object) -> None:
    form = Holder({"items": items})
    valid = form.is_valid()
    assert valid == (items == {"content": "a"})


def test_what_was_typed_comes_back_with_a_blank_row_after_it() -> None:
    form = posted(items__0__content="付款给对方的金额太长太长太长", items__0__amount="7")
    assert not form.is_valid()
    field = form["items"]
    shown = field.field.widget.forms_to_show("items", field.value())
    assert [row.prefix for row in shown] == ["items-0", "items-1"]
    assert shown[0]["amount"].value() == "7"
    assert "content" in shown[0].errors
