"""Keys by which a program may repeat a creation without creating twice."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class IdempotencyKey(models.Model):
    """A key that a user sent with a creation. `answer` is set in the transaction that created; while it is empty the creation is under way."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200, db_collation="C")
    fingerprint = models.CharField(max_length=64)
    claim = models.UUIDField()
    claimed_at = models.DateTimeField()
    answer = models.JSONField(null=True)

    class Meta:
        verbose_name = "Idempotency-Key"
        verbose_name_plural = "Idempotency-Key"
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["claimed_at"], name="idempotency_claimed")]

    def __str__(self) -> str:
        return self.key
