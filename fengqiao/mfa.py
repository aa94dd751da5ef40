"""Second factors: their secrets are stored encrypted."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import gettext_lazy as _

from cases.crypto import cipher


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Encrypts what allauth stores of an authenticator, and speaks Chinese."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("不能停用两步验证。"),
        "cannot_generate_recovery_codes": _("启用两步验证后才能生成恢复码。"),
        "incorrect_code": _("验证码不正确。"),
        "rate_limited": _("尝试过于频繁，请稍后再试。"),
    }

    def encrypt(self, text: str) -> str:
        """Text for the database."""
        return base64.b64encode(cipher().encrypt(text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text again."""
        return cipher().decrypt(base64.b64decode(encrypted_text))
