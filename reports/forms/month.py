"""What an act on the report of a month asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l


class MonthActForm(forms.Form):
    """A reason, where the act needs one."""

    reason = forms.CharField(label=_l("理由"), min_length=2, max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_reason:
            del self.fields["reason"]
