"""Reading pages in tests: what is in them, and whether they keep the rules that every page keeps."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
LABELLED = frozenset({"input", "select", "textarea"})


@dataclass
class Tag:
    """A start tag."""

    name: str
    attributes: dict[str, str]
    inside: tuple[str, ...]


@dataclass
class Page(HTMLParser):
    """A parsed page: its start tags in order, its text, and tags that were closed in the wrong order."""

    tags: list[Tag] = field(default_factory=list)
    text: str = ""
    misplaced: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(Tag(tag, {name: value or "" for name, value in attrs}, tuple(self._open)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(Tag(tag, {name: value or "" for name, value in attrs}, tuple(self._open)))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self._open or self._open[-1] != tag:
            self.misplaced.append(tag)
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._open or self._open[-1] not in {"script", "style"}:
            self.text += data

    def all(self, name: str, **attributes: str) -> list[Tag]:
        """The tags of that name that have these attribute values."""
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        return [tag for tag in self.tags if tag.name == name and all(tag.attributes.get(key) == value for key, value in wanted.items())]

    def value(self, name: str) -> str:
        """What stands in the input of that name."""
        return next(tag.attributes.get("value", "") for tag in self.tags if tag.name == "input" and tag.attributes.get("name") == name)

    def links(self) -> set[str]:
        """Where the links lead."""
        return {tag.attributes["href"] for tag in self.all("a") if "href" in tag.attributes}


def read(response: HttpResponse) -> Page:
    """Parse a response."""
    page = Page()
    page.feed(response.content.decode())
    page.close()
    return page


def get(client: Client, address: str, *, status: int = 200, **data: Any) -> Page:
    """Open a page and check its status and the rules of every page."""
    response = client.get(address, data)
    assert response.status_code == status, (address, response.status_code)
    page = read(response)
    assert faults(page) == [], address
    return page


def faults(page: Page) -> list[str]:
    """What breaks the rules: code or style in the markup (CSP), doubled ids, fields without a name, pictures without words, tags astray."""
    found = [f"closed out of order: {tag}" for tag in page.misplaced]
    found += [f"twice: id={name}" for name, count in _ids(page).items() if count > 1]
    labelled = {tag.attributes["for"] for tag in page.all("label") if "for" in tag.attributes}
    for tag in page.tags:
        found += _markup_faults(tag)
        if tag.name in LABELLED and "template" not in tag.inside and not _has_name(tag, labelled):
            found.append(f"no label: {tag.name} {tag.attributes}")
    return found


def _ids(page: Page) -> Counter[str]:
    return Counter(tag.attributes["id"] for tag in page.tags if "id" in tag.attributes and "template" not in tag.inside)


def _markup_faults(tag: Tag) -> list[str]:
    found = [f"{name} on {tag.name}" for name in tag.attributes if name == "style" or re.fullmatch(r"on[a-z]+", name)]
    if tag.name == "style" or (tag.name == "script" and "src" not in tag.attributes and tag.attributes.get("type") != "application/json"):
        found.append(f"inline {tag.name}")
    if tag.name in {"script", "link", "img", "form", "a"}:
        address = tag.attributes.get("src") or tag.attributes.get("href") or tag.attributes.get("action") or ""
        if re.match(r"(https?:)?//|javascript:", address):
            found.append(f"leads outside: {address}")
    if tag.name == "img" and "alt" not in tag.attributes:
        found.append("img without alt")
    return found


def _has_name(tag: Tag, labelled: set[str]) -> bool:
    kind = tag.attributes.get("type", "")
    if kind in {"hidden", "submit", "button"}:
        return True
    named = "aria-label" in tag.attributes or "aria-labelledby" in tag.attributes or tag.attributes.get("id", "") in labelled
    return named or "label" in tag.inside
