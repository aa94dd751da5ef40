"""Models of reports, one file per noun."""

from reports.models.climb import ClimbCount
from reports.models.figures import ANY, ANY_TYPE, Cell, FillState, Grain, MonthEvent, MonthReport
from reports.models.subscription import FileFormat, ReportMailing, ReportSubscription
from reports.models.warning import (
    EarlyWarning,
    Grade,
    KeyField,
    KeyFieldSetting,
    WarningCase,
    WarningEvent,
    WarningKind,
    WarningRun,
    WarningState,
)

__all__ = [
    "ANY",
    "ANY_TYPE",
    "Cell",
    "ClimbCount",
    "EarlyWarning",
    "FileFormat",
    "FillState",
    "Grade",
    "Grain",
    "KeyField",
    "KeyFieldSetting",
    "MonthEvent",
    "MonthReport",
    "ReportMailing",
    "ReportSubscription",
    "WarningCase",
    "WarningEvent",
    "WarningKind",
    "WarningRun",
    "WarningState",
]
