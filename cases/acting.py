"""How every act is done: one transaction, the row locked, version, procedure and policy checked, one event written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed

from accounts.actor import Actor
from accounts.language import on_record
from cases import clocks, risk_clocks
from cases.acts import Facts, is_for, is_open, open_acts, registry
from cases.daycount import local_day
from cases.errors import NotGranted, NotOpen, Outdated
from cases.models import Case, CaseEvent, ClockPause
from cases.search_column import refresh_search

C = TypeVar("C", bound=Case)


class Step(Generic[C]):
    """An act under way. `case` is the locked row; fields that are changed on it are saved when the step ends."""

    def __init__(self, case: C, act: str, by: Actor, at: dt.datetime, facts: Facts) -> None:
        self.case, self.act, self.by, self.at, self.facts = case, act, by, at, facts
        self.source = case.state
        self._before = _column_values(case)
        self._text = ""
        self._data: dict[str, Any] = {}
        self._article = ""
        self._search = False
        self._reads_only = False

    def move(self, transition_name: str) -> None:
        """Make a move of the state machine.

        Raises:
            NotOpen: the state does not allow it.
        """
        try:
            getattr(self.case, transition_name)()
        except TransitionNotAllowed as error:
            raise not_open(self.case, self.act, self.by, self.facts) from error

    def say(self, text: str = "", *, article: str = "", **data: Any) -> None:
        """What the timeline will show: a sentence, the basis, and values for the page (no personal data)."""
        self._text, self._article = text or self._text, article or self._article
        self._data.update(data)

    def searched_words_changed(self) -> None:
        """Title, parties, area, organisation or officers changed: the search column is made anew when the step ends."""
        self._search = True

    def reads_only(self) -> None:
        """The act changes nothing of the case: its version stays, so that nobody else's form is outdated by it."""
        self._reads_only = True

    def finish(self) -> None:
        """Save what changed, mirror the clocks, write the event."""
        if not self._reads_only:
            self._save()
        write_event(self.case, act=self.act, by=self.by, at=self.at, source=self.source, text=self._text, article=self._article, data=self._data)

    def _save(self) -> None:
        self.case.version += 1
        self.case.updated_at = self.at
        risk_clocks.follow(self.case, self._before, self.facts, at=self.at)
        clocks.mirror(self.case)
        changed = [name for name, value in _column_values(self.case).items() if self._before[name] != value]
        self.case.save(update_fields=changed)
        if self._search:
            refresh_search([self.case.pk])


@contextmanager
def acting(case: C, act: str, *, by: Actor, at: dt.datetime, version: int | None = None) -> Iterator[Step[C]]:
    """Do an act: everything in the block is one transaction with one event, or nothing.

    Args:
        case: the case as the caller read it; the block works on `step.case`, read anew under a lock.
        act: the code of the act.
        by: who acts.
        at: when (aware).
        version: the version the person saw, or None for a job.

    Raises:
        Outdated: the case has moved on since that version.
        NotOpen: procedure does not allow the act now.
        NotGranted: the roles do not grant it.
    """
    with on_record(), transaction.atomic():
        locked = lock(case)
        if version is not None and version != locked.version:
            raise Outdated(seen=version, current=locked.version, events=events_since(locked, version))
        facts = registry.kind(locked.kind).facts(locked)
        _check(locked, act, by, facts)
        step = Step(locked, act, by, at, facts)
        yield step
        step.finish()


def lock(case: C) -> C:
    """The same case, read anew and locked against every other act."""
    of = ("self",) if type(case) is Case else ("self", "case_ptr")
    locked: C = type(case).objects.get_queryset().select_for_update(no_key=True, of=of).get(pk=case.pk)
    return locked


def events_since(case: Case, version: int) -> list[CaseEvent]:
    """What happened after a version, oldest first."""
    return list(CaseEvent.objects.filter(case_id=case.pk, version__gt=version).select_related("by").order_by("id"))


def write_event(
    case: Case, *, act: str, by: Actor, at: dt.datetime, source: str, text: str = "", article: str = "", data: dict[str, Any] | None = None
) -> CaseEvent:
    """One row of the timeline."""
    posting = by.main_posting
    return CaseEvent.objects.create(
        case_id=case.pk,
        act=act,
        by=by.user,
        organisation_id=posting.organisation_id if posting else None,
        role=posting.role if posting else "",
        at=at,
        source=source,
        target=case.state,
        text=text,
        article=article,
        data=data or {},
        version=case.version,
    )


def not_open(case: Case, act: str, by: Actor, facts: Facts) -> NotOpen:
    """The error that names the state, the act and the acts that are open."""
    kind = registry.kind(case.kind)
    declared = registry.act(case.kind, act)
    return NotOpen(
        state=_state_in_words(case, kind.state_label(case.state)),
        act=str(declared.label) if declared else act,
        open_acts=[str(each.label) for each in open_acts(case, by, facts)],
    )


def _state_in_words(case: Case, label: str) -> str:
    """The state; of a case that stands still also since which day (Shanghai time): the state alone would not tell why nothing is open."""
    if not case.paused:
        return label
    since = ClockPause.objects.filter(clock__case_id=case.pk, ended_at__isnull=True).aggregate(first=Min("started_at"))["first"]
    if since is None:
        return _("%(state)s（已中止）") % {"state": label}
    return _("%(state)s（自 %(day)s 起已中止）") % {"state": label, "day": local_day(since).isoformat()}


def _check(case: Case, code: str, by: Actor, facts: Facts) -> None:
    act = registry.act(case.kind, code)
    if act is None or not is_open(act, case, facts):
        raise not_open(case, code, by, facts)
    if not is_for(act, case, by, facts):
        raise NotGranted(str(act.label))


def _column_values(case: Case) -> dict[str, Any]:
    return {f.name: getattr(case, f.attname) for f in case._meta.concrete_fields if not f.primary_key and f.name != "search"}
