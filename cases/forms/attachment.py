"""Forms of files: adding, removing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.attachments.kinds import ALLOWED_WORDS
from cases.forms.act import ActForm
from cases.forms.fields import AttachmentField, FilesField, ReasonField, kept_files, offer
from cases.models import Attachment


class AttachForm(ActForm):
    """Files and which paper of the file they are."""

    files = FilesField(  # type: ignore[assignment]  # a form keeps its fields apart from its attributes
        label=_("文件"), help_text=ALLOWED_WORDS
    )
    purpose = forms.ChoiceField(label=_("材料类别"), choices=Attachment.Purpose.choices, initial=Attachment.Purpose.EVIDENCE)


class RemoveAttachmentForm(ActForm):
    """Which file, and why."""

    attachment = AttachmentField(label=_("附件"))
    reason = ReasonField(label=_("移除理由"), help_text=_("文件仍然留存备查，只是不再显示。"))

    def prepare(self) -> None:
        """Files of this case."""
        offer(self, "attachment", kept_files(self.case))
