"""What assignment needs of committees and mediators."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CommitteeKind(models.TextChoices):
    """The six kinds of people's mediation committees that the ministry counts (人民调解案件情况统计表)."""

    VILLAGE = "village", _("村调委会")
    RESIDENT = "resident", _("居调委会")
    TOWNSHIP = "township", _("乡镇调委会")
    STREET = "street", _("街道调委会")
    ENTERPRISE = "enterprise", _("企事业单位调委会")
    SOCIAL = "social", _("社会团体和其他组织调委会")


class Trade(models.TextChoices):
    """Fields of trade and professional committees, and of a mediator's expertise (司发〔2023〕1号)."""

    MEDICAL = "medical", _("医疗")
    TRAFFIC = "traffic", _("道路交通")
    LABOUR = "labour", _("劳动争议")
    PROPERTY = "property", _("物业")
    CONSUMER = "consumer", _("消费")
    TOURISM = "tourism", _("旅游")
    FINANCE = "finance", _("金融")
    INSURANCE = "insurance", _("保险")
    IP = "ip", _("知识产权")
    FAMILY = "family", _("婚姻家庭")
    LAND = "land", _("山林土地")
    NEIGHBOUR = "neighbour", _("邻里")
    CONTRACT = "contract", _("合同")


class Committee(models.Model):
    """A people's mediation committee (人民调解法 7–12, 34). Its organisation is the body that cases are handed to."""

    organisation = models.OneToOneField("accounts.Organisation", models.PROTECT, related_name="committee", verbose_name=_("单位"))
    code = models.CharField(_("编号"), max_length=24, unique=True, db_collation="C")
    kind = models.CharField(_("类别"), max_length=12, choices=CommitteeKind.choices)
    trade = models.CharField(_("行业专业"), max_length=12, choices=Trade.choices, blank=True, help_text=_("行业性专业性调委会填写"))
    file_label = models.CharField(_("卷号简称"), max_length=30, unique=True, help_text=_("用于卷号，如 商州陈塬"))
    founded_on = models.DateField(_("设立日期"), null=True, blank=True)
    term_from = models.DateField(_("本届起"), null=True, blank=True)
    term_to = models.DateField(_("本届止"), null=True, blank=True)
    active = models.BooleanField(_("在册"), default=True)

    class Meta:
        verbose_name = _("人民调解委员会")
        verbose_name_plural = _("人民调解委员会")
        ordering = ["code"]

    def __str__(self) -> str:
        return str(self.organisation)


class Mediator(models.Model):
    """A people's mediator (人民调解法 13, 14). `user` is the account, where there is one.

    `id_index` is the keyed index of the document number: it tells the mediator from a party of the same name.
    """

    class Employment(models.TextChoices):
        """Full-time or part-time."""

        FULL_TIME = "full_time", _("专职")
        PART_TIME = "part_time", _("兼职")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="mediator", verbose_name=_("账号"))
    name = models.CharField(_("姓名"), max_length=80)
    sex = models.CharField(_("性别"), max_length=1, default="0")
    phone = models.CharField(_("电话"), max_length=20, blank=True)
    id_index = models.BinaryField(max_length=32, null=True, editable=False)
    employment = models.CharField(_("专兼职"), max_length=10, choices=Employment.choices, default=Employment.PART_TIME)
    area = models.ForeignKey("accounts.Area", models.PROTECT, related_name="mediators", verbose_name=_("服务区划"))
    committees = models.ManyToManyField(Committee, through="Membership", related_name="mediators", verbose_name=_("所属调委会"))
    active = models.BooleanField(_("在册"), default=True)
    is_demo = models.BooleanField(_("虚构演示数据"), default=False)

    class Meta:
        verbose_name = _("人民调解员")
        verbose_name_plural = _("人民调解员")
        ordering = ["area_id", "name"]
        indexes = [models.Index(fields=["area", "active"], name="mediator_area")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A mediator serves on a committee, from a day to a day."""

    class Position(models.TextChoices):
        """Position on the committee."""

        CHAIR = "chair", _("主任")
        VICE_CHAIR = "vice_chair", _("副主任")
        MEMBER = "member", _("委员")
        APPOINTED = "appointed", _("聘任调解员")

    committee = models.ForeignKey(Committee, models.CASCADE, related_name="memberships")
    mediator = models.ForeignKey(Mediator, models.CASCADE, related_name="memberships")
    position = models.CharField(_("职务"), max_length=12, choices=Position.choices, default=Position.MEMBER)
    valid_from = models.DateField(_("起"))
    valid_to = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = _("调委会成员")
        verbose_name_plural = _("调委会成员")
        constraints = [
            models.UniqueConstraint(fields=["committee", "mediator"], condition=Q(valid_to__isnull=True), name="member_once"),
            models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="membership_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.mediator} · {self.get_position_display()}"


class Expertise(models.Model):
    """A trade that a mediator knows."""

    mediator = models.ForeignKey(Mediator, models.CASCADE, related_name="expertise")
    trade = models.CharField(_("专长"), max_length=12, choices=Trade.choices)

    class Meta:
        verbose_name = _("专长")
        verbose_name_plural = _("专长")
        constraints = [models.UniqueConstraint(fields=["mediator", "trade"], name="expertise_once")]

    def __str__(self) -> str:
        return self.get_trade_display()


class Conflict(models.Model):
    """A standing conflict of interest (回避): a person or organisation with whom this mediator must not deal.

    The counterpart is named, and where its document number is known also by the keyed index of it, which decides when present.
    """

    mediator = models.ForeignKey(Mediator, models.CASCADE, related_name="conflicts")
    name = models.CharField(_("回避对象"), max_length=80)
    id_index = models.BinaryField(max_length=32, null=True, editable=False)
    relation = models.CharField(_("关系"), max_length=40)
    until = models.DateField(_("至"), null=True, blank=True)

    class Meta:
        verbose_name = _("回避关系")
        verbose_name_plural = _("回避关系")
        indexes = [models.Index(fields=["mediator", "name"], name="conflict_name")]

    def __str__(self) -> str:
        return f"{self.mediator} ↔ {self.name}"
