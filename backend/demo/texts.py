"""What goes on in the demo city? One event for each kind of place, made up, in the words of a notice board."""

from dataclasses import dataclass, field
from typing import Any

from backend.demo.people import CITY_ADMIN, COUNTY_ADMIN, REVIEWER, SECOND_WORKER, WORKER, DemoPerson


@dataclass(frozen=True, slots=True)
class DemoEvent:
    """An event: on which day from now and at which hour of the city's clocks, for how many hours."""

    kind: str
    title: str
    summary: str
    body: str
    region: str
    venue: str
    address: str
    by: DemoPerson
    day: int
    hour: int
    hours: int
    more: dict[str, Any] = field(default_factory=dict)


CAMPAIGN_NAME = "民族团结进步宣传月"
CAMPAIGN_SUMMARY = "一个月里，社区、学校、景区、商铺一起办活动：同吃一桌饭，同种一片花，把邻里变成亲人。"

FULL_EVENT = "石榴籽邻里长桌饭"

SMALL = (
    DemoEvent(
        "community",
        FULL_EVENT,
        "一家带一道拿手菜，街坊围坐一张长桌，认识认识楼上楼下的邻居。",
        "长桌摆在社区小广场，碗筷和茶水由社区准备。每家带一道家里常做的菜就好，不用讲究。"
        "饭后一起收拾桌椅，孩子们可以在图书角看书。下雨就搬进活动室。",
        "522301001001",
        "街心社区小广场",
        "黄草街道街心社区，公交“街心花园”站步行三分钟",
        WORKER,
        5,
        17,
        3,
        {"capacity": 20, "campaign": True},
    ),
    DemoEvent(
        "government",
        "街道办开放日：办事窗口走一走",
        "跟着窗口工作人员走一遍办事流程，有不明白的当场问。",
        "参观便民服务大厅，学会在手机上预约和查询；准备了大字版办事指南，也可以现场提建议。请提前十分钟到大厅门口集合。",
        "522301001",
        "黄草街道便民服务大厅",
        "黄草街道办事处一楼",
        REVIEWER,
        3,
        9,
        2,
        {"capacity": 30},
    ),
    DemoEvent(
        "enterprise",
        "车间开放日：一片茶叶的旅程",
        "走进制茶车间，看茶叶怎样从采摘到装罐，还能亲手揉一次茶。",
        "师傅边做边讲，全程约两个小时。车间里请穿平底鞋，听从引导不碰机器。结束后一起喝杯新茶，聊聊招工和学手艺的事。",
        "522301011001",
        "顶效社区制茶车间",
        "顶效街道产业路，社区门口有接送车",
        COUNTY_ADMIN,
        8,
        14,
        2,
        {"capacity": 25, "party_max": 3},
    ),
    DemoEvent(
        "township",
        "街道邻里趣味运动会",
        "拔河、跳绳、两人三足，一家老小都能上场。",
        "以村和社区组队，没有队伍的现场编组。项目都不难，重在一起出汗。请穿运动鞋，自带水杯；现场有医护志愿者。",
        "522301008",
        "万峰林街道文体广场",
        "万峰林街道办事处旁",
        COUNTY_ADMIN,
        12,
        9,
        3,
        {"capacity": 120, "campaign": True},
    ),
    DemoEvent(
        "school",
        "周末故事屋：大家一起讲家乡故事",
        "孩子和家长围成一圈，讲一个从爷爷奶奶那里听来的故事。",
        "每个故事五分钟左右，讲得磕磕绊绊也没关系。老师准备了绘本和头饰，听完可以画一幅画带回家。建议六岁以上孩子由家长陪同。",
        "522301001005",
        "老城社区小学图书室",
        "老城社区学府巷，从南门进",
        SECOND_WORKER,
        6,
        10,
        2,
        {"capacity": 24, "campaign": True},
    ),
    DemoEvent(
        "religious_site",
        "消防安全课：灭火器人人会用",
        "消防员来到场所院子里，手把手教街坊用灭火器、走疏散路线。",
        "先看演示，再轮流动手。讲清楚用电、用火、电动车充电要注意什么。场所管理人员和周边居民都欢迎来学。",
        "522301001004",
        "胜利社区场所前院",
        "胜利社区和平路",
        SECOND_WORKER,
        9,
        15,
        2,
        {"capacity": 40},
    ),
    DemoEvent(
        "military_camp",
        "军营开放日：叠一次豆腐块被子",
        "看内务、听故事、学叠被，和官兵一起吃一顿食堂饭。",
        "集合后统一乘车前往，请带好报名时的手机。营区内请按引导路线参观，指定地点可以合影。适合一家人带孩子来。",
        "522301003001",
        "碧云社区集合点",
        "桔山街道碧云社区广场东侧",
        COUNTY_ADMIN,
        15,
        8,
        4,
        {"capacity": 45, "party_max": 3, "waiting_mode": "offer", "offer_hours": 12},
    ),
    DemoEvent(
        "scenic_spot",
        "万峰林田园清洁徒步",
        "沿着田埂走五公里，边走边捡起路上的垃圾，看峰林看稻田。",
        "路线平缓，走走停停大约三个小时。手套、夹子和垃圾袋由志愿者发放，请穿防滑鞋、戴帽子、带水。走完在村口合影。",
        "522301008205",
        "下纳灰村游客驿站",
        "万峰林街道下纳灰村口",
        COUNTY_ADMIN,
        13,
        8,
        3,
        {"capacity": 60, "campaign": True},
    ),
    DemoEvent(
        "park",
        "园区羽毛球友谊赛",
        "园区职工和周边居民混合组队，输赢都有热茶喝。",
        "分双打和亲子两组，报名后现场抽签。球和球拍可以借用，请穿室内运动鞋。打完球一起看看园区新开的技能培训班。",
        "522301011004",
        "合心社区园区职工之家",
        "顶效街道合心社区园区二号门",
        COUNTY_ADMIN,
        16,
        19,
        2,
        {"capacity": 32, "party_max": 1},
    ),
    DemoEvent(
        "red_site",
        "红色故事小小讲解员",
        "孩子们当一回讲解员，把展厅里的故事讲给爸爸妈妈听。",
        "先跟讲解老师走一遍展厅，再选一件展品练习三分钟讲解。每位小讲解员都有一枚纪念章。请家长全程陪同。",
        "522301001008",
        "红旗社区陈列室",
        "红旗社区居委会二楼",
        REVIEWER,
        19,
        9,
        2,
        {"capacity": 20, "campaign": True},
    ),
    DemoEvent(
        "relocation_site",
        "新家园种花日",
        "搬进新家，一起把楼下的花坛种满，谁种的谁来浇水。",
        "花苗、土和小铲子都准备好了，认领一小块花坛，挂上自家写的名牌。种完在楼下喝茶，认识同一栋楼的新邻居。",
        "522327105002",
        "第一社区中心花坛",
        "秧坝镇森林小镇安置区第一社区",
        CITY_ADMIN,
        10,
        9,
        3,
        {"capacity": 50, "audience_region_code": "522327"},
    ),
    DemoEvent(
        "model_household",
        "到示范户家学做家乡菜",
        "跟着热心的大姐下厨，学一道拿得出手的家乡菜。",
        "小院厨房里现摘现做，一人一个灶位，做好大家一起尝。请在报名时选一道想学的菜，好提前备料。食材费用由活动承担。",
        "522301103200",
        "大坪子村示范户小院",
        "捧乍镇大坪子村，村口有路牌",
        COUNTY_ADMIN,
        20,
        10,
        3,
        {
            "capacity": 12,
            "party_max": 1,
            "form": [
                {
                    "key": "dish",
                    "kind": "one_of",
                    "label": "想学哪一道菜？",
                    "required": True,
                    "options": [
                        {"key": "rice", "label": "五色糯米饭", "limit": 6},
                        {"key": "soup", "label": "酸汤豆腐", "limit": 6},
                        {"key": "noodle", "label": "手工杠子面"},
                    ],
                },
                {"key": "note", "kind": "short_text", "label": "有没有忌口？"},
            ],
        },
    ),
    DemoEvent(
        "model_shop",
        "跟着示范商铺学记账",
        "老板把用了多年的账本拿出来，教小店主用手机记账。",
        "讲进货、存货、赊账怎么记，现场练一遍。适合正在开店或准备开店的街坊，带上手机就行。不推销任何软件。",
        "522301001002",
        "向阳社区便民商铺",
        "向阳社区中街",
        SECOND_WORKER,
        17,
        19,
        2,
        {"capacity": 16, "party_max": 1},
    ),
    DemoEvent(
        "model_street",
        "示范街灯谜夜",
        "一条街挂满灯谜，猜中换一枚石榴书签。",
        "谜面由沿街商铺和学生一起出，有容易的也有难的。老人孩子慢慢走，路中间不通车。猜到的谜底写在纸上，到服务台核对。",
        "522301001011",
        "北门社区步行街",
        "北门社区北门口",
        SECOND_WORKER,
        24,
        19,
        2,
        {"capacity": None, "campaign": True},
    ),
    DemoEvent(
        "new_organisation",
        "骑手和司机的城市急救课",
        "路上遇到有人受伤怎么办？学会止血、包扎和心肺复苏。",
        "课程安排在接单少的下午，讲师带模型现场教，人人动手练。学完领一个随车急救包。骑手、司机、店员都欢迎。",
        "522301003004",
        "金桔社区暖心驿站",
        "桔山街道金桔社区一楼",
        COUNTY_ADMIN,
        26,
        14,
        2,
        {"capacity": 30, "party_max": 2},
    ),
)
