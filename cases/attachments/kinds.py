"""The kinds of file that may be kept, with the endings their names may have."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class FileKind:
    """A kind of file. The first ending is the one given to a name that has none; `inline` says that a browser may show it in a page."""

    media_type: str
    label: str | Promise
    endings: tuple[str, ...]
    inline: bool = False

    @property
    def is_image(self) -> bool:
        """Whether it is a picture."""
        return self.media_type.startswith("image/")


_OFFICE = "application/vnd.openxmlformats-officedocument."
JPEG: Final = FileKind("image/jpeg", _("JPEG 图片"), ("jpg", "jpeg", "jpe", "jfif"), inline=True)
PNG: Final = FileKind("image/png", _("PNG 图片"), ("png",), inline=True)
WEBP: Final = FileKind("image/webp", _("WebP 图片"), ("webp",), inline=True)
HEIC: Final = FileKind("image/heic", _("HEIC 图片"), ("heic", "heif"))
PDF: Final = FileKind("application/pdf", _("PDF 文档"), ("pdf",))
DOC: Final = FileKind("application/msword", _("Word 文档"), ("doc", "wps"))
XLS: Final = FileKind("application/vnd.ms-excel", _("Excel 表格"), ("xls", "et"))
DOCX: Final = FileKind(_OFFICE + "wordprocessingml.document", _("Word 文档"), ("docx",))
XLSX: Final = FileKind(_OFFICE + "spreadsheetml.sheet", _("Excel 表格"), ("xlsx",))
MP3: Final = FileKind("audio/mpeg", _("MP3 录音"), ("mp3",))
M4A: Final = FileKind("audio/mp4", _("M4A 录音"), ("m4a",))
WAV: Final = FileKind("audio/wav", _("WAV 录音"), ("wav",))
MP4: Final = FileKind("video/mp4", _("MP4 视频"), ("mp4", "m4v"))

KINDS: Final = MappingProxyType({kind.media_type: kind for kind in (JPEG, PNG, WEBP, HEIC, PDF, DOC, XLS, DOCX, XLSX, MP3, M4A, WAV, MP4)})
"""Every kind that may be kept, by media type."""

ACCEPT: Final = ",".join(f".{ending}" for kind in KINDS.values() for ending in kind.endings)
"""For the `accept` attribute of a file input."""

ALLOWED_WORDS: Final = _("图片（JPG、PNG、WebP、HEIC）、PDF、Word、Excel、录音（MP3、M4A、WAV）、视频（MP4）")
"""The list as people say it."""
