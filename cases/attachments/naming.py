"""Names of files as people see them. A name is only ever shown; it never becomes a path."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from django.utils.translation import gettext as _

from cases.attachments.kinds import KINDS, FileKind

MAX_NAME: Final = 200
_ENDINGS: Final = {ending: kind for kind in KINDS.values() for ending in kind.endings}


def clean_name(name: str, kind: FileKind) -> str | None:
    """The name to keep, with an ending that fits the kind; None where the name claims another kind.

    Folders, control and direction characters are dropped. A picture may carry the ending of another kind of picture (phones do that): it
    gets the right one. A missing or unknown ending gets the right one after it.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip(" .")
    stem, dot, ending = visible.rpartition(".")
    claimed = _ENDINGS.get(ending.lower()) if dot else None
    if claimed is None:
        stem, ending = visible, kind.endings[0]
    elif claimed is not kind and ending.lower() not in kind.endings:
        if not (claimed.is_image and kind.is_image):
            return None
        ending = kind.endings[0]
    return f"{(stem or _('附件'))[: MAX_NAME - len(ending) - 1]}.{ending}"
