"""Finding and storing what is to be warned of. One transaction under a lock: killed, doubled or late, the rows are the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.language import on_record
from accounts.models import Area
from cases.daycount import SHANGHAI, local_day
from reports.models.warning import EarlyWarning, WarningCase, WarningEvent, WarningKind, WarningRun, WarningState
from reports.warning.counts import rising_fields, unusual_counts
from reports.warning.method import ALPHA
from reports.warning.open_cases import failed_mediations, grave_cases
from reports.warning.repeats import repeated_parties
from reports.warning.signal import Signal
from reports.warning.telling import tell_new

LINKS_KEPT: Final = 90
"""Days after its time for which a group of repeated parties stays linked to its cases."""
KEPT: Final = 365
"""Days after its time for which a warning is kept at all: so long the share of false alarms looks back."""
_LOCK: Final = 0x4557  # "EW"
_CASE_LINKS: Final = 500
_FLOWING: Final = ["area", "grade", "period_last", "shown_until", "observed", "expected", "limit", "data", "updated_at"]


def find_warnings(*, at: dt.datetime) -> WarningRun:
    """Look at everything, store what is new, bring up to date what still holds, let go what does not, tell the centres."""
    with on_record(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        today = local_day(at)
        counts, fields = unusual_counts(today), rising_fields(today)
        signals = [*counts.signals, *fields.signals, *repeated_parties(today), *failed_mediations(today), *grave_cases(today)]
        rows = store(signals, at=at)
        _let_go(rows, at=at)
        _watch_over(at=at)
        forget(today)
        tell_new(at=at)
        return _remember(len(rows), counts.tested + fields.tested, at=at)


def store(signals: Iterable[Signal], *, at: dt.datetime) -> list[int]:
    """Write the signals and the cases behind them; the keys of their rows. What was done about a row stays as it is."""
    known = set(Area.objects.values_list("pk", flat=True))
    found = {signal.identity: signal for signal in signals if signal.area in known}
    made = EarlyWarning.objects.bulk_create(
        [_row(found[identity], at) for identity in sorted(found)],
        update_conflicts=True,
        unique_fields=["kind", "key", "period_first"],
        update_fields=_FLOWING,
        batch_size=1000,
    )
    keys = {(row.kind, row.key, row.period_first): row.pk for row in made}
    _link({keys[identity]: found[identity].cases[-_CASE_LINKS:] for identity in found})
    return sorted(keys.values())


def forget(today: dt.date) -> tuple[int, int]:
    """Remove what is over: the links of repeated parties after 90 days, all of a warning after a year (个人信息保护法 19, 47)."""
    over = EarlyWarning.objects.filter(kind=WarningKind.REPEAT, shown_until__lt=today - dt.timedelta(days=LINKS_KEPT))
    links = WarningCase.objects.filter(warning__in=over.values("pk")).delete()[0]
    gone = EarlyWarning.objects.filter(shown_until__lt=today - dt.timedelta(days=KEPT)).delete()[0]
    return links, gone


def _row(signal: Signal, at: dt.datetime) -> EarlyWarning:
    return EarlyWarning(
        kind=signal.kind,
        key=signal.key,
        area_id=signal.area,
        grade=signal.grade,
        period_first=signal.first,
        period_last=signal.last,
        shown_until=signal.shown_until,
        observed=signal.observed,
        expected=signal.expected,
        limit=signal.limit,
        data=dict(signal.data),
        first_seen_at=at,
        updated_at=at,
    )


def _link(wanted: dict[int, tuple[int, ...]]) -> None:
    there = set(WarningCase.objects.filter(warning_id__in=list(wanted)).values_list("warning_id", "case_id"))
    now = {(warning, case) for warning, cases in wanted.items() for case in cases}
    WarningCase.objects.bulk_create([WarningCase(warning_id=warning, case_id=case) for warning, case in sorted(now - there)], batch_size=5000)
    for warning, case in sorted(there - now):
        WarningCase.objects.filter(warning_id=warning, case_id=case).delete()


def _let_go(found: Collection[int], *, at: dt.datetime) -> None:
    """What was shown and does not hold any more: the case was concluded, an entry was corrected, a setting was changed."""
    today = local_day(at)
    rows = list(EarlyWarning.objects.filter(shown_until__gte=today).exclude(pk__in=list(found)).values_list("pk", flat=True))
    EarlyWarning.objects.filter(pk__in=rows).update(shown_until=today - dt.timedelta(days=1), updated_at=at)
    _say(rows, "lapse", _("情况已不存在，系统自动解除。"), at=at)


def _watch_over(*, at: dt.datetime) -> None:
    """Watching ends with its day; what still holds waits to be dealt with again."""
    over = Q(state=WarningState.WATCHED, watch_until__lt=local_day(at))
    rows = list(EarlyWarning.objects.filter(over).values_list("pk", flat=True))
    EarlyWarning.objects.filter(pk__in=rows).update(state=WarningState.OPEN, watch_until=None, told_at=None, updated_at=at)
    _say(rows, "watch_over", _("关注期满，重新列为待处置。"), at=at)


def _say(rows: Sequence[int], act: str, text: str, *, at: dt.datetime) -> None:
    WarningEvent.objects.bulk_create([WarningEvent(warning_id=pk, act=act, at=at, text=text) for pk in rows])


def _remember(found: int, tested: int, *, at: dt.datetime) -> WarningRun:
    today = local_day(at)
    since = dt.datetime.combine(today, dt.time(), SHANGHAI)
    new = EarlyWarning.objects.filter(first_seen_at__gte=since, first_seen_at__lte=at).count()
    values = {"at": at, "tested": tested, "alpha": ALPHA, "found": found, "new": new}
    return WarningRun.objects.update_or_create(on=today, defaults=values)[0]
