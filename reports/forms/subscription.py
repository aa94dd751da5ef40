"""Asking for the monthly report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from accounts.models import Area
from reports.models import FileFormat

FIRST, LAST = 1, 28
"""Days that every month has."""


class SubscriptionForm(forms.Form):
    """Which area, which file, on which day, to which address."""

    area = forms.ChoiceField(label=_l("区划"), error_messages={"invalid_choice": _l("没有这个区划，或不在您的辖区内。")})
    file_format = forms.ChoiceField(label=_l("文件"), choices=FileFormat.choices)
    day = forms.IntegerField(
        label=_l("每月几日寄出"),
        min_value=FIRST,
        max_value=LAST,
        initial=10,
        help_text=_l("1 到 28。寄上一个月的月报；全市第八个工作日锁定，10 日以后通常为锁定数据。"),
    )
    email = forms.EmailField(label=_l("邮箱"), max_length=254, help_text=_l("请填本人工作邮箱。"))

    def __init__(self, *args: Any, areas: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {area.pk: area for area in areas}
        field = self.fields["area"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(area.pk, area.path_name) for area in areas]

    def clean_area(self) -> Area:
        """The area of the chosen code."""
        return self.areas[self.cleaned_data["area"]]
