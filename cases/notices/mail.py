"""Notices by e-mail, one connection for a run.

The Message-ID of a parcel is the same each time it is sent. SMTP has no way to take a message back or to ask whether it arrived: a deliverer
killed after the server said yes and before the mark is written sends it again, and the mailbox, which keeps one message for an id, is what
hides that.
"""

from __future__ import annotations

import smtplib
from types import TracebackType
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from cases.notices.letters import Letter, moment
from cases.notices.outcome import SENT, Outcome

TIMEOUT = 10
"""Seconds for each step of the conversation with the mail server."""
_PERMANENT = range(500, 600)


class Mailer:
    """Sends letters over one connection, which is opened at the first and closed at the end; a context manager."""

    def __init__(self) -> None:
        self._backend: BaseEmailBackend | None = None

    def __enter__(self) -> Mailer:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the conversation; the next letter begins a new one."""
        backend, self._backend = self._backend, None
        if backend is not None:
            try:
                backend.close()
            except (smtplib.SMTPException, OSError):
                return

    def send(self, letter: Letter) -> Outcome:
        """One try."""
        if not letter.to.email:
            return Outcome(_("没有登记邮箱"), permanent=True)
        try:
            self._open().send_messages([message_of(letter)])
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            return outcome_of(error)
        return SENT

    def _open(self) -> BaseEmailBackend:
        if self._backend is None:
            backend: Any = get_connection(timeout=TIMEOUT)
            backend.open()
            self._backend = backend
        return self._backend


def message_of(letter: Letter) -> EmailMessage:
    """The letter as a message."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ") or "localhost"
    headers = {"Message-ID": f"<notice-{letter.key}@{domain}>", "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    subject = _("【枫桥】%(title)s") % {"title": letter.title}
    return EmailMessage(subject, _text(letter), to=[letter.to.email], headers=headers)


def _text(letter: Letter) -> str:
    lines = [_("%(name)s：") % {"name": letter.to.name}, ""]
    if len(letter.notices) == 1:
        lines += [letter.title, moment(letter.notices[0])]
    if letter.body:
        lines += ["", letter.body]
    where = letter.url if settings.SITE_URL else _("请登录枫桥平台，打开“通知”查看。")
    return "\n".join([*lines, "", where, "", _("本邮件由系统自动发出，请勿回复。接收方式可在“通知设置”中更改。")])


def outcome_of(error: Exception) -> Outcome:
    """What a failure means: an address that the server refuses for good is given up, everything else is tried again."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = {code for code, _text in error.recipients.values()}
        return Outcome(_("邮件服务器拒收该地址（%(code)s）") % {"code": "、".join(map(str, sorted(codes)))}, permanent=codes <= set(_PERMANENT))
    if isinstance(error, smtplib.SMTPDataError):
        return Outcome(_("邮件服务器拒收邮件（%(code)s）") % {"code": error.smtp_code}, permanent=error.smtp_code in _PERMANENT)
    if isinstance(error, smtplib.SMTPResponseException):
        return Outcome(_("邮件服务器答复 %(code)s") % {"code": error.smtp_code}, target_down=True)
    if isinstance(error, TimeoutError):
        return Outcome(_("邮件服务器没有按时答复"), target_down=True)
    return Outcome(_("连不上邮件服务器（%(kind)s）") % {"kind": type(error).__name__}, target_down=True)
