"""The intake form: the fields of GB/T 31000 and of the ministry's statistics."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import EMPTY_VALUES
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation
from cases.daycount import local_day
from cases.forms.fields import Choice
from cases.models import Channel, Colour, MojType
from cases.rows import RowsField
from disputes.actions.register import CODE
from disputes.actions.support import posting_for
from disputes.forms.inputs import CategoryField, day, line, money, no_personal_number, text
from disputes.forms.party import PartyForm, party_input
from disputes.forms.picks import AreaPick
from disputes.intake import Intake, problems_of
from disputes.models import MediationKind, Scale
from disputes.models.dispute import CourtProcedure, Difficulty, StartMode
from disputes.places import areas_granted
from disputes.suggestions import colour_problem, suggest_colour

OPTIONAL = [("", "---------")]
DEFAULTED = frozenset({"people_count", "scale", "colour", "difficulty", "mediation_kind"})
"""Fields that mean their first value where nothing is sent."""


class DisputeFields(forms.Form):
    """What is told of a dispute, by the names of its columns."""

    title = line(_("事件名称"), 100, validators=[no_personal_number], help_text=_("例如：张某与李某院墙滴水纠纷。当事人的全名保存时自动隐去"))
    channel = Choice(label=_("来源"), choices=Channel.choices)
    area = AreaPick(label=_("发生区划"), help_text=_("所属网格、村（社区）或镇街：写名称里的字，或区划代码"))
    place = line(_("发生地点"), 200)
    occurred_on = day(_("发生日期"))
    category = CategoryField()
    summary = text(_("事件简述"), 2000, rows=4, validators=[no_personal_number])
    demand = text(_("诉求"), 1000, rows=2, required=False, validators=[no_personal_number])
    people_count = forms.IntegerField(label=_("涉及人数"), min_value=1, max_value=100_000, initial=2, required=False)
    scale = Choice(label=_("事件规模"), choices=Scale.choices, initial=Scale.INDIVIDUAL, required=False)
    colour = Choice(label=_("风险等级"), choices=Colour.choices, initial=Colour.BLUE, required=False)
    amount = money(_("涉及金额（元）"))
    difficulty = Choice(label=_("难易程度"), choices=Difficulty.choices, initial=Difficulty.GENERAL, required=False)
    start_mode = Choice(label=_("启动方式"), choices=[("", _("按来源确定")), *StartMode.choices], required=False)
    mediation_kind = Choice(label=_("化解方式"), choices=MediationKind.choices, initial=MediationKind.PEOPLE, required=False)
    moj_type = forms.ModelChoiceField(
        queryset=MojType.objects.order_by("seq"), label=_("纠纷类型（司法部统计）"), required=False, empty_label=_("按事件类别确定")
    )
    involved_units = line(_("涉及单位"), 200, required=False)
    court_name = line(_("委派（委托）法院"), 100, required=False)
    court_case_number = line(_("法院案号"), 60, required=False)
    court_procedure = Choice(label=_("审理程序"), choices=[*OPTIONAL, *CourtProcedure.choices], required=False)
    court_material_signed_on = day(_("签收法院材料日期"), required=False, help_text=_("法院委派、委托的期限自这一天起算"))
    referral_organ = line(_("移送机关"), 100, required=False)
    referral_number = line(_("移送文号"), 60, required=False)
    longitude = forms.DecimalField(label=_("经度"), max_digits=11, decimal_places=8, min_value=Decimal(-180), max_value=Decimal(180), required=False)
    latitude = forms.DecimalField(label=_("纬度"), max_digits=10, decimal_places=8, min_value=Decimal(-90), max_value=Decimal(90), required=False)


class IntakeForm(DisputeFields):
    """Everything that is asked when a dispute comes in."""

    colour_reason = line(_("低于建议等级的理由"), 200, required=False, help_text=_("风险等级低于系统建议时填写"))
    organisation = forms.ModelChoiceField(queryset=Organisation.objects.none(), label=_("承办单位"), required=False, empty_label=_("您任职的单位"))
    parties = RowsField(PartyForm, label=_("当事人"), minimum=1, blank=2)

    def __init__(self, *args: Any, actor: Actor, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.now = actor, now
        today = local_day(now)
        _field(self, "parties").set_row_options(today=today)
        _field(self, "category").offer_groups()
        self.fields["occurred_on"].initial = today
        offer_areas(self, actor, CODE, today)
        organisations = Organisation.objects.filter(pk__in=actor.scope.organisation_ids)
        _field(self, "organisation").queryset = organisations
        main = posting_for(actor, "")
        self.fields["area"].initial = main.area_id if main else None

    def clean(self) -> dict[str, Any]:
        """The rules that need more than one field, so that the page shows them before anything is written."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        intake = self.intake()
        for field, reasons in problems_of(intake, local_day(self.now)).items():
            for reason in reasons:
                self.add_error(field, reason)
        words = f"{intake.title}\n{intake.summary}\n{intake.demand}"
        suggestion = suggest_colour(words, people=intake.people_count, amount=intake.amount, area=intake.area.pk)
        if reason := colour_problem(intake.colour, suggestion, intake.colour_reason):
            self.add_error("colour_reason", reason)
        return cleaned

    def intake(self) -> Intake:
        """The cleaned input as `disputes.actions.register.register` takes it."""
        known = {field.name for field in dataclasses.fields(Intake)}
        given = {name: value for name, value in self.cleaned_data.items() if name not in DEFAULTED or value not in EMPTY_VALUES}
        values = {name: value for name, value in given.items() if name in known}
        values["parties"] = tuple(party_input(row) for row in self.cleaned_data["parties"])
        return Intake(**values)


def offer_areas(form: forms.Form, actor: Actor, act: str, today: dt.date) -> None:
    """Offer the areas in use that lie where the actor's postings grant an act."""
    field = _field(form, "area")
    field.queryset = areas_granted(actor, act, today)
    field.suggest_from(reverse("disputes:areas"))


def _field(form: forms.Form, name: str) -> Any:
    """A field, without its type: what it offers is set on it."""
    return form.fields[name]
