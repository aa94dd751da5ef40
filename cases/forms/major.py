"""Forms of major cases: mark, analysis, rectification; and of the look-back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from cases.actions.look_back import Found
from cases.daycount import local_day
from cases.forms.act import ActForm
from cases.forms.fields import ModelChoice, ReasonField, offer
from cases.forms.inputs import day, limit_choices, line, text
from cases.models import Case, Finding, Rectification
from cases.people import prefixes

_TOWNSHIP = 9


def bodies_near(case: Case) -> QuerySet[Organisation]:
    """The active bodies of the case's county and of the city: one of them may have to put something right."""
    county = Q(area__code__startswith=case.area_id[:6]) | Q(area_id__in=prefixes(case.area_id))
    return Organisation.objects.filter(county, active=True).order_by("area_id", "kind", "name")


def _offer_bodies(form: ActForm) -> None:
    """All of them are taken; those of the township and above are shown, so that the page stays light."""
    bodies = bodies_near(form.case)
    offer(form, "organisation", bodies)
    close = Q(area__code__startswith=form.case.area_id[:_TOWNSHIP]) | Q(area_id__in=prefixes(form.case.area_id)) | Q(pk=form.case.organisation_id)
    field = form.fields["organisation"]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (declared by the forms below)
    limit_choices(field, bodies.filter(close)[:100])
    field.initial = form.case.organisation_id


class MarkMajorForm(ActForm):
    """Why it is a major case."""

    ground = text(_("认定理由"), 300, rows=2, min_length=4, help_text=_("例如：造成人员伤亡、涉及人数众多、引发群体性事件。"))


class LiftMajorForm(ActForm):
    """Why it is none any more."""

    reason = ReasonField(label=_("撤销理由"))


class AnalyseForm(ActForm):
    """Causes, handling, lessons."""

    causes = text(_("成因剖析"), 2000, rows=4, min_length=10)
    handling = text(_("处置评析"), 2000, rows=4, min_length=10)
    lessons = text(_("经验教训"), 2000, rows=4, min_length=10)


class AddRectificationForm(ActForm):
    """What is to be put right, by whom, by when."""

    problem = line(_("存在问题"), 500, min_length=4)
    measure = text(_("整改措施"), 1000, min_length=4)
    organisation = ModelChoice(queryset=Organisation.objects.none(), label=_("整改单位"))
    due_on = day(_("整改期限"))

    def prepare(self) -> None:
        """Bodies around the case."""
        _offer_bodies(self)


class _RectificationChoice(ModelChoice):
    def label_from_instance(self, obj: Rectification) -> str:
        return f"{obj.problem[:40]}（{obj.organisation.short_name}，{obj.due_on}）"


class FinishRectificationForm(ActForm):
    """Which one, when, with what result."""

    rectification = _RectificationChoice(queryset=Rectification.objects.none(), label=_("整改事项"))
    done_on = day(_("完成日期"))
    result = text(_("整改结果"), 1000, min_length=4)

    def prepare(self) -> None:
        """What is not done yet; today."""
        rows = Rectification.objects.filter(case_id=self.case.pk, done_on__isnull=True).select_related("organisation")
        offer(self, "rectification", rows)
        self.fields["done_on"].initial = local_day(self.now)


class OpenLookBackForm(ActForm):
    """Why, until when."""

    reason = text(_("倒查事由"), 500, rows=2, min_length=4)
    due_on = day(_("倒查期限"))


class AddFindingForm(ActForm):
    """Where it went wrong, what, whose, what is proposed."""

    kind = forms.ChoiceField(label=_("环节"), choices=Finding.Kind.choices)
    text = text(_("发现的问题"), 1000, min_length=4)
    organisation = ModelChoice(queryset=Organisation.objects.none(), label=_("责任单位"))
    proposal = forms.ChoiceField(
        label=_("建议"), choices=Finding.Proposal.choices, initial=Finding.Proposal.IMPROVE, help_text=_("三项建议：改进工作、完善政策、追究责任。")
    )

    def prepare(self) -> None:
        """Bodies around the case."""
        _offer_bodies(self)

    def act_input(self) -> dict[str, Any]:
        """The finding as one."""
        return {"found": Found(**self.cleaned_data)}


class _FindingChoice(ModelChoice):
    def label_from_instance(self, obj: Finding) -> str:
        return f"{obj.get_proposal_display()}：{obj.text[:40]}"


class AnswerFindingForm(ActForm):
    """Whether the proposal is adopted, in writing."""

    finding = _FindingChoice(queryset=Finding.objects.none(), label=_("倒查建议"))
    adopted = forms.TypedChoiceField(
        label=_("是否采纳"), choices=[("yes", _("采纳")), ("no", _("不采纳"))], coerce=lambda value: value == "yes", widget=forms.RadioSelect
    )
    reply = text(_("书面反馈"), 500, min_length=4, help_text=_("采纳的写明如何落实，不采纳的说明理由。"))

    def prepare(self) -> None:
        """Proposals to the own body that wait."""
        waiting = Finding.objects.filter(look_back__case_id=self.case.pk, replied_at__isnull=True).exclude(proposal=Finding.Proposal.NONE)
        rows = waiting.filter(organisation_id__in=self.actor.scope.organisation_ids)
        offer(self, "finding", rows)
        if len(rows) == 1:
            self.fields["finding"].initial = rows[0].pk


class CloseLookBackForm(ActForm):
    """What it came to."""

    conclusion = text(_("倒查结论"), 2000, rows=4, min_length=4)
