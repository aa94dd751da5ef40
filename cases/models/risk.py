"""Risk colours (三色管理) and what a red or a major case asks for: plan, review, analysis, rectification, look-back."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Colour


class ColourRule(models.Model):
    """A rule that speaks for a colour. What it looks at is in code under its code; threshold, words and colour are data."""

    code = models.CharField(_("代码"), max_length=40, primary_key=True)
    colour = models.CharField(_("风险等级"), max_length=8, choices=Colour.choices)
    name = models.CharField(_("条件"), max_length=120)
    threshold = models.DecimalField(_("阈值"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    words = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("风险词"))
    seq = models.PositiveSmallIntegerField(_("顺序"), default=0)
    active = models.BooleanField(_("在用"), default=True)

    class Meta:
        verbose_name = _("定级规则")
        verbose_name_plural = _("定级规则")
        ordering: ClassVar[list[str]] = ["seq", "code"]

    def __str__(self) -> str:
        return self.name


class ChangeState(models.TextChoices):
    """Where a change of colour stands: raising is done at once, lowering waits for another person."""

    DONE = "done", _("已生效")
    PENDING = "pending", _("待批准")
    APPROVED = "approved", _("已批准")
    REFUSED = "refused", _("未批准")
    WITHDRAWN = "withdrawn", _("已撤回")


class ColourChange(models.Model):
    """A change of a case's colour, done or asked for: from, to, why, which rules spoke, the evidence, who approved."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="colour_changes")
    before = models.CharField(_("原等级"), max_length=8, choices=Colour.choices)
    after = models.CharField(_("新等级"), max_length=8, choices=Colour.choices)
    reason = models.CharField(_("理由"), max_length=500)
    rules = ArrayField(models.CharField(max_length=160), default=list, blank=True, verbose_name=_("触发规则"))
    evidence = models.ForeignKey("cases.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("佐证材料"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("提出人"))
    at = models.DateTimeField(_("时间"))
    state = models.CharField(_("状态"), max_length=10, choices=ChangeState.choices)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审批人"))
    decided_at = models.DateTimeField(_("审批时间"), null=True, blank=True)
    decision = models.CharField(_("审批意见"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("风险等级变动")
        verbose_name_plural = _("风险等级变动")
        ordering: ClassVar[list[str]] = ["case_id", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="pending"), name="one_colour_change_pending"),
            models.CheckConstraint(condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("by")), name="colour_decided_by_another"),
            models.CheckConstraint(condition=Q(state="done") | Q(evidence__isnull=False), name="lowering_has_evidence"),
            models.CheckConstraint(condition=~Q(state__in=["approved", "refused"]) | Q(decided_by__isnull=False), name="lowering_has_approver"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.before} → {self.after}"


class CasePlan(models.Model):
    """The plan of one case (一案一策). A new one supersedes the one before."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="plans")
    aim = models.CharField(_("化解目标"), max_length=500)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("牵头人"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("制定人"))
    at = models.DateTimeField(_("制定时间"))
    superseded_at = models.DateTimeField(_("被替换时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("一案一策")
        verbose_name_plural = _("一案一策")
        ordering: ClassVar[list[str]] = ["case_id", "-at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case"], condition=Q(superseded_at__isnull=True), name="one_plan_of_case"),
        ]

    def __str__(self) -> str:
        return self.aim


class PlanStep(models.Model):
    """A step of a plan: what, who, by when, done when."""

    plan = models.ForeignKey(CasePlan, models.CASCADE, related_name="steps")
    seq = models.PositiveSmallIntegerField(_("序号"))
    text = models.CharField(_("措施"), max_length=300)
    owner = models.CharField(_("责任人"), max_length=80)
    due_on = models.DateField(_("完成期限"))
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("确认人"))
    result = models.CharField(_("完成情况"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("措施")
        verbose_name_plural = _("措施")
        ordering: ClassVar[list[str]] = ["plan_id", "seq"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["plan", "seq"], name="plan_step_once")]

    def __str__(self) -> str:
        return self.text


class CaseReview(models.Model):
    """A review (研判) of a red or yellow case in its rhythm."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="reviews")
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("研判人"))
    colour = models.CharField(_("当时等级"), max_length=8, choices=Colour.choices)
    text = models.CharField(_("研判情况"), max_length=1000)
    next_on = models.DateField(_("下次研判"), null=True, blank=True)

    class Meta:
        verbose_name = _("研判记录")
        verbose_name_plural = _("研判记录")
        ordering: ClassVar[list[str]] = ["case_id", "-at"]

    def __str__(self) -> str:
        return f"{self.case_id} · {self.at:%Y-%m-%d}"


class MajorMark(models.Model):
    """A case is major (重大案件): its closing asks for an analysis and a rectification."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="major_marks")
    ground = models.CharField(_("认定理由"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("认定人"))
    at = models.DateTimeField(_("认定时间"))
    lifted_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("撤销人"))
    lift_reason = models.CharField(_("撤销理由"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("重大案件认定")
        verbose_name_plural = _("重大案件认定")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case"], condition=Q(lifted_at__isnull=True), name="one_major_mark"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} · {self.ground}"


class CaseAnalysis(models.Model):
    """The analysis of a major case (一案一剖析)."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="analyses")
    causes = models.TextField(_("成因剖析"), max_length=2000)
    handling = models.TextField(_("处置评析"), max_length=2000)
    lessons = models.TextField(_("经验教训"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("剖析人"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("一案一剖析")
        verbose_name_plural = _("一案一剖析")
        ordering: ClassVar[list[str]] = ["case_id", "-at"]

    def __str__(self) -> str:
        return f"{self.case_id} · {self.at:%Y-%m-%d}"


class Rectification(models.Model):
    """What is put right after a major case (一案一整改): by whom, by when, with what result."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="rectifications")
    problem = models.CharField(_("存在问题"), max_length=500)
    measure = models.CharField(_("整改措施"), max_length=1000)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="rectifications", verbose_name=_("整改单位"))
    due_on = models.DateField(_("整改期限"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("提出人"))
    at = models.DateTimeField(_("时间"))
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("确认人"))
    result = models.CharField(_("整改结果"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("一案一整改")
        verbose_name_plural = _("一案一整改")
        ordering: ClassVar[list[str]] = ["case_id", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "due_on"], name="rectification_open", condition=Q(done_on__isnull=True))
        ]

    def __str__(self) -> str:
        return self.measure


class LookBack(models.Model):
    """A look-back on a major case (重大案件倒查), with findings and a conclusion."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="look_backs")
    reason = models.CharField(_("倒查事由"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("启动人"))
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="look_backs", verbose_name=_("倒查单位"))
    at = models.DateTimeField(_("启动时间"))
    due_on = models.DateField(_("倒查期限"))
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("办结人"))
    conclusion = models.CharField(_("倒查结论"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("重大案件倒查")
        verbose_name_plural = _("重大案件倒查")
        ordering: ClassVar[list[str]] = ["case_id", "-at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case"], condition=Q(closed_at__isnull=True), name="one_open_look_back"),
        ]

    def __str__(self) -> str:
        return self.reason


class Finding(models.Model):
    """A finding of a look-back: where, what, whose, what follows (信访工作条例 14(6): three proposals).

    Whose it is answers in writing whether the proposal is adopted.
    """

    class Kind(models.TextChoices):
        """Where it went wrong."""

        REGISTRATION = "registration", _("登记受理")
        PROCEDURE = "procedure", _("办理程序")
        EVIDENCE = "evidence", _("证据材料")
        TIMELINESS = "timeliness", _("办理时限")
        COORDINATION = "coordination", _("协同衔接")
        CONDUCT = "conduct", _("工作作风")
        OTHER = "other", _("其他")

    class Proposal(models.TextChoices):
        """What is proposed (三项建议权)."""

        IMPROVE = "improve", _("改进工作")
        POLICY = "policy", _("完善政策")
        LIABILITY = "liability", _("追究责任")
        NONE = "none", _("无")

    look_back = models.ForeignKey(LookBack, models.PROTECT, related_name="findings")
    kind = models.CharField(_("环节"), max_length=16, choices=Kind.choices)
    text = models.CharField(_("发现的问题"), max_length=1000)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name=_("责任单位"))
    proposal = models.CharField(_("建议"), max_length=10, choices=Proposal.choices, default=Proposal.NONE)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("记录人"))
    at = models.DateTimeField(_("时间"))
    adopted = models.BooleanField(_("是否采纳"), null=True, blank=True)
    reply = models.CharField(_("书面反馈"), max_length=500, blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("反馈人"))
    replied_at = models.DateTimeField(_("反馈时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("倒查发现")
        verbose_name_plural = _("倒查发现")
        ordering: ClassVar[list[str]] = ["look_back_id", "id"]

    def __str__(self) -> str:
        return self.text
