"""When a person may be disturbed, in local time (Asia/Shanghai). Pure functions of their arguments."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cases.daycount import ONE_DAY, SHANGHAI


@dataclass(frozen=True)
class Hours:
    """Quiet hours, which may go over midnight (both None: there are none), and when the digest of the day leaves."""

    quiet_from: dt.time | None = dt.time(22)
    quiet_to: dt.time | None = dt.time(7)
    digest_at: dt.time = dt.time(8)


DEFAULT = Hours()


def is_quiet(time: dt.time, hours: Hours) -> bool:
    """Whether a local time lies in the quiet hours: the first minute does, the last does not."""
    begin, end = hours.quiet_from, hours.quiet_to
    if begin is None or end is None or begin == end:
        return False
    return begin <= time < end if begin < end else time >= begin or time < end


def after_quiet(at: dt.datetime, hours: Hours) -> dt.datetime:
    """The moment itself, or the end of the quiet hours it lies in."""
    local = at.astimezone(SHANGHAI)
    end = hours.quiet_to
    if end is None or not is_quiet(local.time(), hours):
        return at
    day = local.date() if local.time() < end else local.date() + ONE_DAY
    return dt.datetime.combine(day, end, SHANGHAI)


def next_digest(at: dt.datetime, hours: Hours) -> dt.datetime:
    """The first time for a digest after that moment."""
    local = at.astimezone(SHANGHAI)
    day = local.date() if local.time() < hours.digest_at else local.date() + ONE_DAY
    return dt.datetime.combine(day, hours.digest_at, SHANGHAI)
