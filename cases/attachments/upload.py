"""Stops a request whose files are far beyond what may be kept, before they fill the disk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext as _


class UploadCap(FileUploadHandler):
    """Counts the bytes of all files of a request and answers 400 beyond `UPLOAD_MAX_BYTES`. It keeps none of them."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002  (the signature is Django's)
        """Count, and hand the bytes on."""
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_MAX_BYTES:
            raise RequestDataTooBig(_("一次上传的文件合计过大，请分几次上传。"))
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002  (the signature is Django's)
        """The handlers behind this one make the file."""
        return
