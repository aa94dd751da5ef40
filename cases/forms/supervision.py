"""Forms of supervision: the order, its answer, its judgement, its recall; and the same order on many cases."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from cases.calendar import calendar
from cases.daycount import add_working_days, local_day
from cases.forms.act import ActForm
from cases.forms.fields import AttachmentField, ModelChoice, ReasonField, kept_files, offer
from cases.forms.inputs import day, text
from cases.models import SupervisionGround, SupervisionItem, SupervisionState
from cases.people import prefixes

USUAL_DAYS = 5
"""Working days that the form proposes for an answer."""


def grounds_for(actor: Actor) -> QuerySet[SupervisionGround]:
    """The grounds in use where the actor works: those of everywhere, and those of the counties in or around it."""
    local = Q(area__isnull=True)
    for posting in actor.postings:
        local |= Q(area__code__startswith=posting.area_id) | Q(area_id__in=prefixes(posting.area_id))
    return SupervisionGround.objects.filter(local, active=True)


def usual_day(now: dt.datetime) -> dt.date:
    """The day that the form proposes for an answer (Asia/Shanghai)."""
    return add_working_days(local_day(now), USUAL_DAYS, calendar())


def _ground() -> ModelChoice:
    return ModelChoice(queryset=SupervisionGround.objects.none(), label=_("督办事由"))


def _demand() -> forms.CharField:
    return text(_("督办要求"), 1000, min_length=4, help_text=_("写明要做什么、达到什么结果；不写当事人姓名和证件号码。"))


def _limit() -> forms.DateField:
    return day(_("答复期限"), help_text=_("至少留出一个工作日。"))


class SuperviseForm(ActForm):
    """Why, what, until when."""

    ground = _ground()
    text = _demand()
    answer_by = _limit()

    def prepare(self) -> None:
        """The grounds of the place; five working days."""
        offer(self, "ground", grounds_for(self.actor))
        self.fields["answer_by"].initial = usual_day(self.now)


class BulkSuperviseForm(forms.Form):
    """The same order on many cases."""

    ground = _ground()
    text = _demand()
    answer_by = _limit()

    def __init__(self, *args: Any, actor: Actor, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "ground", grounds_for(actor))
        self.fields["answer_by"].initial = usual_day(now)


class ItemChoice(ModelChoice):
    """An order on this case, by its number and day."""

    def label_from_instance(self, obj: SupervisionItem) -> str:
        """Number, round, ground, day."""
        return f"{obj.order.number} · {obj.order.ground} · {obj.order.answer_by}"


class _ItemForm(ActForm):
    """Base: one of the orders on this case; where there is one only, it is chosen."""

    item = ItemChoice(queryset=SupervisionItem.objects.none(), label=_("督办单"))

    def prepare(self) -> None:
        """The orders in question."""
        items = self.items().select_related("order__ground")
        offer(self, "item", items)
        if len(items) == 1:
            self.fields["item"].initial = items[0].pk

    def items(self) -> QuerySet[SupervisionItem]:
        """Which of the case's orders the act is about."""
        return self.case.supervisions.filter(state=SupervisionState.OPEN)


class AnswerSupervisionForm(_ItemForm):
    """What was done."""

    answer = text(_("办理答复"), 2000, rows=4, min_length=4)
    measures = text(_("整改措施"), 1000, min_length=2)
    document = AttachmentField(label=_("佐证材料"), required=False, help_text=_("先用“上传附件”把材料放进本案，再在这里选。"))

    def prepare(self) -> None:
        """Also the files of the case."""
        super().prepare()
        offer(self, "document", kept_files(self.case))


class _JudgedForm(_ItemForm):
    def items(self) -> QuerySet[SupervisionItem]:
        """Answered orders of the own bodies."""
        ours = self.actor.scope.organisation_ids
        return self.case.supervisions.filter(state=SupervisionState.ANSWERED, order__organisation_id__in=ours)


class AcceptSupervisionForm(_JudgedForm):
    """Content with the answer."""

    opinion = text(_("审核意见"), 500, rows=2, required=False)


class OrderAgainForm(_JudgedForm):
    """Not content: a second order."""

    text = _demand()
    answer_by = _limit()

    def prepare(self) -> None:
        """Five working days once more."""
        super().prepare()
        self.fields["answer_by"].initial = usual_day(self.now)


class RecallSupervisionForm(_ItemForm):
    """Taken back, with the reason."""

    reason = ReasonField()

    def items(self) -> QuerySet[SupervisionItem]:
        """Of the own bodies."""
        return super().items().filter(order__organisation_id__in=self.actor.scope.organisation_ids)
