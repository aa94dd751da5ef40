"""The report as PDF, typeset by typst with the Chinese type of the `pylopdf-fonts-zh-cn` package."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst
from django.conf import settings

from reports.documents.paper import Paper

PDF_TYPE = "application/pdf"


def as_pdf(paper: Paper) -> bytes:
    """The bytes of the PDF. The text goes in as JSON, so that nothing in it is ever read as markup."""
    made = typst.compile(_template(), font_paths=_fonts(), sys_inputs={"paper": json.dumps(asdict(paper), ensure_ascii=False)}, format="pdf")
    if not isinstance(made, bytes):
        raise TypeError("typst gave more than one file")
    return made


def _template() -> bytes:
    return (Path(settings.BASE_DIR) / "templates" / "reports" / "monthly.typ").read_bytes()


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The type, read once for a process; fonts of the machine are left out, so that the page looks the same everywhere."""
    folder = str(Path(pylopdf_fonts_zh_cn.__file__).parent)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
