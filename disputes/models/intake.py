"""Drafts of the intake page."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class IntakeDraft(models.Model):
    """What somebody has typed so far on the intake page, encrypted: it may hold document numbers. Nobody but its owner sees it."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="intake_drafts")
    title = models.CharField(_("事件名称"), max_length=100, blank=True)
    data = models.BinaryField()
    updated_at = models.DateTimeField(_("保存时间"))

    class Meta:
        verbose_name = _("登记草稿")
        verbose_name_plural = _("登记草稿")
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return self.title
