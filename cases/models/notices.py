"""Notices to people: an outbox, its deliveries, and what each person chose."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.fields import EncryptedTextField


class NoticeKind(models.TextChoices):
    """What a notice is about; each person chooses by it."""

    ESCALATION = "escalation", _("升级")
    WARNING = "warning", _("临期预警")
    SUPERVISION = "supervision", _("督办")
    TRANSFER = "transfer", _("移送")
    ASSIGNMENT = "assignment", _("分派")
    URGE = "urge", _("催办")
    COLOUR = "colour", _("风险等级")
    PLAN = "plan", _("一案一策")
    REVIEW = "review", _("研判")
    REPORT = "report", _("统计报送")
    EARLY_WARNING = "early_warning", _("苗头预警")
    SYSTEM = "system", _("系统")


class Notice(models.Model):
    """A notice to one user, written in the transaction of what it tells of. The same key is told to a user once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", db_index=False)
    kind = models.CharField(_("类别"), max_length=16, choices=NoticeKind.choices)
    key = models.CharField(max_length=80)
    case = models.ForeignKey("cases.Case", models.CASCADE, null=True, blank=True, related_name="notices", db_index=False)
    title = models.CharField(_("标题"), max_length=160)
    body = models.CharField(_("内容"), max_length=500, blank=True)
    url = models.CharField(_("地址"), max_length=300, blank=True)
    urgent = models.BooleanField(_("紧急"), default=False)
    at = models.DateTimeField(_("时间"))
    read_at = models.DateTimeField(_("阅读时间"), null=True, blank=True)
    planned_at = models.DateTimeField(_("安排投递时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("通知")
        verbose_name_plural = _("通知")
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["user", "key"], name="notice_once")]
        indexes: ClassVar[list[models.Index]] = [
            models.Index("user", F("id").desc(), name="notice_of_user"),
            models.Index(fields=["user"], name="notice_unread", condition=Q(read_at__isnull=True)),
            models.Index(fields=["id"], name="notice_unplanned", condition=Q(planned_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.title


class NoticeChannel(models.TextChoices):
    """A way out of the page."""

    MAIL = "mail", _("邮件")
    WEBHOOK = "webhook", _("短信或工作群")


class Webhook(models.Model):
    """A gateway that takes notices on (SMS, work chat): each call is signed with the secret (HMAC-SHA256)."""

    name = models.CharField(_("名称"), max_length=60, unique=True)
    url = models.CharField(_("地址"), max_length=300)
    secret = EncryptedTextField(_("密钥"))
    kinds = ArrayField(models.CharField(max_length=16, choices=NoticeKind.choices), default=list, blank=True, verbose_name=_("类别"))
    active = models.BooleanField(_("启用"), default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("创建人"))
    created_at = models.DateTimeField(_("创建时间"))

    class Meta:
        verbose_name = _("推送网关")
        verbose_name_plural = _("推送网关")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class DeliveryState(models.TextChoices):
    """Where a delivery stands."""

    QUEUED = "queued", _("待投递")
    SENDING = "sending", _("投递中")
    SENT = "sent", _("已投递")
    DEAD = "dead", _("投递失败")
    DROPPED = "dropped", _("不再投递")


class Delivery(models.Model):
    """One notice on one way out. `next_at` is when it may be tried (quiet hours, back-off).

    What leaves together is a parcel: a notice that leaves at once is one by itself; those of a digest name the first of them in `parcel`, itself
    too, once the digest is due. The first carries state, tries and times of the whole.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries", db_index=False)
    channel = models.CharField(_("渠道"), max_length=8, choices=NoticeChannel.choices)
    webhook = models.ForeignKey(Webhook, models.PROTECT, null=True, blank=True, related_name="deliveries", db_index=False)
    state = models.CharField(_("状态"), max_length=8, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    digest = models.BooleanField(_("汇总"), default=False)
    parcel = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="parts", db_index=False, verbose_name=_("汇总于"))
    tries = models.PositiveSmallIntegerField(_("次数"), default=0)
    next_at = models.DateTimeField(_("下次投递时间"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("投递时间"), null=True, blank=True)
    error = models.CharField(_("错误"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("投递")
        verbose_name_plural = _("投递")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["notice", "channel", "webhook"], name="delivery_once", nulls_distinct=False),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_at"], name="delivery_due", condition=Q(state="queued")),
            models.Index(fields=["claimed_at"], name="delivery_claimed", condition=Q(state="sending")),
            models.Index(F("id").desc(), name="delivery_dead", condition=Q(state="dead")),
            models.Index(fields=["parcel"], name="delivery_parts", condition=Q(parcel__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.channel} · {self.notice_id}"


class Manner(models.TextChoices):
    """How a person wants a kind of notice by a channel."""

    OFF = "off", _("不要")
    AT_ONCE = "at_once", _("立即")
    DIGEST = "digest", _("每日汇总")


class NoticeChoice(models.Model):
    """What a person chose for a kind of notice and a channel; without a row the defaults of `cases.notices` hold."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_choices", db_index=False)
    kind = models.CharField(_("类别"), max_length=16, choices=NoticeKind.choices)
    channel = models.CharField(_("渠道"), max_length=8, choices=NoticeChannel.choices)
    manner = models.CharField(_("方式"), max_length=8, choices=Manner.choices)

    class Meta:
        verbose_name = _("通知选择")
        verbose_name_plural = _("通知选择")
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["user", "kind", "channel"], name="notice_choice_once")]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.kind} · {self.manner}"


class NoticeHours(models.Model):
    """A person's quiet hours (local time, may go over midnight) and when the daily digest leaves."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="notice_hours")
    quiet_from = models.TimeField(_("免打扰自"), null=True, blank=True)
    quiet_to = models.TimeField(_("免打扰至"), null=True, blank=True)
    digest_at = models.TimeField(_("汇总时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("通知时段")
        verbose_name_plural = _("通知时段")

    def __str__(self) -> str:
        return str(self.user_id)
