"""Every icon that pages and acts name is one that the front-end packages bring."""

from __future__ import annotations

import json
import re
from pathlib import Path

from django.conf import settings

from cases.acts import registry
from cases.templatetags.shell import PLACES
from disputes.states import KIND
from disputes.views.lists import FACES
from disputes.views.transfers import BOXES

ROOT = Path(settings.BASE_DIR)


def test_every_named_icon_is_in_the_sprite() -> None:
    brought = set(json.loads((ROOT / "package.json").read_text())["vendor"]["icons"])
    named = {act.icon for act in registry.acts(KIND)} | {place.icon for place in PLACES} | {face[2] for face in FACES} | {box.icon for box in BOXES}
    for template in (ROOT / "templates").rglob("*.html"):
        named |= set(re.findall(r'{% icon "([a-z0-9-]+)"', template.read_text()))
        named |= set(re.findall(r'empty_icon="([a-z0-9-]+)"', template.read_text()))
    assert named - brought == set()


def test_style_sheets_and_scripts_need_nothing_from_outside() -> None:
    for file in [*(ROOT / "static").rglob("*.css"), *(ROOT / "static").rglob("*.js")]:
        outside = re.findall(r"https?://(?!www\.w3\.org/2000/svg)[^\s\"')]+", file.read_text())
        assert outside == [], file
