"""Supervising many cases at once: one order, an item for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from accounts.actor import Actor
from cases.actions.supervision import recall_supervision
from cases.bulk import BulkAct
from cases.forms.supervision import BulkSuperviseForm
from cases.models import Case, SupervisionItem


def _recall(case: Case, by: Actor, at: dt.datetime, version: int, before: Mapping[str, Any]) -> None:
    item = SupervisionItem.objects.get(pk=before["item"], case_id=case.pk)
    recall_supervision(case=case, by=by, at=at, version=version, item=item, reason=_("撤销批量督办"))


SUPERVISE = BulkAct(
    name="supervise",
    label=_l("督办"),
    form=BulkSuperviseForm,
    undo=_recall,
    result=lambda item: {"item": item.pk},
)
