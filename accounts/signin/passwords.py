"""Rules for passwords beside Django's own: three of four classes of characters, and none of the last five (GB/T 22239: identity)."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import PasswordHistory, User

CLASSES_NEEDED = 3
KEPT = 5


class CharacterClasses:
    """At least three of: capital letters, small letters, digits, others."""

    def validate(self, password: str, _user: User | None = None) -> None:
        """Raise `ValidationError` where fewer are found."""
        found = {"upper" if char.isupper() else "lower" if char.islower() else "digit" if char.isdecimal() else "other" for char in password}
        if len(found) < CLASSES_NEEDED:
            raise ValidationError(self.get_help_text(), code="password_too_simple")

    def get_help_text(self) -> str:
        """For the page."""
        return _("密码须包含大写字母、小写字母、数字、其他字符四类中的至少三类。")


class NotRecent:
    """None of the last five passwords, the present one among them."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise `ValidationError` for a password that was used before."""
        if user is None or user.pk is None:
            return
        stored = User.objects.filter(pk=user.pk).values_list("password", flat=True)
        recent = PasswordHistory.objects.filter(user=user).values_list("password", flat=True)[:KEPT]
        if any(check_password(password, each) for each in {*stored, *recent}):
            raise ValidationError(self.get_help_text(), code="password_used_before")

    def password_changed(self, _password: str, user: User | None = None) -> None:
        """Keep the hash of the new password, and no more than five."""
        if user is None or user.pk is None:
            return
        PasswordHistory.objects.create(user=user, password=user.password, at=timezone.now())
        kept = PasswordHistory.objects.filter(user=user).values_list("pk", flat=True)[:KEPT]
        PasswordHistory.objects.filter(user=user).exclude(pk__in=list(kept)).delete()

    def get_help_text(self) -> str:
        """For the page."""
        return _("不能使用最近五次用过的密码。")
