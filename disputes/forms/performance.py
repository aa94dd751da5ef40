"""Forms of performance, urging and breach."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.daycount import local_day
from cases.forms.act import ActForm
from cases.forms.fields import AttachmentField, ModelChoice, kept_files, offer
from disputes.actions.performance import owed
from disputes.forms.inputs import day, line, money, text, tick
from disputes.models import AgreementItem
from disputes.routes import BreachRoute


class ItemField(ModelChoice):
    """One open item of the agreement."""

    def label_from_instance(self, obj: Any) -> str:
        """Number, content, and what is still owed."""
        left = owed(obj)
        due = _("%(day)s 前") % {"day": obj.due_on.isoformat()}
        return f"{obj.seq}. {obj.content[:30]} {due}" + ("" if left is None else _("，尚欠 %(left)s 元") % {"left": f"{left:,.2f}"})


class PerformItemForm(ActForm):
    """Which item, when, how much."""

    item = ItemField(queryset=AgreementItem.objects.none(), label=_("协议事项"))
    on = day(_("履行日期"))
    amount = money(_("本次履行金额（元）"), help_text=_("约定了金额的事项必填，可以分次履行"))
    complete = tick(_("该项已履行完毕"), initial=True, help_text=_("没有约定金额的事项以此为准；约定了金额的，付清即为履行完毕"))
    note = line(_("说明"), 300, required=False)
    proof = AttachmentField(label=_("履行凭证"), required=False, help_text=_("收条、汇款单等，先作为附件上传"))

    def prepare(self) -> None:
        """Open items, the earliest first."""
        left = AgreementItem.objects.filter(
            agreement__dispute_id=self.case.pk, agreement__superseded_at__isnull=True, performed_on__isnull=True
        ).select_related("agreement")
        offer(self, "item", left.order_by("due_on", "seq"))
        first = left.order_by("due_on", "seq").first()
        self.fields["item"].initial = first.pk if first else None
        self.fields["on"].initial = local_day(self.now)
        offer(self, "proof", kept_files(self.case))


class UrgePerformanceForm(ActForm):
    """How the debtor was urged."""

    text = text(_("督促情况"), 500, help_text=_("何时、以何种方式督促，对方如何答复"))


class BreachForm(ActForm):
    """What was not performed, and of which ways the parties were told."""

    reason = text(_("未履行的情况"), 1000)
    routes = forms.MultipleChoiceField(
        label=_("已告知的途径"), choices=BreachRoute.choices, initial=lambda: [BreachRoute.SUIT], widget=forms.CheckboxSelectMultiple
    )
