"""Monthly figures: how far a month is filled, its cells, how each area reported, and the log of that."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.triggers import APPEND_ONLY


class FillState(models.Model):
    """A filling of a month with figures.

    Version 0 is the provisional one of an open month and is written again and again; every other one is frozen as soon as it is done.
    `counted_at` is the moment whose facts are in it.
    """

    class State(models.TextChoices):
        """How far a filling is."""

        STARTED = "started", _("汇总中")
        DONE = "done", _("已完成")

    class Reason(models.TextChoices):
        """Why it was made."""

        PROVISIONAL = "provisional", _("月中汇总")
        CLOSING = "closing", _("结账")
        LATE_ENTRY = "late_entry", _("迟报补录")
        RECOUNT = "recount", _("重新汇总")

    month = models.DateField(_("月份"), help_text=_("当月第一天"))
    version = models.PositiveSmallIntegerField(_("版本"))
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.STARTED)
    reason = models.CharField(_("缘由"), max_length=12, choices=Reason.choices, default=Reason.PROVISIONAL)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("经办人"))
    started_at = models.DateTimeField(_("开始时间"))
    counted_at = models.DateTimeField(_("数据截至"), null=True, blank=True)
    done_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    last_event = models.BigIntegerField(default=0, help_text="highest number of a case event that was there when counting began")

    class Meta:
        verbose_name = _("月度汇总")
        verbose_name_plural = _("月度汇总")
        ordering = ["-month", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["month", "version"], name="month_filled_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="month_is_its_first_day"),
            models.CheckConstraint(condition=Q(state="started") | Q(done_at__isnull=False, counted_at__isnull=False), name="done_says_when"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="frozen_fill_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__version__gt=0, old__state="done"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} v{self.version}"

    @property
    def frozen(self) -> bool:
        """Whether it is a version of a closed month."""
        return self.version > 0


class Grain(models.IntegerChoices):
    """Which sums a cell holds. Leaves are the cases at an area itself; all others are those of the area with all that lies in it."""

    LEAF = 0
    CELL = 1
    CATEGORY = 2
    TYPE = 3
    CHANNEL = 4
    BODY = 5
    TOTAL = 6


ANY = "*"
ANY_TYPE = 0
"""Stand in a dimension over which a cell is summed."""

_REFUSE = "RAISE EXCEPTION 'figures of a closed month stay as they are' USING ERRCODE = 'check_violation';"
_FROZEN = "f.version > 0 AND f.state = 'done'"
_NAMED = "current_setting('fengqiao.filling', true)"


def _of_removed(name: str, operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    """Looks once at all rows of a statement: removing the provisional cells of a month must not cost a look for each."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        operation=operation,
        when=pgtrigger.After,
        referencing=pgtrigger.Referencing(old="gone"),
        func=f"""
            IF EXISTS (SELECT 1 FROM reports_fillstate f WHERE {_FROZEN} AND f.id IN (SELECT fill_id FROM gone)) THEN {_REFUSE} END IF;
            RETURN NULL;
        """,  # noqa: S608  (constants)
    )


_CELL_TRIGGERS = [
    _of_removed("frozen_cells_stay", pgtrigger.Delete),
    _of_removed("frozen_cells_unchanged", pgtrigger.Update),
    # A filling names itself in a setting of its transaction. It is looked up once for the statement, and only rows of another one by themselves.
    pgtrigger.Trigger(
        name="filling_not_frozen",
        level=pgtrigger.Statement,
        operation=pgtrigger.Insert,
        when=pgtrigger.Before,
        func=f"""
            IF EXISTS (SELECT 1 FROM reports_fillstate f WHERE {_FROZEN} AND f.id::text = {_NAMED}) THEN {_REFUSE} END IF;
            RETURN NULL;
        """,  # noqa: S608
    ),
    pgtrigger.Trigger(
        name="no_cell_into_frozen",
        operation=pgtrigger.Insert,
        when=pgtrigger.Before,
        condition=pgtrigger.Condition(f"NEW.fill_id::text IS DISTINCT FROM {_NAMED}"),
        func=f"""
            IF EXISTS (SELECT 1 FROM reports_fillstate f WHERE {_FROZEN} AND f.id = NEW.fill_id) THEN {_REFUSE} END IF;
            RETURN NEW;
        """,  # noqa: S608
    ),
]


class Cell(models.Model):
    """Figures of one cell: area × kind × category × ministry's type × channel × kind of committee, within a filling of a month.

    Rows are narrow and many, so area, category and type are codes without foreign keys: a filling takes them from cases, which have them.
    The key is one of the model alone; in the database sums have a unique index. Leaves, of which there are nearly as many as cases, are written in
    the order of areas and found by the ranges of pages they stand in: an entry for each in a tree cost more than the leaf itself.
    """

    pk = models.CompositePrimaryKey("fill_id", "grain", "area", "kind", "category", "moj_type", "channel", "body")
    fill = models.ForeignKey(FillState, models.CASCADE, related_name="cells", db_index=False, db_constraint=False)
    grain = models.PositiveSmallIntegerField(choices=Grain.choices)
    area = models.CharField(max_length=12, db_collation="C")
    kind = models.CharField(max_length=12, db_collation="C")
    category = models.CharField(max_length=4, db_collation="C")
    moj_type = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=16, db_collation="C")
    body = models.CharField(max_length=12, db_collation="C", blank=True)

    registered = models.IntegerField(default=0)
    accepted = models.IntegerField(default=0)
    concluded = models.IntegerField(default=0)
    successful = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    withdrawn = models.IntegerField(default=0)
    terminated = models.IntegerField(default=0)
    declined = models.IntegerField(default=0)
    merged = models.IntegerField(default=0)
    agreements_oral = models.IntegerField(default=0)
    agreements_written = models.IntegerField(default=0)
    amount = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    performed = models.IntegerField(default=0)
    on_time = models.IntegerField(default=0)
    overdue = models.IntegerField(default=0)
    accepted_on_time = models.IntegerField(default=0)
    accepted_late = models.IntegerField(default=0)
    people = models.IntegerField(default=0)
    complex = models.IntegerField(default=0)
    confirmations_applied = models.IntegerField(default=0)
    confirmed = models.IntegerField(default=0)
    visited = models.IntegerField(default=0)
    rated = models.IntegerField(default=0)
    satisfied = models.IntegerField(default=0)
    carried_over = models.IntegerField(default=0)
    pending = models.IntegerField(default=0)
    pending_overdue = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("月度数据")
        verbose_name_plural = _("月度数据")
        triggers = _CELL_TRIGGERS
        constraints = [
            models.UniqueConstraint(
                fields=["fill", "grain", "area", "kind", "category", "moj_type", "channel", "body"], condition=Q(grain__gt=0), name="cell_sum_once"
            ),
        ]
        indexes = [BrinIndex(fields=["fill", "area"], name="cell_leaf", condition=Q(grain=0), pages_per_range=4, autosummarize=True)]

    def __str__(self) -> str:
        return f"{self.fill_id} {self.area} {self.category}"


class MonthReport(models.Model):
    """How an area stands with the report of a month: submitted to the level above, returned by it, marked missing, locked by the city."""

    class State(models.TextChoices):
        """Where the report stands. No row means open."""

        OPEN = "open", _("待报送")
        SUBMITTED = "submitted", _("已报送")
        RETURNED = "returned", _("已退回")
        MISSING = "missing", _("缺报")
        LOCKED = "locked", _("已锁定")

    month = models.DateField(_("月份"))
    area = models.ForeignKey("accounts.Area", models.PROTECT, related_name="month_reports", verbose_name=_("区划"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("经办人"))
    at = models.DateTimeField(_("时间"))
    on_behalf = models.BooleanField(_("上级代报"), default=False)
    figures = models.JSONField(_("报送时的数字"), default=dict)

    class Meta:
        verbose_name = _("月报报送")
        verbose_name_plural = _("月报报送")
        ordering = ["-month", "area_id"]
        constraints = [models.UniqueConstraint(fields=["month", "area"], name="month_reported_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.area_id} {self.state}"


class MonthEvent(models.Model):
    """What happened with the report of a month: one row per act, append-only."""

    month = models.DateField(_("月份"))
    area = models.ForeignKey("accounts.Area", models.PROTECT, related_name="+", verbose_name=_("区划"))
    act = models.CharField(_("行为"), max_length=24)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("经办人"))
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("单位"))
    role = models.CharField(_("角色"), max_length=20, blank=True)
    at = models.DateTimeField(_("时间"))
    text = models.CharField(_("内容"), max_length=500, blank=True)
    data = models.JSONField(_("附加"), default=dict, blank=True)

    class Meta:
        verbose_name = _("月报记录")
        verbose_name_plural = _("月报记录")
        ordering = ["-id"]
        triggers = [APPEND_ONLY]
        indexes = [models.Index(fields=["month", "area"], name="month_event_of_area")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.area_id} {self.act}"

    @property
    def label(self) -> str:
        """What people call the act."""
        return str(_ACTS.get(self.act, self.act))


_ACTS = {
    "submit": _("报送"),
    "return": _("退回"),
    "mark_missing": _("记缺报"),
    "lock": _("锁定"),
    "recount": _("重新汇总"),
    "late_entry": _("补录入账"),
}
