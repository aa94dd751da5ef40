"""Form of a note."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.act import ActForm


class NoteForm(ActForm):
    """What happened, in words."""

    text = forms.CharField(
        label=_("记录内容"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写进办理记录，不能修改或删除；请勿写入证件号码、电话等个人信息。"),
    )
