"""What took place in the demo city lately, and what is on at this moment? Who came, who did not, and what followed."""

from dataclasses import dataclass
from typing import Literal

from backend.demo.people import (
    CITY_ADMIN,
    COMMUNITY,
    COUNTY_ADMIN,
    NEIGHBOUR,
    RESIDENT,
    REVIEWER,
    SECOND_WORKER,
    VERIFIER,
    WORKER,
    DemoPerson,
)
from backend.demo.texts import DemoEvent

Way = Literal["scan", "roster", "venue", "absent"]
Outcome = Literal["verified", "waiting", "returned", "not_held", "unreported", "on"]


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who signed up: a demo person with a party, or a family without a phone by its number.

    `way` is how they came; `came` is how many of the party came along, None for all.
    """

    who: DemoPerson | int
    way: Way = "roster"
    party: tuple[str, ...] = ()
    came: int | None = None


@dataclass(frozen=True, slots=True)
class Happened:
    """An event with its guests and what became of it; `key` tells it from the others for good.

    `starts_in` are minutes from now for what is on today; else the day and hour of the event say when it began. Days
    are counted from the end of the event.
    """

    key: str
    event: DemoEvent
    guests: tuple[Guest, ...]
    outcome: Outcome
    walk_ins: tuple[str, ...] = ()
    report: str = ""
    headcount: int = 0
    photos: tuple[str, ...] = ()
    reported_after_days: int = 0
    decided_after_days: int = 1
    starts_in: int | None = None


def _here(title: str, summary: str, body: str, venue: str, when: tuple[int, int, int], **more: object) -> DemoEvent:
    """Return an event of the worker's own community, on `when`: day, hour, and for how many hours."""
    address = "黄草街道街心社区，公交“街心花园”站步行三分钟"
    return DemoEvent("community", title, summary, body, COMMUNITY, venue, address, WORKER, *when, more=dict(more))


RAIN = "傍晚突然下大雨，场地积水，为了安全改期再办"
RETURNED = "照片里看不清人和场地，请补两张清楚的"

HAPPENED = (
    Happened(
        "aid",
        _here(
            "志愿者急救培训（两场）",
            "上午学心肺复苏，下午学包扎止血，人人动手练。",
            "医院的老师带模型来，分组练习。两场都参加的，记一整天的志愿服务时间；只来一场也欢迎。",
            "街心社区活动室",
            (-20, 9, 7),
            capacity=30,
            volunteer=True,
            tracks_leaving=True,
            sessions=(("上午：心肺复苏", 0, 150), ("下午：包扎止血", 270, 420)),
        ),
        (
            Guest(RESIDENT, "scan"),
            Guest(NEIGHBOUR, "venue"),
            Guest(1),
            Guest(3),
            Guest(5, "roster", came=1),
            Guest(7, "absent"),
        ),
        "verified",
        walk_ins=("王师傅",),
        report="上午十来人学了心肺复苏，下午练包扎。大家都动了手，老师说学得认真。",
        headcount=11,
        photos=("room", "people"),
        reported_after_days=1,
    ),
    Happened(
        "hair",
        _here(
            "敬老义剪和家常茶",
            "理发师傅免费给老人剪发，等的时候喝茶聊天。",
            "理发师傅是社区里的热心街坊。家里有行动不便的老人，请报名时说一声，可以上门。",
            "街心社区活动室",
            (-16, 14, 2),
            capacity=40,
        ),
        (
            Guest(RESIDENT, "scan", ("奶奶", "孩子")),
            Guest(NEIGHBOUR, "absent"),
            Guest(0),
            Guest(1, "roster", came=1),
            Guest(6),
            Guest(2, "absent"),
        ),
        "verified",
        walk_ins=("张奶奶", "孙大爷"),
        report="给十来位老人剪了头发，年轻人陪着聊天喝茶，走的时候都说精神了。",
        headcount=15,
        photos=("tea",),
    ),
    Happened(
        "trees",
        _here(
            "社区种树日",
            "在河边种一排树，挂上自家的名牌。",
            "树苗和铲子都备好了，请穿不怕脏的鞋。种好以后一起浇水、拍照。",
            "街心社区河边绿地",
            (-15, 9, 2),
            capacity=50,
        ),
        (Guest(RESIDENT, "absent"), Guest(0), Guest(2), Guest(4), Guest(5), Guest(7)),
        "waiting",
        walk_ins=("李叔叔",),
        report="种了三十棵树，每家认养两棵，名牌都挂好了。",
        headcount=18,
        photos=("trees", "people"),
        reported_after_days=1,
    ),
    Happened(
        "sweep",
        _here(
            "老街清扫志愿半日",
            "一起把老街扫干净，顺手给独居老人带份早点。",
            "手套、扫帚和袋子由社区准备。干完活在凉亭歇歇，喝碗绿豆汤。",
            "街心社区老街口",
            (-9, 9, 3),
            capacity=40,
            volunteer=True,
        ),
        (
            Guest(RESIDENT, "venue", ("妈妈",)),
            Guest(NEIGHBOUR, "scan"),
            Guest(1),
            Guest(3),
            Guest(4, "roster", came=2),
            Guest(6, "absent"),
        ),
        "verified",
        report="老街从头扫到尾，装了二十多袋。给五位老人送了早点。",
        headcount=11,
        photos=("street", "people"),
        decided_after_days=2,
    ),
    Happened(
        "mend",
        _here(
            "旧衣改造工坊",
            "旧衣服改成布袋和杯垫，缝纫机轮着用。",
            "带一件不穿的旧衣服来。不会踩缝纫机的，有人手把手教。",
            "街心社区活动室",
            (-7, 14, 3),
            capacity=20,
        ),
        (Guest(NEIGHBOUR, "venue"), Guest(0), Guest(4), Guest(7)),
        "returned",
        report="做了十几个布袋，大家都带回家了。",
        headcount=11,
        photos=("room",),
        decided_after_days=2,
    ),
    Happened(
        "film",
        _here(
            "小广场露天电影",
            "支起幕布，街坊一起看场老电影。",
            "自带小板凳，晚上风凉，给老人孩子带件外套。",
            "街心社区小广场",
            (-4, 19, 2),
        ),
        (Guest(RESIDENT, "absent", ("妈妈", "孩子")), Guest(NEIGHBOUR, "absent"), Guest(2, "absent")),
        "not_held",
    ),
    Happened(
        "chess",
        _here(
            "社区象棋擂台",
            "谁来都能上台，输赢都握手。",
            "不分年纪，现场抽签。等的时候可以看棋、学棋。",
            "街心社区凉亭",
            (-2, 15, 2),
            capacity=24,
        ),
        (Guest(NEIGHBOUR, "venue"), Guest(1), Guest(5), Guest(6, "absent")),
        "unreported",
        walk_ins=("赵大爷",),
    ),
    Happened(
        "songs",
        _here(
            "邻里歌会",
            "自家人唱自家歌，想唱就上台。",
            "有话筒和音响，也欢迎带乐器。不想唱的，来听就好。",
            "街心社区小广场",
            (-1, 15, 2),
            capacity=60,
        ),
        (
            Guest(RESIDENT, "scan", ("妈妈", "孩子"), came=1),
            Guest(NEIGHBOUR, "venue"),
            Guest(0),
            Guest(3),
            Guest(4, "absent"),
            Guest(7),
        ),
        "waiting",
        walk_ins=("何阿姨",),
        report="唱了十几首，老人孩子都上了台，最后一起合唱。",
        headcount=13,
        photos=("stage",),
    ),
    Happened(
        "walk",
        _here(
            "家门口志愿健步（两程）",
            "第一程走到河边，歇一歇，第二程边走边捡垃圾回来。",
            "起点领袋子和夹子，走完签退，记志愿服务时间。只走一程也可以。",
            "街心社区小广场",
            (0, 0, 4),
            capacity=60,
            volunteer=True,
            tracks_leaving=True,
            checkin_closes_after=60,
            sessions=(("第一程", 0, 90), ("第二程", 120, 240)),
        ),
        (Guest(RESIDENT, "scan"), Guest(NEIGHBOUR, "absent"), Guest(0), Guest(3, "absent"), Guest(6, "absent")),
        "on",
        starts_in=-30,
    ),
    Happened(
        "tea",
        _here(
            "石榴籽邻里茶会",
            "泡壶茶，摆盘石榴，认识认识楼上楼下的邻居。",
            "茶和点心由社区准备，带上自己的杯子就好。一家人一起来，孩子有画画的地方。",
            "街心社区活动室",
            (0, 0, 4),
            capacity=80,
            checkin_closes_after=60,
        ),
        (
            Guest(RESIDENT, "absent", ("妈妈", "孩子")),
            Guest(NEIGHBOUR, "absent", ("外孙",)),
            Guest(SECOND_WORKER, "absent"),
            Guest(VERIFIER, "absent"),
            Guest(REVIEWER, "absent"),
            Guest(COUNTY_ADMIN, "absent"),
            Guest(CITY_ADMIN, "absent", ("爱人",)),
            *(Guest(number, "absent") for number in range(8)),
        ),
        "on",
        starts_in=20,
    ),
)
"""In the order in which they began."""
