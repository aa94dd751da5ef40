"""What a file is, told by its content alone: its name and the browser's word are not believed.

Each kind is recognised by its own marks; puremagic, which knows many more formats, has a veto where it finds markup or a program.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import puremagic

from cases.attachments import kinds
from cases.attachments.kinds import FileKind

HEAD: Final = 8192
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_MAX_ZIP_ENTRIES: Final = 5000
_HEIC_BRANDS: Final = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"}
_MP4_BRANDS: Final = {
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"MSNV",
    b"dash",
    b"mmp4",
    b"3gp4",
    b"3gp5",
    b"3gp6",
}
_NEVER: Final = re.compile(r"html|svg|^(?:text|application)/xml$|script|php|shell|executable|dosexec|msdownload|x-elf|mach-binary|x-sh$|flash")
"""Media types that are refused whatever else the file looks like."""
_MARKUP: Final = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<(?:!doctype|\?xml|html|svg|head|body|script|iframe|!--)", re.IGNORECASE)


def sniff(path: Path) -> FileKind | None:
    """The kind of the file, or None where it is none that may be kept. Reads the head, and the directory of a zip or OLE file."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if _MARKUP.match(head) or _vetoed(head):
        return None
    found = (probe(head, path) for probe in _PROBES)
    return next((kind for kind in found if kind is not None), None)


def _vetoed(head: bytes) -> bool:
    try:
        guesses = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return False
    return bool(guesses) and _NEVER.search((guesses[0].mime_type or "").lower()) is not None


def _picture(head: bytes, _path: Path) -> FileKind | None:
    if head.startswith(b"\xff\xd8\xff"):
        return kinds.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return kinds.PNG
    return None


def _riff(head: bytes, _path: Path) -> FileKind | None:
    if not head.startswith(b"RIFF"):
        return None
    return {b"WEBP": kinds.WEBP, b"WAVE": kinds.WAV}.get(head[8:12])


def _iso_media(head: bytes, _path: Path) -> FileKind | None:
    """ISO base media: the brand in the first box says which."""
    if head[4:8] != b"ftyp":
        return None
    brand = head[8:12]
    if brand in {b"M4A ", b"M4B "}:
        return kinds.M4A
    if brand in _HEIC_BRANDS:
        return kinds.HEIC
    return kinds.MP4 if brand in _MP4_BRANDS else None


def _pdf(head: bytes, _path: Path) -> FileKind | None:
    return kinds.PDF if re.match(rb"%PDF-[12]\.\d", head) else None


def _mp3(head: bytes, _path: Path) -> FileKind | None:
    """An ID3 tag, or two frames of MPEG audio layer III one after the other."""
    if re.match(rb"ID3[\x02-\x04]", head):
        return kinds.MP3
    length = _frame_length(head[:4])
    return kinds.MP3 if length and _frame_length(head[length : length + 4]) else None


_BIT_RATES: Final = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_SAMPLE_RATES: Final = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def _frame_length(header: bytes) -> int:
    """Bytes of the layer III frame that begins with this header (ISO/IEC 11172-3, 13818-3), or 0 where it is none."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return 0
    version, rate, sample = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or rate in (0, 15) or sample == 3:
        return 0
    factor = 144 if version == 3 else 72
    return factor * _BIT_RATES[3 if version == 3 else 2][rate] * 1000 // _SAMPLE_RATES[version][sample] + (header[2] >> 1 & 1)


def _ole(head: bytes, path: Path) -> FileKind | None:
    """Old Office files: the name of the main stream stands in the directory, in UTF-16."""
    if not head.startswith(_OLE):
        return None
    content = path.read_bytes()
    if "VBA".encode("utf-16-le") in content and "_VBA_PROJECT".encode("utf-16-le") in content:
        return None
    if "WordDocument".encode("utf-16-le") in content:
        return kinds.DOC
    book = any(name.encode("utf-16-le") + b"\0\0" in content for name in ("Workbook", "Book"))
    return kinds.XLS if book else None


def _office_zip(head: bytes, path: Path) -> FileKind | None:
    """Office files of today: a zip whose directory names the main part. Nothing is unpacked; files with macros are none of these."""
    if not head.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return None
    if len(names) > _MAX_ZIP_ENTRIES or "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    if "word/document.xml" in names:
        return kinds.DOCX
    return kinds.XLSX if "xl/workbook.xml" in names else None


_PROBES: Final[tuple[Callable[[bytes, Path], FileKind | None], ...]] = (_picture, _riff, _iso_media, _pdf, _ole, _office_zip, _mp3)
