"""Numbers that name a person or an organisation: normalised, checked, and refused with the reason.

GB 11643 (citizen identity number), GB 32100 (unified social credit code), telephone numbers, and by form alone the other documents of
GA/T 517. Pure functions; `today` is a parameter.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, Literal

from django.utils.translation import gettext as _

ID_CARD: Final = "111"
USCC: Final = "uscc"

_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS: Final = "10X98765432"
_ID_LENGTH: Final = 18
_OLD_ID_LENGTH: Final = 15
_PROVINCES: Final = frozenset(re.findall("..", "1112131415212223313233343536374142434445465051525354616263646571818283"))
"""First two digits of GB/T 2260; 81, 82 and 83 are also those of residence permits for people of Hong Kong, Macao and Taiwan."""

_USCC_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_LENGTH: Final = 18
_USCC_BASE: Final = len(_USCC_ALPHABET)

_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_COUNTRY: Final = re.compile(r"^(?:\+|00)86-?")
_LANDLINE: Final = re.compile(r"(?P<area>0(?:10|2\d|[3-9]\d{2}))(?P<local>[2-9]\d{6,7})")
_LOCAL: Final = re.compile(r"[2-9]\d{6,7}")
_SERVICE: Final = re.compile(r"[48]00\d{7}")
_EXTENSION: Final = re.compile(r"(?:转|EXT\.?|X|#|(?<=\d{7})-)(\d{1,6})$")

_GAP: Final = "[ \t-]?"
_ID_IN_TEXT: Final = re.compile(
    "(?<![0-9A-Za-z])"
    + _GAP.join(
        (
            *("[1-8]", *["[0-9]"] * 5),
            *(f"(?:1{_GAP}[89]|2{_GAP}0)", "[0-9]", "[0-9]"),
            *(f"(?:0{_GAP}[1-9]|1{_GAP}[0-2])", f"(?:[0-2]{_GAP}[0-9]|3{_GAP}[01])"),
            *("[0-9]", "[0-9]", "[0-9]", "[0-9Xx]"),
        )
    )
    + "(?![0-9A-Za-z])"
)
_MOBILE_IN_TEXT: Final = re.compile(f"(?<![0-9])(?:(?:00)?86{_GAP})?1[3-9][0-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}(?![0-9])")

_MANY_DIGITS: Final = re.compile(r"[0-9](?:[ \t-]?[0-9]){9}")
_HALF_WIDTH: Final = {0xFF10 + digit: 0x30 + digit for digit in range(10)} | {0xFF38: 0x58, 0xFF58: 0x78, 0xFF0D: 0x2D, 0x3000: 0x20}

Sex = Literal["1", "2"]


class IdentifierError(ValueError):
    """A number that cannot be right; the text is for the person who typed it, `code` for programs."""

    def __init__(self, code: str, reason: str) -> None:
        """`code` is one of empty, length, characters, region, birth_date, future, checksum, form, kind."""
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True)
class IdNumber:
    """A citizen identity number that passed, and what it says: sex as in GB/T 2261.1, region as six digits of GB/T 2260."""

    value: str
    birth_date: date
    sex: Sex
    region: str


@dataclass(frozen=True)
class DocumentForm:
    """How a document number looks. Only a form: these lists were not confirmed, so they are kept wide."""

    pattern: re.Pattern[str]
    example: str


DOCUMENT_FORMS: Final[Mapping[str, DocumentForm]] = MappingProxyType(
    {
        "113": DocumentForm(re.compile(r"[0-9A-Z]{6,18}"), "610000123456"),
        "414": DocumentForm(re.compile(r"[0-9A-Z]{5,17}"), "E12345678"),
        "511": DocumentForm(re.compile(r"[0-9A-Z]{8,12}"), "01234567"),
        "516": DocumentForm(re.compile(r"[A-Z][0-9A-Z]\d{7,9}"), "H01234567"),
        "553": DocumentForm(re.compile(r"[A-Z]{3}\d{12}|9\d{16}[0-9X]"), "CHN110000000000"),
        "990": DocumentForm(re.compile(r"[^\s\x00-\x1f]{1,30}"), "A-1"),
    }
)


def normalise(value: str) -> str:
    """The number as it is stored: half-width, without spaces, letters in capitals."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", value)).upper()


def holds_personal_number(text: str) -> bool:
    """Whether something that looks like a citizen identity number (GB 11643) or a mobile number stands in a text, also with gaps in it."""
    plain = unicodedata.normalize("NFKC", text)
    return bool(_ID_IN_TEXT.search(plain) or _MOBILE_IN_TEXT.search(plain))


def replace_personal_numbers(text: str, put: Callable[[str], str]) -> str:
    """The text with every identity and mobile number in it, as `holds_personal_number` finds them, replaced by what `put` makes of its digits."""
    plain = text.translate(_HALF_WIDTH)  # one character for one: places stay
    if not _MANY_DIGITS.search(plain):
        return text
    places = [found.span() for pattern in (_ID_IN_TEXT, _MOBILE_IN_TEXT) for found in pattern.finditer(plain)]
    end = len(text)
    for first, last in sorted(places, reverse=True):
        if last <= end:
            text = text[:first] + put(re.sub(r"[ \t-]", "", plain[first:last]).upper()) + text[last:]
            end = first
    return text


def check_id_number(value: str, *, today: date) -> IdNumber:
    """Check a citizen identity number (GB 11643): length, characters, region, birth date, check character. Raises `IdentifierError`."""
    number = normalise(value)
    _require(number, _("身份证号"))
    if len(number) == _OLD_ID_LENGTH and number.isdigit():
        raise IdentifierError("length", _("15 位的一代身份证号已停用，请填写 18 位身份证号"))
    if len(number) != _ID_LENGTH:
        raise IdentifierError("length", _("身份证号应为 18 位，现为 %(length)s 位") % {"length": len(number)})
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise IdentifierError("characters", _("身份证号前 17 位应为数字，末位应为数字或 X"))
    if number[:2] not in _PROVINCES:
        raise IdentifierError("region", _("身份证号前两位 %(region)s 不是省级区划代码") % {"region": number[:2]})
    birth_date = _birth_date(number[6:14], today)
    expected = id_check_character(number[:17])
    if number[17] != expected:
        raise IdentifierError("checksum", _checksum_reason(_("身份证号"), expected, number[17]))
    return IdNumber(number, birth_date, "1" if int(number[16]) % 2 else "2", number[:6])


def id_check_character(first_seventeen: str) -> str:
    """The eighteenth character of an identity number (GB 11643, ISO 7064 MOD 11-2)."""
    return _ID_CHECKS[sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, first_seventeen, strict=True)) % 11]


def check_uscc(value: str) -> str:
    """Check a unified social credit code (GB 32100) and give it normalised. Raises `IdentifierError`."""
    code = normalise(value)
    _require(code, _("统一社会信用代码"))
    if len(code) != _USCC_LENGTH:
        raise IdentifierError("length", _("统一社会信用代码应为 18 位，现为 %(length)s 位") % {"length": len(code)})
    wrong = next((character for character in code if character not in _USCC_ALPHABET), None)
    if wrong is not None:
        reason = _("统一社会信用代码不使用 I、O、Z、S、V，只能是数字和其他大写字母，现有“%(character)s”")
        raise IdentifierError("characters", reason % {"character": wrong})
    expected = uscc_check_character(code[:17])
    if code[17] != expected:
        raise IdentifierError("checksum", _checksum_reason(_("统一社会信用代码"), expected, code[17]))
    return code


def uscc_check_character(first_seventeen: str) -> str:
    """The eighteenth character of a credit code (GB 32100)."""
    total = sum(pow(3, place, _USCC_BASE) * _USCC_ALPHABET.index(character) for place, character in enumerate(first_seventeen))
    return _USCC_ALPHABET[-total % _USCC_BASE]


def check_mobile(value: str) -> str:
    """Check a mobile number of the mainland and give its eleven digits. Raises `IdentifierError`."""
    number = _phone(value).replace("-", "")
    _require(number, _("手机号"))
    if not re.fullmatch(r"[0-9]+", number):
        raise IdentifierError("characters", _("手机号只能是数字"))
    if len(number) != 11:
        raise IdentifierError("length", _("手机号应为 11 位，现为 %(length)s 位") % {"length": len(number)})
    if not _MOBILE.fullmatch(number):
        raise IdentifierError("form", _("手机号应以 13 至 19 开头"))
    return number


def check_phone(value: str) -> str:
    """Check a mobile or landline number; a landline comes as `0914-2312345`, with an extension as `0914-2312345-12`.

    A local number without an area code and a 400 or 800 number pass as they are. Raises `IdentifierError`.
    """
    written = _phone(value)
    _require(written, _("电话"))
    if written.startswith("1"):
        return check_mobile(written)
    found = _EXTENSION.search(written)
    main, extension = (written[: found.start()], f"-{found[1]}") if found else (written, "")
    main = main.replace("-", "")
    if landline := _LANDLINE.fullmatch(main):
        return f"{landline['area']}-{landline['local']}{extension}"
    if _LOCAL.fullmatch(main) or _SERVICE.fullmatch(main):
        return main + extension
    raise IdentifierError("form", _("电话应为 11 位手机号，或带区号的座机号，例如 0914-2312345"))


def check_document(kind: str, value: str, *, today: date) -> str:
    """Check the number of a document of that kind (GA/T 517, or `uscc`) and give it normalised. Raises `IdentifierError`.

    Identity cards, also temporary ones, are checked in full, the others by length and characters.
    """
    if kind in {ID_CARD, "112"}:
        return check_id_number(value, today=today).value
    if kind == USCC:
        return check_uscc(value)
    form = DOCUMENT_FORMS.get(kind)
    if form is None:
        raise IdentifierError("kind", _("没有这种证件类型：%(kind)s") % {"kind": kind})
    number = normalise(value)
    _require(number, _("证件号码"))
    if not form.pattern.fullmatch(number):
        raise IdentifierError("form", _("证件号码的位数或字符不对，应形如 %(example)s") % {"example": form.example})
    return number


def _require(value: str, name: str) -> None:
    if not value:
        raise IdentifierError("empty", _("请填写%(name)s") % {"name": name})


def _birth_date(digits: str, today: date) -> date:
    try:
        birth_date = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise IdentifierError("birth_date", _("身份证号第 7 至 14 位 %(digits)s 不是有效的出生日期") % {"digits": digits}) from None
    if birth_date > today:
        raise IdentifierError("future", _("身份证号中的出生日期 %(date)s 晚于今天") % {"date": birth_date})
    return birth_date


def _checksum_reason(name: str, expected: str, given: str) -> str:
    facts = {"name": name, "expected": expected, "given": given}
    return _("%(name)s校验码不符：按前 17 位，末位应为 %(expected)s，现为 %(given)s，请核对是否有误") % facts


def _phone(value: str) -> str:
    """Half-width, with plain hyphens, without brackets and without the country's prefix; an area code keeps its 0."""
    number = re.sub(r"[‐-―－]", "-", normalise(value))
    number = re.sub(r"[()]", "", number)
    bare = _COUNTRY.sub("", number)
    return bare if bare == number or bare.startswith("0") or _MOBILE.match(bare.replace("-", "")) else f"0{bare}"
