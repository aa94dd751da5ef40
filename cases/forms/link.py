"""Forms of links between cases."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.act import ActForm
from cases.forms.fields import CaseNumberField, ModelChoice, ReasonField, offer
from cases.models import Case, Link, LinkKind


class LinkForm(ActForm):
    """The other case and how the two belong together."""

    other = CaseNumberField(label=_("关联案件编号"))
    kind = forms.ChoiceField(label=_("关系"), choices=[(kind.value, kind.label) for kind in (LinkKind.RELATED, LinkKind.REPEAT)])
    reason = ReasonField(label=_("说明"), required=False)

    def clean_other(self) -> Case:
        """A visible case."""
        return CaseNumberField.find(self.cleaned_data["other"], actor=self.actor, this=self.case)


class _LinkChoice(ModelChoice):
    def label_from_instance(self, obj: Link) -> str:
        return f"{obj.get_kind_display()} {obj.case.number} → {obj.other.number}"


class UnlinkForm(ActForm):
    """Which link, and why it was wrong."""

    link = _LinkChoice(queryset=Link.objects.none(), label=_("关联"))
    reason = ReasonField(label=_("取消理由"))

    def prepare(self) -> None:
        """Links of this case in either direction whose other end the actor may see; a merger is undone by taking the case up again."""
        links = Link.objects.filter(case_id=self.case.pk) | Link.objects.filter(other_id=self.case.pk)
        visible = Case.objects.visible_to(self.actor).values("pk")
        links = links.exclude(kind=LinkKind.MERGED).filter(case__in=visible, other__in=visible)
        offer(self, "link", links.select_related("case", "other"))
