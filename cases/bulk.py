"""One act on many cases: looked at beforehand, done wholly or not at all, taken back for a while.

An act that can be done in bulk is declared by `BulkAct`. Nothing here has rules of its own: every case goes through the act's own
function with its own checks; the preview does the same inside a transaction that is rolled back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases.acting import lock
from cases.acts import registry
from cases.errors import ActError, NotOpen, Outdated, Refused
from cases.models import BulkItem, BulkRun, Case

MAX_CASES: Final = 200


@dataclass(frozen=True)
class BulkAct:
    """An act that can be done on many cases with one input.

    `form` is made with `actor=` and `now=` and its cleaned data are the act's input; `remember` notes what the undo needs before a case
    is changed, `result` what it needs of what the act returned; `undo` takes the act back on one case, by acts that are lawful themselves.
    """

    name: str
    label: str | Promise
    form: type[forms.Form]
    undo: Callable[[Case, Actor, dt.datetime, int, Mapping[str, Any]], None]
    remember: Callable[[Case], dict[str, Any]] = field(default=lambda _case: {})
    result: Callable[[Any], dict[str, Any]] = field(default=lambda _result: {})


BULK_ACTS: dict[str, BulkAct] = {}
"""By name; upper apps add theirs."""


@dataclass(frozen=True)
class Preview:
    """What would happen: cases on which it would be done, and cases on which not, with the reason."""

    will: list[Case]
    wont: list[tuple[Case, str]]
    unknown: list[str]
    """Numbers that name no case this person may see."""

    @property
    def whole(self) -> bool:
        """Whether it would be done on every one."""
        return bool(self.will) and not self.wont and not self.unknown


class BulkRefused(Refused):
    """Nothing was done: at least one case does not allow it. `preview` says which."""

    code = "bulk_refused"

    def __init__(self, preview: Preview) -> None:
        self.preview = preview
        lines = [f"{case.number}：{reason}" for case, reason in preview.wont]
        lines += [_("%(number)s：没有这件案件，或者您不能查看它。") % {"number": number} for number in preview.unknown]
        super().__init__({"": [_("有案件不能办理，全部没有办理。"), *lines]})


def preview(act: BulkAct, case_numbers: Sequence[str], actor: Actor, data: Mapping[str, Any], *, at: dt.datetime) -> Preview:
    """Try the act on every case with all its checks, and leave nothing behind.

    Raises:
        Refused: no case, or more than 200.
    """
    found, unknown = _cases(case_numbers, actor)
    will, wont = [], []
    with transaction.atomic():
        for case in found:
            reason = _trial(act, case, actor, data, at)
            if reason is None:
                will.append(case)
            else:
                wont.append((case, reason))
        transaction.set_rollback(True)
    return Preview(will, wont, unknown)


def run(
    act: BulkAct, case_numbers: Sequence[str], actor: Actor, data: Mapping[str, Any], *, at: dt.datetime, versions: Mapping[str, int] | None = None
) -> BulkRun:
    """Do the act on all of these cases in one transaction.

    `versions` are, by number, the versions that the preview showed; a case that has moved on since stops the run.

    Raises:
        BulkRefused: one of them does not allow it; nothing was done.
        Refused: no case, or more than 200.
    """
    found, unknown = _cases(case_numbers, actor)
    will, wont = [], []
    seen = versions or {}
    with transaction.atomic():
        until = at + dt.timedelta(seconds=settings.BULK_UNDO_SECONDS)
        bulk_run = BulkRun.objects.create(act=act.name, by=actor.user, at=at, undo_until=until)
        for case in found:
            try:
                with transaction.atomic():
                    _do(act, bulk_run, case, actor, data, at, seen.get(case.number))
                will.append(case)
            except ActError as error:
                wont.append((case, _reason(error)))
        if wont or unknown:
            raise BulkRefused(Preview(will, wont, unknown))
    return bulk_run


def undo(bulk_run: BulkRun, *, by: Actor, at: dt.datetime) -> BulkRun:
    """Take a run back on every case, or on none.

    Raises:
        Refused: somebody else did it, its time is over, it was taken back already, or a case has moved on since.
    """
    with transaction.atomic():
        locked = BulkRun.objects.select_for_update().get(pk=bulk_run.pk)
        _may_undo(locked, by, at)
        act = BULK_ACTS[locked.act]
        for item in locked.items.order_by("case_id"):
            _take_back(act, item, by, at)
        locked.undone_at = at
        locked.save(update_fields=["undone_at"])
    return locked


def may_still_undo(bulk_run: BulkRun, *, by: Actor, at: dt.datetime) -> bool:
    """Whether the button of undoing is shown; cases that have moved on are found when it is pressed."""
    return bulk_run.by_id == by.user.pk and bulk_run.undone_at is None and at <= bulk_run.undo_until


def _cases(numbers: Sequence[str], actor: Actor) -> tuple[list[Case], list[str]]:
    """The visible cases of these numbers, each of its own kind, by primary key (the order of locking), and numbers that name none."""
    wanted = list(dict.fromkeys(number.strip() for number in numbers if number.strip()))
    if not wanted:
        raise Refused(_("请先勾选案件。"))
    if len(wanted) > MAX_CASES:
        raise Refused(_("一次最多办理 %(most)d 件，现选了 %(count)d 件。") % {"most": MAX_CASES, "count": len(wanted)})
    found: list[Case] = []
    for kind in registry.kinds():
        found += kind.model.objects.visible_to(actor).filter(number__in=wanted, kind=kind.code)
    found.sort(key=lambda case: case.pk)
    known = {case.number for case in found}
    return found, [number for number in wanted if number not in known]


def _trial(act: BulkAct, case: Case, actor: Actor, data: Mapping[str, Any], at: dt.datetime) -> str | None:
    try:
        with transaction.atomic():
            _perform(act, case, actor, data, at, case.version)
    except ActError as error:
        return _reason(error)
    return None


def _perform(act: BulkAct, case: Case, actor: Actor, data: Mapping[str, Any], at: dt.datetime, version: int | None) -> Any:
    declared = registry.act(case.kind, act.name)
    if declared is None:
        raise NotOpen(state=registry.kind(case.kind).state_label(case.state), act=str(act.label), open_acts=[])
    return declared.run(**{declared.subject: case}, by=actor, at=at, version=version, **data)


def _do(act: BulkAct, bulk_run: BulkRun, case: Case, actor: Actor, data: Mapping[str, Any], at: dt.datetime, version: int | None) -> None:
    before = act.remember(lock(case))
    result = _perform(act, case, actor, data, at, version)
    after = Case.objects.get_queryset().values_list("version", flat=True).get(pk=case.pk)
    BulkItem.objects.create(run=bulk_run, case_id=case.pk, version_after=after, before={**before, **act.result(result)})


def _may_undo(bulk_run: BulkRun, by: Actor, at: dt.datetime) -> None:
    if bulk_run.by_id != by.user.pk:
        raise Refused(_("只有办理人本人可以撤销这次批量办理。"))
    if bulk_run.undone_at is not None:
        raise Refused(_("这次批量办理已经撤销过了。"))
    if at > bulk_run.undo_until:
        raise Refused(_("已超过可撤销的时间，请逐件办理。"))


def _take_back(act: BulkAct, item: BulkItem, by: Actor, at: dt.datetime) -> None:
    row = Case.objects.get_queryset().get(pk=item.case_id)
    case = registry.kind(row.kind).model.objects.get_queryset().get(pk=item.case_id)
    try:
        act.undo(case, by, at, item.version_after, item.before)
    except Outdated as error:
        raise Refused(_("%(number)s 之后已有新的办理记录，全部没有撤销。") % {"number": case.number}) from error
    except ActError as error:
        raise Refused(_("%(number)s 不能撤销：%(reason)s全部没有撤销。") % {"number": case.number, "reason": _reason(error)}) from error


def _reason(error: ActError) -> str:
    return error.message
