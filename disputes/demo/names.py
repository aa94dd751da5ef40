"""Invented names and numbers, the same for the same seed."""

from __future__ import annotations

import datetime as dt
from random import Random

from cases.identifiers import id_check_character

MARK = "演"
"""The second character of every invented person's name."""
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟"
    "汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = (
    "民军芳英华秀兰建国强伟丽敏静杰涛明超勇艳娟玲桂平刚辉红霞春生福林海波斌宏志忠义德才树山河水云雪梅莲香玉珍凤琴喜贵"
    "财宝长安康宁和顺友谊信诚新年丰收田园泉石松柏栋梁"
)
REGION = "611000"
"""Shangluo as a whole: no identity number was ever given out under the code of a prefecture's city area."""
OLDEST, YEARS = 1850, 20


def person(random: Random) -> str:
    """A name of three characters that says that it is invented."""
    return f"{random.choice(SURNAMES)}{MARK}{random.choice(GIVEN)}"


def id_number(random: Random) -> str:
    """A number that passes every check of GB 11643 and cannot be anybody's.

    It says that its bearer was born between 1850 and 1869: numbers of eighteen digits were introduced in 1999, when such a person would have
    been at least 129 years old. Its region is the city's code, under which none is given out.
    """
    day = dt.date(OLDEST, 1, 1) + dt.timedelta(days=random.randrange(365 * YEARS))
    first = f"{REGION}{day:%Y%m%d}{random.randrange(1000):03d}"
    return first + id_check_character(first)
