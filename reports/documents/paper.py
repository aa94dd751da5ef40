"""A report as plain data, before it becomes a file. Everything in it is text: the programs that typeset it never read it as markup."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Table:
    """A table: caption, headings, rows of texts. The first column is left-aligned, the others are numbers."""

    caption: str
    head: list[str]
    rows: list[list[str]]
    total: bool = False
    """Whether the last row is a total."""


@dataclass(frozen=True)
class Section:
    """A part of the report: its heading with its number, paragraphs, then tables."""

    heading: str
    paragraphs: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


@dataclass(frozen=True)
class Paper:
    """A whole report."""

    title: str
    subtitle: str
    lead: str
    """The first paragraph, before the first heading: what the figures are, until when, in which state."""
    sections: list[Section]
    notes: list[str]
    """What a reader has to know of the figures, at the end."""
    signed_by: str
    signed_on: str
