"""The report as DOCX, for the clerk who edits it: the same paper, with the type of GB/T 9704-2012 that office programs here have."""

from __future__ import annotations

import io
import re
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reports.documents.paper import Paper, Table

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE, HEADING, BODY = "方正小标宋简体", "黑体", "仿宋_GB2312"
SIZE_2, SIZE_3, SIZE_4, SIZE_5 = Pt(22), Pt(16), Pt(14), Pt(10.5)
_LINE = Pt(28)
_WIDE = 5
"""Columns from which on a table is set in smaller type."""
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CENTRE, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def as_docx(paper: Paper) -> bytes:
    """The bytes of the document. Every text is a run of its own: nothing in it is read as markup or as a field."""
    document = Document()
    _set_up(document, paper)
    _line(document, paper.title, TITLE, SIZE_2, align=_CENTRE, indent=False, bold=True)
    _line(document, paper.subtitle, BODY, SIZE_3, align=_CENTRE, indent=False)
    _line(document, "", BODY, SIZE_3)
    _line(document, paper.lead, BODY, SIZE_3)
    for section in paper.sections:
        _line(document, section.heading, HEADING, SIZE_3, keep=True, level=1)
        for text in section.paragraphs:
            _line(document, text, BODY, SIZE_3)
        for table in section.tables:
            _table(document, table)
    _line(document, "", BODY, SIZE_3)
    _line(document, f"{paper.signed_by}　　", BODY, SIZE_3, align=_RIGHT, indent=False, keep=True)
    _line(document, f"{paper.signed_on}　　", BODY, SIZE_3, align=_RIGHT, indent=False)
    for number, text in enumerate(paper.notes, 1):
        _line(document, f"注{number}：{text}", BODY, SIZE_5, indent=False, pitch=Pt(16))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_up(document: Any, paper: Paper) -> None:
    """A4 with a type area of 156 × 225 mm, page numbers in the foot, what the file says of itself."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    document.settings.odd_and_even_pages_header_footer = True
    for foot, align in ((section.footer, _RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)):
        foot.is_linked_to_previous = False
        _page_number(foot.paragraphs[0], align)
    about = document.core_properties
    about.title, about.author, about.comments, about.language = paper.title, paper.signed_by, "", "zh-CN"


def _line(
    place: Any,
    text: str,
    font: str,
    size: Any,
    *,
    align: Any = None,
    indent: bool = True,
    bold: bool = False,
    keep: bool = False,
    level: int = 0,
    pitch: Any = _LINE,
) -> None:
    """A paragraph."""
    paragraph = place.add_paragraph()
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, pitch
    shape.keep_with_next = keep
    if indent:
        shape.first_line_indent = size * 2
    if align is not None:
        paragraph.alignment = align
    if level:
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(level - 1))
        paragraph._p.get_or_add_pPr().append(outline)
    _write(paragraph, text, font, size, bold=bold)


def _write(paragraph: Any, text: str, font: str, size: Any, *, bold: bool = False) -> None:
    """A run in a Chinese font; Latin letters and digits in Times New Roman, as official papers have them."""
    run = paragraph.add_run(_NOT_XML.sub("", text))
    run.font.size, run.font.bold, run.font.name = size, bold, "Times New Roman"
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _table(document: Any, table: Table) -> None:
    """A table with its caption above it; its heading is repeated on every page."""
    _line(document, table.caption, HEADING, Pt(12), align=_CENTRE, indent=False, keep=True)
    made = document.add_table(rows=0, cols=len(table.head))
    made.style, made.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    size = Pt(9) if len(table.head) > _WIDE else SIZE_5
    for number, texts in enumerate([table.head, *table.rows]):
        row = made.add_row()
        heading, total = number == 0, table.total and number == len(table.rows)
        for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            paragraph = cell.paragraphs[0]
            paragraph.alignment = _CENTRE if heading else WD_ALIGN_PARAGRAPH.LEFT if column == 0 else _RIGHT
            _write(paragraph, text, HEADING if heading else BODY, size, bold=total)
        _never_split(row, heading=heading)
    _line(document, "", BODY, SIZE_5, pitch=Pt(12))


def _never_split(row: Any, *, heading: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if heading:
        properties.append(OxmlElement("w:tblHeader"))


def _page_number(paragraph: Any, align: Any) -> None:
    """`— 1 —`, on the outer side (GB/T 9704-2012, 7.5)."""
    paragraph.alignment = align
    _write(paragraph, "— ", "宋体", SIZE_4)
    run = paragraph.add_run()
    run.font.size, run.font.name = SIZE_4, "Times New Roman"
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)
    _write(paragraph, " —", "宋体", SIZE_4)
