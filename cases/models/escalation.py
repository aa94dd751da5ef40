"""The ladder by which what is overdue climbs, and each step that was climbed."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Rung(models.TextChoices):
    """A level of the chain (四级), and what is left above it: the way to court."""

    VILLAGE = "village", _("村（社区）")
    TOWNSHIP = "township", _("镇（街道）")
    COUNTY = "county", _("县（区）")
    CITY = "city", _("市")
    COURT = "court", _("诉讼途径")


class Ground(models.TextChoices):
    """Why something climbed."""

    WARN = "warn", _("临期预警")
    OVERDUE = "overdue", _("超期")
    CLIMB = "climb", _("超期未办结")
    ATTEMPTS = "attempts", _("多次调解不成")
    HANDED_OVER = "handed_over", _("移交上级答复")


class StepUnit(models.TextChoices):
    """What a step's distance from the limit is counted in."""

    HOUR = "hour", _("小时")
    CALENDAR_DAY = "calendar_day", _("日")
    WORKING_DAY = "working_day", _("工作日")


class Told(models.TextChoices):
    """Who hears of a step."""

    HANDLER = "handler", _("承办人")
    FIRST_RECEIVER = "first_receiver", _("首问责任人")
    BODY = "body", _("承办单位")
    TOWNSHIP = "township", _("镇综治中心")
    COUNTY = "county", _("县综治中心")
    CITY = "city", _("市级领导")
    LEADER = "leader", _("包案领导")


class Ladder(models.Model):
    """By which steps a kind of clock climbs. An empty colour means any; no area means everywhere, else the county that set its own.

    The most specific ladder serves: county and colour, county, colour, neither. The ladder with the code `none` has no steps: clocks that
    nothing climbs for.
    """

    code = models.CharField(_("代码"), max_length=60, unique=True)
    kind = models.CharField(_("种类"), max_length=12)
    clock_kind = models.CharField(_("期限"), max_length=40)
    colour = models.CharField(_("风险等级"), max_length=8, blank=True)
    area = models.ForeignKey("accounts.Area", models.PROTECT, null=True, blank=True, related_name="ladders", verbose_name=_("县区"))
    name = models.CharField(_("名称"), max_length=60)
    article = models.CharField(_("依据"), max_length=120, blank=True)
    active = models.BooleanField(_("在用"), default=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("修改人"))
    changed_at = models.DateTimeField(_("修改时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("升级阶梯")
        verbose_name_plural = _("升级阶梯")
        ordering: ClassVar[list[str]] = ["clock_kind", "colour", "area_id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "clock_kind", "colour", "area"], name="ladder_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return self.name


class LadderStep(models.Model):
    """One step: so far before (negative) or behind the limit, who is told, who must answer within what time."""

    ladder = models.ForeignKey(Ladder, models.CASCADE, related_name="steps")
    step = models.PositiveSmallIntegerField(_("步"))
    ground = models.CharField(_("缘由"), max_length=12, choices=Ground.choices)
    offset = models.SmallIntegerField(_("距到期"))
    unit = models.CharField(_("单位"), max_length=16, choices=StepUnit.choices)
    to_level = models.CharField(_("升至"), max_length=10, choices=Rung.choices, blank=True)
    told = ArrayField(models.CharField(max_length=16, choices=Told.choices), verbose_name=_("告知"))
    answer_within = models.PositiveSmallIntegerField(_("答复时限"), null=True, blank=True, help_text=_("工作日；不填则不须答复"))

    class Meta:
        verbose_name = _("升级步骤")
        verbose_name_plural = _("升级步骤")
        ordering: ClassVar[list[str]] = ["ladder_id", "step"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["ladder", "step"], name="ladder_step_once")]

    def __str__(self) -> str:
        return f"{self.ladder_id} · {self.step}"


class AttemptRule(models.Model):
    """After how many tries that failed at a level a case climbs to the next (三级递进)."""

    kind = models.CharField(_("种类"), max_length=12)
    level = models.CharField(_("层级"), max_length=10, choices=Rung.choices)
    area = models.ForeignKey("accounts.Area", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("县区"))
    tries = models.PositiveSmallIntegerField(_("次数"))
    to_level = models.CharField(_("升至"), max_length=10, choices=Rung.choices)
    answer_within = models.PositiveSmallIntegerField(_("答复时限（工作日）"), default=2)
    unswept = models.BooleanField(default=True, help_text=_("规则有变，尚未核对过已有的调解不成记录"))

    class Meta:
        verbose_name = _("次数规则")
        verbose_name_plural = _("次数规则")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "level", "area"], name="attempt_rule_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(tries__gte=1), name="attempt_rule_tries"),
        ]

    def __str__(self) -> str:
        return f"{self.level} × {self.tries}"


class Attempt(models.Model):
    """A try to settle a case that failed, at the level of the body that made it. `key` names what it was, once."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="attempts")
    level = models.CharField(_("层级"), max_length=10, choices=Rung.choices)
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("记录人"))
    key = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("调解不成记录")
        verbose_name_plural = _("调解不成记录")
        ordering: ClassVar[list[str]] = ["case_id", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["case", "key"], name="attempt_once")]

    def __str__(self) -> str:
        return f"{self.case_id} · {self.level}"


class EscalationState(models.TextChoices):
    """Where an escalation stands. What only tells (a warning) is `told` from the start."""

    TOLD = "told", _("已告知")
    OPEN = "open", _("待签收")
    ACKNOWLEDGED = "acknowledged", _("已签收")
    ANSWERED = "answered", _("已答复")
    HANDED_OVER = "handed_over", _("已移交")
    STOPPED = "stopped", _("已停止")


class Escalation(models.Model):
    """A step that a case climbed: why, to which level, who must answer by when, and what was answered.

    Unique by clock, step and limit, or by case, ground and level, so that no run of the job doubles one. `due_at` is the limit at that time.
    What was handed over to the next body is a row of its own for the same step.
    """

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="escalations", db_index=False)
    clock = models.ForeignKey("cases.Clock", models.CASCADE, null=True, blank=True, related_name="escalations", db_index=False)
    clock_kind = models.CharField(_("期限"), max_length=40, blank=True)
    step = models.PositiveSmallIntegerField(_("步"), default=0)
    due_at = models.DateTimeField(_("到期时间"), null=True, blank=True)
    ground = models.CharField(_("缘由"), max_length=12, choices=Ground.choices)
    from_level = models.CharField(_("自"), max_length=10, choices=Rung.choices, blank=True)
    to_level = models.CharField(_("升至"), max_length=10, choices=Rung.choices, blank=True)
    reason = models.CharField(_("说明"), max_length=300, blank=True)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="escalations", db_index=False, verbose_name=_("答复单位")
    )
    told = ArrayField(models.CharField(max_length=16), default=list, verbose_name=_("告知"))
    at = models.DateTimeField(_("时间"))
    answer_by = models.DateTimeField(_("答复期限"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=EscalationState.choices)
    acknowledged_at = models.DateTimeField(_("签收时间"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("签收人")
    )
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("答复人")
    )
    answer = models.CharField(_("答复"), max_length=500, blank=True)
    handed_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("移交为"))
    stopped_at = models.DateTimeField(_("停止时间"), null=True, blank=True)
    stop_reason = models.CharField(_("停止原因"), max_length=40, blank=True)
    told_at = models.DateTimeField(_("通知时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("升级")
        verbose_name_plural = _("升级")
        ordering: ClassVar[list[str]] = ["case_id", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["clock", "step", "due_at"], condition=Q(clock__isnull=False) & ~Q(ground="handed_over"), name="escalation_of_clock_once"
            ),
            models.UniqueConstraint(fields=["case", "ground", "from_level", "step"], condition=Q(clock__isnull=True), name="escalation_of_case_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["case"], name="escalation_of_case"),
            models.Index(fields=["organisation", "answer_by"], name="escalation_waits", condition=Q(state__in=["open", "acknowledged"])),
            models.Index(fields=["id"], name="escalation_untold", condition=Q(told_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} · {self.ground} → {self.to_level}"
