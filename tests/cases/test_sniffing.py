"""What a file is, is told by its content; what is not on the list is refused, whatever it is called."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.attachments import kinds
from cases.attachments.naming import MAX_NAME, clean_name
from cases.attachments.sniffing import sniff


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return buffer.getvalue()


def workbook() -> bytes:
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    return buffer.getvalue()


def ole(*streams: str) -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504 + b"".join(name.encode("utf-16-le") + b"\0" * 32 for name in streams)


def box(brand: bytes) -> bytes:
    return struct.pack(">I", 24) + b"ftyp" + brand + b"\0\0\2\0" + b"isomiso2" + b"\0" * 64


FRAME = b"\xff\xfb\x90\x00" + b"\0" * 413
GOOD = {
    "jpeg": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\0" * 64, kinds.JPEG),
    "jpeg of a camera": (b"\xff\xd8\xff\xe1\x00\x10Exif\x00\x00" + b"\0" * 64, kinds.JPEG),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 64, kinds.PNG),
    "webp": (b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 64, kinds.WEBP),
    "heic": (box(b"heic"), kinds.HEIC),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n", kinds.PDF),
    "docx": (zipped("[Content_Types].xml", "word/document.xml"), kinds.DOCX),
    "xlsx": (workbook(), kinds.XLSX),
    "doc": (ole("WordDocument"), kinds.DOC),
    "xls": (ole("Workbook"), kinds.XLS),
    "mp3 with a tag": (b"ID3\x03\0\0\0\0\0\x21" + b"\0" * 64, kinds.MP3),
    "mp3": (FRAME * 3, kinds.MP3),
    "m4a": (box(b"M4A "), kinds.M4A),
    "wav": (b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 64, kinds.WAV),
    "mp4": (box(b"isom"), kinds.MP4),
}
BAD = {
    "html": b"<!DOCTYPE html><html><script>alert(1)</script></html>",
    "html after blanks": b"\xef\xbb\xbf \n\t<HTML><body onload=alert(1)>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "svg with a prolog": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "script": b"#!/bin/sh\nrm -rf /\n",
    "program": b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff" + b"\0" * 64,
    "elf": b"\x7fELF\x02\x01\x01" + b"\0" * 64,
    "plain text": "调解笔录".encode(),
    "plain zip": zipped("a.txt"),
    "docx with macros": zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "zip that is none": b"PK\x03\x04" + b"\0" * 64,
    "ole of another program": ole("__properties_version1.0"),
    "doc with macros": ole("WordDocument", "_VBA_PROJECT", "VBA"),
    "riff of another kind": b"RIFF\x24\0\0\0AVI LIST" + b"\0" * 64,
    "iso media of another kind": box(b"qt  "),
    "one frame only": FRAME,
    "gif": b"GIF89a" + b"\0" * 64,
    "pdf in the middle": b"<script>x</script>%PDF-1.4",
    "empty": b"",
}


@pytest.mark.parametrize("name", GOOD)
def test_every_kind_on_the_list_is_recognised(tmp_path: Path, name: str) -> None:
    content, kind = GOOD[name]
    path = tmp_path / "x"
    path.write_bytes(content)
    assert sniff(path) is kind


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_on_the_list_is_none(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(BAD[name])
    assert sniff(path) is None


@given(st.binary(max_size=600))
def test_any_bytes_at_all_give_an_answer(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(content)
    assert sniff(path) is None or sniff(path) in kinds.KINDS.values()


@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("现场照片.jpg", kinds.JPEG, "现场照片.jpg"),
        ("现场照片.JPEG", kinds.JPEG, "现场照片.JPEG"),
        ("协议书", kinds.PDF, "协议书.pdf"),
        ("../../etc/passwd.pdf", kinds.PDF, "passwd.pdf"),
        ("C:\\用户\\协议.docx", kinds.DOCX, "协议.docx"),
        ("照片.heic", kinds.JPEG, "照片.jpg"),
        ("wx_camera.jpg", kinds.WEBP, "wx_camera.webp"),
        ("合同.exe", kinds.PDF, "合同.exe.pdf"),
        ("a\u202egpj.pdf", kinds.PDF, "agpj.pdf"),
        ("换\n行\x00.pdf", kinds.PDF, "换行.pdf"),
        (".pdf", kinds.PDF, "pdf.pdf"),
        ("协议.pdf", kinds.JPEG, None),
        ("录音.mp3", kinds.PDF, None),
    ],
)
def test_a_name_is_kept_as_people_wrote_it_but_never_lies(name: str, kind: kinds.FileKind, kept: str | None) -> None:
    assert clean_name(name, kind) == kept


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_can_be_shown(name: str) -> None:
    kept = clean_name(name, kinds.PDF)
    if kept is not None:
        assert kept.lower().endswith(".pdf") and len(kept) <= MAX_NAME
        assert not set(kept) & set("/\\\n\r\0\u202e")
