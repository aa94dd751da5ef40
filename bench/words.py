"""The words that made-up cases are put together from, and what else the loader and the measuring have to agree on."""

from __future__ import annotations

from typing import Final

SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾"
    "丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯"
)
GIVEN: Final = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国志文斌波辉宁海燕鹏飞雪梅春生永安福贵良才银喜"

SEARCHED: Final = "宅基"
"""The two characters that are searched for: they stand in the matters of eight cases in a hundred."""
RARE: Final = "蜂箱"
COMMON: Final = "纠纷"

MATTERS: Final = (
    # weight in 1000, matter, category of GB/T 31000, type of the ministry
    (80, "宅基地边界", "0902", 3),
    (75, "排水通道", "0201", 2),
    (70, "相邻采光", "0202", 2),
    (70, "借款偿还", "0804", 4),
    (60, "赡养费用", "0102", 1),
    (60, "婚姻财产分割", "0101", 1),
    (60, "拖欠工资", "0701", 10),
    (55, "交通事故赔偿", "0503", 16),
    (50, "土地流转租金", "0901", 7),
    (50, "林地权属", "0901", 7),
    (45, "买卖合同货款", "0601", 14),
    (45, "房屋租赁押金", "0602", 3),
    (40, "物业服务费", "0402", 17),
    (40, "人身损害赔偿", "0303", 6),
    (35, "分家析产", "0103", 1),
    (30, "征收补偿款", "1101", 8),
    (30, "名誉侵害", "0302", 6),
    (25, "养殖污染", "0504", 9),
    (25, "道路通行", "0201", 2),
    (20, "医疗服务", "0502", 15),
    (15, "工伤待遇", "0701", 11),
    (12, "庄稼损毁", "0401", 6),
    (6, "祖坟迁移", "0901", 7),
    (2, "蜂箱摆放", "0203", 2),
)

CHANNELS: Final = (
    (340, "visit"),
    (150, "phone"),
    (190, "grid"),
    (40, "online"),
    (25, "court_delegated"),
    (15, "court_entrusted"),
    (70, "police"),
    (50, "petition"),
    (5, "procuratorate"),
    (15, "other_transfer"),
    (100, "patrol"),
)
COLOURS: Final = ((860, "blue"), (115, "yellow"), (25, "red"))

SUMMARY: Final = (
    "双方因{matter}一事多次协商未果，申请人称对方承诺未兑现，被申请人认为数额过高，"
    "现请求调解。村组干部曾到现场查看，双方各执一词，情绪尚稳定，未发生肢体冲突。"
)
RESOLUTION: Final = "经三次调解，双方就{matter}达成一致，当场签订协议并约定履行期限，回访时均表示满意。"

PASSWORD: Final = "Bench-Only-2468"  # noqa: S105
"""Of accounts that exist in databases for measuring alone, served on loopback."""
CLIENTS: Final = 8
"""Users who register disputes through the API at the same time."""
