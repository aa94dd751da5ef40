"""Forms of an agreement, and of mediation that failed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from cases.daycount import local_day
from cases.forms.fields import PartyField
from cases.models import Party
from cases.rows import RowsField
from disputes.actions.agreement import Item, Terms
from disputes.forms.base import DisputeActForm
from disputes.forms.inputs import RoutesField, day, line, money, text, tick
from disputes.limitation import warnings_of
from disputes.models import AgreementForm


class ItemForm(forms.Form):
    """A row of an agreement's items."""

    debtor = PartyField(label=_("履行人"))
    creditor = PartyField(label=_("权利人"), required=False)
    content = line(_("履行内容"), 500)
    amount = money(_("金额（元）"))
    due_on = day(_("履行期限"))
    manner = line(_("履行方式"), 100, required=False)
    place = line(_("履行地点"), 100, required=False)

    def __init__(self, *args: Any, parties: QuerySet[Party] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("debtor", "creditor"):
            field: Any = self.fields[name]
            field.queryset = Party.objects.none() if parties is None else parties


class AgreeForm(DisputeActForm):
    """What was agreed, in which form, and what has to be done."""

    form = forms.ChoiceField(label=_("协议形式"), choices=AgreementForm.choices, initial=AgreementForm.WRITTEN, widget=forms.RadioSelect)
    reached_on = day(_("达成日期"))
    effective_on = day(_("生效日期"), required=False, help_text=_("各方签名并盖章之日；不填则为达成日期"))
    facts = text(_("纠纷主要事实和争议事项"), 3000, rows=4)  # type: ignore[assignment]  # a declared field, taken off the class
    responsibility = text(_("各方责任"), 2000, rows=2)
    items = RowsField(ItemForm, label=_("协议内容"), minimum=1)
    performed_on_the_spot = tick(_("已当场履行完毕"))
    written_requested = tick(_("当事人要求书面协议"))
    copies = forms.IntegerField(label=_("份数"), min_value=1, max_value=99, required=False, help_text=_("当事人各一份，调委会留一份"))
    signed_by_parties = tick(_("各方当事人已签名、盖章或按指印"))
    signed_by_mediators = tick(_("调解员已签名"))
    sealed = tick(_("已加盖调委会印章"))
    resolution = text(_("化解情况"), 2000, rows=2, required=False)

    def prepare(self) -> None:
        """Items between the parties of this dispute; a paper for each of them and one for the committee."""
        parties = self.case.parties.all()
        items: Any = self.fields["items"]
        items.set_row_options(parties=parties)
        self.fields["reached_on"].initial = local_day(self.now)
        self.fields["copies"].initial = len(parties) + 1

    def act_input(self) -> dict[str, Any]:
        """The terms as one."""
        items = [Item(**row) for row in self.cleaned_data["items"]]
        return {"terms": Terms(**{**self.cleaned_data, "items": items})}


class FailForm(DisputeActForm):
    """Why mediation failed, and of which ways the parties were told."""

    reason = text(_("调解不成的原因"), 2000, rows=3)
    routes = RoutesField()

    def prepare(self) -> None:
        """Say which periods of limitation run on."""
        words = _t("%(name)s：最早于 %(day)s 届满（%(article)s）")
        found = warnings_of(self.dispute, local_day(self.now))
        lines = [words % {"name": each.name, "day": each.ends_on.isoformat(), "article": each.article} for each in found]
        routes = self.fields["routes"]
        routes.help_text = str(routes.help_text) + _t("请提醒当事人注意时效。") + "；".join(lines)
