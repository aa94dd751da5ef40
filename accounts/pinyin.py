"""The order of the dictionary: a stored key, the same on every server whatever its locale."""

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_SURNAME_READINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "万俟": "mo4 qi2",
        "尉迟": "yu4 chi2",
        "单于": "chan2 yu2",
        "长孙": "zhang3 sun1",
        "澹台": "tan2 tai2",
        "令狐": "ling2 hu2",
        "单": "shan4",
        "解": "xie4",
        "仇": "qiu2",
        "区": "ou1",
        "曾": "zeng1",
        "查": "zha1",
        "盖": "ge3",
        "朴": "piao2",
        "任": "ren2",
        "华": "hua4",
        "翟": "zhai2",
        "员": "yun4",
        "召": "shao4",
        "种": "chong2",
        "缪": "miao4",
        "秘": "bi4",
        "折": "she2",
        "燕": "yan1",
        "乐": "yue4",
        "都": "du1",
        "葛": "ge3",
        "过": "guo1",
        "覃": "qin2",
        "卜": "bu3",
        "祭": "zhai4",
    }
)
"""How a character is read as a surname where that differs, or could differ, from its usual reading."""


def sort_key(name: str, *, surname: bool = False) -> str:
    """The syllables of a name with their tones, parted by spaces: `shang1 zhou1`, for a column with collation C.

    With `surname` the name is a person's and begins with a surname, read as such. Letters and digits stay, in small letters. Homophones have
    the same key; order by the name itself after it.
    """
    from pypinyin import Style, lazy_pinyin  # its dictionaries weigh some 50 MB: only a process that makes keys carries them

    text = unicodedata.normalize("NFKC", name).strip().lower()
    head, rest = _surname(text) if surname else ("", text)
    syllables = lazy_pinyin(rest, style=Style.TONE3, neutral_tone_with_five=True)
    return " ".join(part.strip() for part in (head, *syllables) if part.strip())


def _surname(name: str) -> tuple[str, str]:
    """The reading of the surname a name begins with, if it is a peculiar one, and the rest of the name."""
    for length in (2, 1):
        reading = _SURNAME_READINGS.get(name[:length])
        if reading is not None:
            return reading, name[length:]
    return "", name
