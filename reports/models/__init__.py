"""Models of reports, one file per noun."""

from reports.models.climb import ClimbCount
from reports.models.figures import ANY, ANY_TYPE, Cell, FillState, Grain, MonthEvent, MonthReport
from reports.models.subscription import FileFormat, ReportMailing, ReportSubscription

__all__ = [
    "ANY",
    "ANY_TYPE",
    "Cell",
    "ClimbCount",
    "FileFormat",
    "FillState",
    "Grain",
    "MonthEvent",
    "MonthReport",
    "ReportMailing",
    "ReportSubscription",
]
