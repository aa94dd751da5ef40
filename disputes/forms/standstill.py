"""Forms of standing still and going on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.act import ActForm
from cases.forms.fields import ReasonField
from disputes.actions.standstill import StandstillGround


class PauseForm(ActForm):
    """Why the dispute stands still."""

    ground = forms.ChoiceField(label=_("中止事由"), choices=StandstillGround.choices)
    reason = ReasonField(label=_("具体情况"))


class ResumeForm(ActForm):
    """Why it goes on."""

    reason = ReasonField(label=_("恢复理由"), required=False)
