"""Files of a case: evidence and papers."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Attachment(models.Model):
    """A file. It lies outside the web root under a random name and is served only through the case's visibility."""

    class Purpose(models.TextChoices):
        """Which paper of the file (卷宗) it is."""

        APPLICATION = "application", _("人民调解申请书")
        RIGHTS_NOTICE = "rights_notice", _("当事人权利义务告知书")
        IDENTITY = "identity", _("当事人身份证明")
        AUTHORISATION = "authorisation", _("授权委托书")
        INVESTIGATION = "investigation", _("调查记录")
        EVIDENCE = "evidence", _("证据材料")
        SESSION_RECORD = "session_record", _("人民调解记录")
        AGREEMENT = "agreement", _("人民调解协议书")
        PERFORMANCE = "performance", _("履行凭证")
        FOLLOW_UP = "follow_up", _("回访记录")
        CONFIRMATION = "confirmation", _("司法确认材料")
        EXPLANATION = "explanation", _("卷宗情况说明")
        OTHER = "other", _("其他")

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="attachments")
    purpose = models.CharField(_("材料类别"), max_length=16, choices=Purpose.choices, default=Purpose.EVIDENCE)
    name = models.CharField(_("文件名"), max_length=200)
    stored_as = models.CharField(max_length=80, unique=True, editable=False)
    media_type = models.CharField(_("类型"), max_length=100)
    size = models.PositiveBigIntegerField(_("大小"))
    sha256 = models.CharField(max_length=64, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("上传人"))
    at = models.DateTimeField(_("上传时间"))
    removed_at = models.DateTimeField(_("移除时间"), null=True, blank=True)
    removed_reason = models.CharField(_("移除理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("附件")
        verbose_name_plural = _("附件")
        ordering = ["case_id", "id"]

    def __str__(self) -> str:
        return self.name
