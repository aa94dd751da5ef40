"""Forms of acceptance and of declining."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from disputes.actions.acceptance import DeclineReason, OtherParty
from disputes.forms.base import DisputeActForm
from disputes.forms.inputs import RoutesField, text, tick
from disputes.intake import REFERRALS
from disputes.models.dispute import StartMode


class AcceptForm(DisputeActForm):
    """What the other party says, and whether the parties were told their rights."""

    other_party = forms.ChoiceField(
        label=_("对方当事人对调解的态度"),
        choices=OtherParty.choices,
        widget=forms.RadioSelect,
        help_text=_("一方当事人明确拒绝调解的，不得调解（人民调解法第十七条）"),
    )
    start_mode = forms.ChoiceField(label=_("启动方式"), choices=StartMode.choices)
    rights_told = tick(_("已向当事人告知权利义务"), help_text=_("人民调解法第二十三条、第二十四条"))
    note = text(_("说明"), 300, rows=2, required=False)

    def prepare(self) -> None:
        """Only the start modes that fit the channel."""
        referred = self.case.channel in REFERRALS
        choices = [(value, label) for value, label in StartMode.choices if (value == StartMode.REFERRED) == referred]
        self.fields["start_mode"] = forms.ChoiceField(label=_("启动方式"), choices=choices, initial=self.dispute.start_mode)


class DeclineForm(DisputeActForm):
    """Why not, and which other ways the party was told of."""

    reason = forms.ChoiceField(label=_("不予受理的理由"), choices=DeclineReason.choices)
    detail = text(_("具体说明"), 260, rows=2, required=False)
    routes = RoutesField()
