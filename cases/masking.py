"""What a page shows of personal data before it is unmasked (个人信息保护法 51: de-identification). Pure functions."""

import re
from collections.abc import Iterable
from typing import Final

STAR: Final = "*"
_SEPARATORS: Final = " ·•・‧．.-"
"""What parts the names of a person; everything else is masked, also what the Unicode tables do not know as a letter."""
_KEPT_DIGITS: Final = 4
_ID_LENGTH: Final = 18
_MOBILE_LENGTH: Final = 11
_LONG_ENOUGH: Final = 7
"""A number of fewer digits would be guessed from its last four."""

_COMPOUND_SURNAMES: Final = frozenset(
    re.findall(
        "..",
        "欧阳司马上官诸葛司徒东方皇甫尉迟公孙轩辕令狐慕容宇文长孙鲜于闾丘司空澹台公冶宗政濮阳淳于单于太叔申屠"
        "仲孙钟离端木万俟夏侯赫连南宫独孤呼延西门百里东郭南门拓跋纳兰第五闻人公羊羊舌梁丘左丘东门公良",
    )
)

_PROVINCE: Final = r"(?:[^省市县区]{2,5}省|[^市县]{2,6}?自治区|[^市县]{2}特别行政区)?"
_CITY_LIKE_TOWN: Final = "(?:景德镇|新乡|萍乡|宁乡|桐乡|湘乡)市"
_PREFECTURE: Final = rf"(?:{_CITY_LIKE_TOWN}|[^市州盟县区镇乡街]{{2,8}}?(?:市|自治州|地区|盟))?"
_COUNTY: Final = rf"(?:{_CITY_LIKE_TOWN}|[^县区旗]{{1,8}}?(?:自治县|自治旗|县|(?<![社小园校])区|旗|(?<=[^镇乡道])市))?"
_TOWNSHIP: Final = r"[^镇乡]{1,8}?(?:街道办事处|街道办|街道|镇|乡|苏木)"
_TO_COUNTY: Final = re.compile(_PROVINCE + _PREFECTURE + _COUNTY)
_TO_TOWNSHIP: Final = re.compile(f"{_PROVINCE}{_PREFECTURE}{_COUNTY}{_TOWNSHIP}")


def mask_name(name: str, *, organisation: bool = False) -> str:
    """The surname and a star for every further character: 张*, 欧阳**. A name of one character is a star; an organisation's stays as it is."""
    if organisation:
        return name
    name = name.strip()
    kept = _kept(name)
    return name[:kept] + "".join(character if character in _SEPARATORS else STAR for character in name[kept:])


def mask_names_in(text: str, names: Iterable[str]) -> str:
    """The text with these names of persons masked wherever they stand, the longest first. A name of one character is any word, and stays."""
    known = sorted({name.strip() for name in names if len(name.strip()) > 1}, key=lambda name: (-len(name), name))
    if not known:
        return text
    pattern = re.compile("|".join(map(re.escape, known)))
    while (masked := pattern.sub(lambda found: mask_name(found.group()), text)) != text:
        text = masked  # what is left of 欧阳修 is 欧阳*, and 欧阳 may be a name as well
    return text


def mask_personal_number(number: str) -> str:
    """An identity number or a mobile number, also one with the country's prefix, masked as such."""
    return mask_id(number) if len(number) == _ID_LENGTH else mask_phone(number[-_MOBILE_LENGTH:])


def mask_id(number: str) -> str:
    """An identity number as its first six and last four characters, another document number as its last four."""
    if len(number) == _ID_LENGTH:
        return number[:6] + STAR * 8 + number[-4:]
    return _tail(number)


def mask_phone(number: str) -> str:
    """A mobile number as 138****1234, a landline as its area code and its last four digits, anything else as its last digits."""
    if re.fullmatch(r"\d{11}", number) and number.startswith("1"):
        return number[:3] + STAR * 4 + number[-4:]
    area, *local = number.split("-")
    return "-".join([area, *map(_tail, local)]) if local else _tail(number)


def mask_address(address: str) -> str:
    """An address down to its township (镇、乡、街道), the rest as three stars; down to its county where no township is named."""
    address = re.sub(r"\s+", "", address)
    found = _TO_TOWNSHIP.match(address) or _TO_COUNTY.match(address)
    kept = found.group() if found else ""
    return kept + STAR * 3 if len(kept) < len(address) else kept


def mask_bank(number: str) -> str:
    """A bank account as its last four digits."""
    return _tail(re.sub(r"\s+", "", number))


def _kept(name: str) -> int:
    """How many characters of a name stay: the surname, but never the whole name."""
    if len(name) > 2 and name[:2] in _COMPOUND_SURNAMES:
        return 2
    return min(1, len(name) - 1) if name else 0


def _tail(number: str) -> str:
    """The last four characters behind stars; of a short number, half."""
    kept = _KEPT_DIGITS if len(number) >= _LONG_ENOUGH else len(number) // 2
    return STAR * (len(number) - kept) + number[len(number) - kept :]
