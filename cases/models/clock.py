"""Clocks of a case, their pauses and extensions, and the days off they count by."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.history import keeps_history


@keeps_history("ClockHistory", exclude=["ladder", "level"])
class Clock(models.Model):
    """A running limit. `kind` is a code of `cases.limits.LIMITS`; `due_at` is empty while paused; one open clock per case and kind.

    `ladder` says by which steps it climbs when it is not met (empty until the job has looked it up), `level` how many of them it has climbed.
    """

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="clocks")
    kind = models.CharField(_("期限"), max_length=40)
    amount = models.PositiveSmallIntegerField(_("期限数"))
    unit = models.CharField(_("单位"), max_length=16)
    started_at = models.DateTimeField(_("起算时间"))
    due_at = models.DateTimeField(_("到期时间"), null=True, blank=True)
    nominal_on = models.DateField(_("名义到期日"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("停止时间"), null=True, blank=True)
    stop_reason = models.CharField(_("停止原因"), max_length=40, blank=True)
    ladder = models.ForeignKey("cases.Ladder", models.PROTECT, null=True, blank=True, related_name="clocks", db_index=False)
    level = models.PositiveSmallIntegerField(_("已升级步数"), default=0)

    class Meta:
        verbose_name = _("期限")
        verbose_name_plural = _("期限")
        ordering = ["case_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], condition=Q(stopped_at__isnull=True), name="one_open_clock_of_a_kind"),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="clock_due", condition=Q(stopped_at__isnull=True, due_at__isnull=False)),
            models.Index(
                fields=["ladder", "level", "due_at"],
                name="clock_climbs",
                condition=Q(stopped_at__isnull=True, due_at__isnull=False, ladder__isnull=False),
            ),
            models.Index(fields=["stopped_at"], name="clock_stopped", condition=Q(stopped_at__isnull=False)),
            models.Index(fields=["id"], name="clock_without_ladder", condition=Q(stopped_at__isnull=True, ladder__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.case_id}"


class ClockPause(models.Model):
    """A clock stood still (中止): from, to, why, by whom."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="pauses")
    started_at = models.DateTimeField(_("自"))
    ended_at = models.DateTimeField(_("至"), null=True, blank=True)
    reason = models.CharField(_("事由"), max_length=200)
    article = models.CharField(_("依据"), max_length=120, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("批准人"))

    class Meta:
        verbose_name = _("中止")
        verbose_name_plural = _("中止")
        ordering = ["clock_id", "started_at"]
        constraints = [
            models.UniqueConstraint(fields=["clock"], condition=Q(ended_at__isnull=True), name="one_open_pause"),
            models.CheckConstraint(condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")), name="pause_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.reason


class ClockExtension(models.Model):
    """A clock was extended by an amount in its own unit, why, by whom, on which paper."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="extensions")
    amount = models.PositiveSmallIntegerField(_("延长"))
    reason = models.CharField(_("事由"), max_length=200)
    article = models.CharField(_("依据"), max_length=120, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("批准人"))
    document = models.ForeignKey("cases.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("文书"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("延期")
        verbose_name_plural = _("延期")
        ordering = ["clock_id", "at"]

    def __str__(self) -> str:
        return self.reason


class DayOff(models.Model):
    """A day that differs from the plain week: a public holiday, or a weekend day made a working day."""

    class Kind(models.TextChoices):
        """Which way the day differs."""

        OFF = "off", _("放假")
        WORK = "work", _("上班")

    date = models.DateField(_("日期"), primary_key=True)
    kind = models.CharField(_("类别"), max_length=4, choices=Kind.choices)
    name = models.CharField(_("名称"), max_length=60)
    source = models.CharField(_("来源"), max_length=120)
    provisional = models.BooleanField(_("暂定"), default=False)

    class Meta:
        verbose_name = _("节假日")
        verbose_name_plural = _("节假日")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
