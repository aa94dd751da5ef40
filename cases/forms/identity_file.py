"""Form that asks why a proof of identity is opened."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.unmask import MIN_REASON
from cases.forms.fields import ReasonField


class IdentityFileForm(forms.Form):
    """Why."""

    reason = ReasonField(label=_("查看事由"), min_length=MIN_REASON, help_text=_("至少四个字；查看会被记录，可供审计。"))
