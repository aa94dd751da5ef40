"""The order of Chinese names by pinyin, as a stored key that sorts the same on every server."""

from __future__ import annotations

KEY_LENGTH = 240
"""Characters of a key at most; the columns that keep one have this size."""


def sort_key(text: str) -> str:
    """The pinyin of a name with tones as digits, syllables apart: `城关街道` becomes `cheng2 guan1 jie1 dao4`. Plain ASCII order sorts it."""
    from pypinyin import Style, lazy_pinyin  # its dictionary is large, and only loading of names needs it

    syllables = lazy_pinyin(text.strip(), style=Style.TONE3, neutral_tone_with_five=True)
    return " ".join(syllables).lower()[:KEY_LENGTH]
