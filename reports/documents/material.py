"""What the sections of the monthly report are written from: read once, shared by all."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from accounts.models import Area
from accounts.models.area import CODE_LENGTH, Level
from reports.figures import Cut, by_area_and_month
from reports.months import Period
from reports.statistics.lines import Line, lines
from reports.statistics.parts import Parts, parts
from reports.statistics.reading import Reading, read
from reports.statistics.stock import Stock, stock_of

MAIN = (
    "registered", "accepted", "concluded", "successful", "resolution", "success", "agreements_written", "agreements_oral", "amount",
    "performance", "in_time", "overdue", "pending", "pending_overdue",
)  # fmt: skip
"""The lines of the first table."""


@dataclass(frozen=True)
class Material:
    """The figures of an area over months, and the stock at `now` (aware)."""

    area: Area
    period: Period
    now: dt.datetime

    @cached_property
    def reading(self) -> Reading:
        """The monthly figures, apart by the ministry's types."""
        return read(self.area, self.period, dimension="moj_type")

    @cached_property
    def stock(self) -> Stock:
        """What is open now."""
        return stock_of(self.area.pk, now=self.now)

    @cached_property
    def lines(self) -> dict[str, Line]:
        """The main measures and rates by code."""
        return {line.code: line for line in lines(self.reading, MAIN)}

    @cached_property
    def parts(self) -> Parts | None:
        """The areas under it, best rate first."""
        return parts(self.reading, "resolution", linked=False) if self.reading.parts else None

    @cached_property
    def places(self) -> list[tuple[str, int]]:
        """Townships (villages, for a township) in the order of what was registered."""
        if self.area.level == Level.VILLAGE:
            return []
        level = Level.VILLAGE if self.area.level == Level.TOWNSHIP else Level.TOWNSHIP
        counts: dict[str, int] = {}
        for (code, _month), measures in by_area_and_month(Cut(self.area.pk, self.period), CODE_LENGTH[level]).items():
            counts[code] = counts.get(code, 0) + measures.registered
        most = sorted((code for code, count in counts.items() if count), key=lambda code: (-counts[code], code))[:10]
        names = dict(Area.objects.filter(code__in=most).values_list("code", "path_name"))
        return [(names[code].replace(" ", ""), counts[code]) for code in most if code in names]

    @property
    def before(self) -> str:
        """What the period before is called."""
        return _("上月") if self.period.months == 1 else _("上一期")

    @property
    def year(self) -> str:
        """What the same months a year before are called."""
        return _("去年同月") if self.period.months == 1 else _("去年同期")
