"""Regions as people write them, and whether an organisation lies in one.

Countries go by ISO 3166-1 and their names in CLDR, English and Chinese; continents by the regions of the United Nations
(M49); Chinese provinces by ISO 3166-2. China, without further word, is all four customs territories.
"""

import re
import unicodedata
from collections.abc import Iterable, Set
from functools import cache

from babel import Locale

from chainfair.engine.matching.asked.certificates import UNKNOWN

HERE = "CN HK MO TW"
# M49: number of a region -> countries. Names come from CLDR.
MEMBERS = {
    "015": "DZ EG LY MA SD TN EH",
    "014": "IO BI KM DJ ER ET TF KE MG MW MU YT MZ RE RW SC SO SS UG TZ ZM ZW",
    "017": "AO CM CF TD CG CD GQ GA ST",
    "018": "BW SZ LS NA ZA",
    "011": "BJ BF CV CI GM GH GN GW LR ML MR NE NG SH SN SL TG",
    "029": "AI AG AW BS BB BQ VG KY CU CW DM DO GD GP HT JM MQ MS PR BL KN LC MF VC SX TT TC VI",
    "013": "BZ CR SV GT HN MX NI PA",
    "005": "AR BO BV BR CL CO EC FK GF GY PY PE GS SR UY VE",
    "021": "BM CA GL PM US",
    "143": "KZ KG TJ TM UZ",
    "030": f"{HERE} KP JP MN KR",
    "035": "BN KH ID LA MY MM PH SG TH TL VN",
    "034": "AF BD BT IN IR MV NP PK LK",
    "145": "AM AZ BH CY GE IQ IL JO KW LB OM QA SA PS SY TR AE YE",
    "151": "BY BG CZ HU PL MD RO RU SK UA",
    "154": "AX DK EE FO FI GG IS IE IM JE LV LT NO SJ SE GB",
    "039": "AL AD BA HR GI GR VA IT MT ME MK PT SM RS SI ES XK",
    "155": "AT BE FR DE LI LU MC NL CH",
    "053": "AU CX CC HM NZ NF",
    "054": "FJ NC PG SB VU",
    "057": "GU KI MH FM NR MP PW UM",
    "061": "AS CK PF NU PN WS TK TO TV WF",
}
WHOLES = {
    "202": "014 017 018 011",
    "002": "015 202",
    "419": "029 013 005",
    "003": "021 013 029",
    "019": "419 021",
    "142": "143 030 035 034 145",
    "150": "151 154 039 155",
    "009": "053 054 057 061",
}
NO_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "ZZ"}  # of the two-letter codes in CLDR
EURO = "AT BE BG HR CY EE FI FR DE GR IE IT LV LT LU MT NL PT SK SI ES"
UNIONS = {
    "eu|european union|欧盟|欧洲联盟": f"{EURO} CZ DK HU PL RO SE",
    "eurozone|欧元区": EURO,
    "asean|东盟|东南亚国家联盟": "BN KH ID LA MY MM PH SG TH VN",
    "cee|central and eastern europe|中东欧": "AL BA BG HR CZ EE HU LV LT ME MK PL RO RS SK SI",
    "gcc|gulf states|海湾国家|海合会": "AE BH KW OM QA SA",
    "middle east|中东": "AE BH CY EG IR IQ IL JO KW LB OM PS QA SA SY TR YE",
    "rcep": "AU BN KH CN HK MO ID JP KR LA MY MM NZ PH SG TH VN",
    "brics|金砖国家": "BR RU IN CN ZA EG ET IR AE ID",
    "china|中国|greater china|大中华区|中国境内": HERE,
    "mainland china|chinese mainland|中国大陆|中国内地|内地": "CN",
    "nordics|nordic countries|scandinavia|北欧国家": "DK FI IS NO SE",
    "dach|德语区": "DE AT CH",
    "benelux|荷比卢": "BE NL LU",
    "uk|great britain|england|英格兰": "GB",
    "usa|u.s.|u.s.a.|america|united states of america|美利坚合众国": "US",
    "uae|u.a.e.|阿联酋": "AE",
    "korea|republic of korea|大韩民国": "KR",
    "hong kong|香港": "HK",
    "macao|macau|澳门": "MO",
    "taiwan|台湾|台湾地区": "TW",
    "czech republic": "CZ",
    "turkey": "TR",
    "viet nam": "VN",
    "russian federation|俄国": "RU",
    "东南亚": "035",
    "欧洲": "150",
    "非洲": "002",
    "南美": "005",
    "北美": "021",
    "大洋洲": "009",
    "日韩": "JP KR",
    "americas|the americas": "019",
}
# Chinese provinces with their names and larger cities, so that an address names one.
PROVINCES = {
    "BJ": "beijing 北京",
    "TJ": "tianjin 天津",
    "HE": "hebei 河北 shijiazhuang 石家庄 tangshan 唐山 baoding 保定 handan 邯郸 langfang 廊坊 cangzhou 沧州"
    " xiongan 雄安",
    "SX": "shanxi 山西 taiyuan 太原 datong 大同 changzhi 长治",
    "NM": "inner_mongolia 内蒙古 hohhot 呼和浩特 baotou 包头 ordos 鄂尔多斯",
    "LN": "liaoning 辽宁 shenyang 沈阳 dalian 大连 anshan 鞍山 yingkou 营口",
    "JL": "jilin 吉林 changchun 长春",
    "HL": "heilongjiang 黑龙江 harbin 哈尔滨 daqing 大庆 qiqihar 齐齐哈尔",
    "SH": "shanghai 上海",
    "JS": "jiangsu 江苏 nanjing 南京 suzhou 苏州 wuxi 无锡 changzhou 常州 nantong 南通 xuzhou 徐州 yangzhou 扬州"
    " yancheng 盐城 zhenjiang 镇江 lianyungang 连云港 kunshan 昆山",
    "ZJ": "zhejiang 浙江 hangzhou 杭州 ningbo 宁波 wenzhou 温州 jiaxing 嘉兴 huzhou 湖州 shaoxing 绍兴 jinhua 金华"
    " yiwu 义乌 quzhou 衢州 zhoushan 舟山",
    "AH": "anhui 安徽 hefei 合肥 wuhu 芜湖 bengbu 蚌埠 chuzhou 滁州 anqing 安庆 maanshan 马鞍山",
    "FJ": "fujian 福建 fuzhou_fujian 福州 xiamen 厦门 quanzhou 泉州 ningde 宁德 zhangzhou 漳州",
    "JX": "jiangxi 江西 nanchang 南昌 ganzhou 赣州 yichun 宜春 jiujiang 九江 shangrao 上饶 xinyu 新余",
    "SD": "shandong 山东 jinan 济南 qingdao 青岛 yantai 烟台 weifang 潍坊 zibo 淄博 linyi 临沂 weihai 威海 dongying"
    " 东营 jining 济宁 rizhao 日照",
    "HA": "henan 河南 zhengzhou 郑州 luoyang 洛阳 xinxiang 新乡 xuchang 许昌 nanyang_henan 南阳",
    "HB": "hubei 湖北 wuhan 武汉 yichang 宜昌 xiangyang 襄阳 jingmen 荆门 huangshi 黄石 shiyan 十堰",
    "HN": "hunan 湖南 changsha 长沙 zhuzhou 株洲 xiangtan 湘潭 yueyang 岳阳 hengyang 衡阳",
    "GD": "guangdong 广东 guangzhou 广州 shenzhen 深圳 dongguan 东莞 foshan 佛山 zhuhai 珠海 huizhou 惠州 zhongshan"
    " 中山 jiangmen 江门 shantou 汕头 zhaoqing 肇庆 zhanjiang 湛江",
    "GX": "guangxi 广西 nanning 南宁 liuzhou 柳州 guilin 桂林 beihai 北海 qinzhou 钦州",
    "HI": "hainan 海南 haikou 海口 sanya 三亚",
    "CQ": "chongqing 重庆",
    "SC": "sichuan 四川 chengdu 成都 mianyang 绵阳 yibin 宜宾 suining 遂宁 deyang 德阳 luzhou 泸州",
    "GZ": "guizhou 贵州 guiyang 贵阳 zunyi 遵义",
    "YN": "yunnan 云南 kunming 昆明 qujing 曲靖 yuxi 玉溪",
    "XZ": "tibet xizang 西藏 lhasa 拉萨",
    "SN": "shaanxi 陕西 xian xi'an 西安 baoji 宝鸡 xianyang 咸阳",
    "GS": "gansu 甘肃 lanzhou 兰州",
    "QH": "qinghai 青海 xining 西宁",
    "NX": "ningxia 宁夏 yinchuan 银川",
    "XJ": "xinjiang 新疆 urumqi 乌鲁木齐",
}
PARTS = {
    "east china|华东": "SH JS ZJ AH FJ JX SD",
    "north china|华北": "BJ TJ HE SX NM",
    "northeast china|东北": "LN JL HL",
    "south china|华南": "GD GX HI",
    "central china|华中": "HA HB HN",
    "southwest china|西南": "CQ SC GZ YN XZ",
    "northwest china|西北": "SN GS QH NX XJ",
    "yangtze river delta|yangtze delta|长三角|长江三角洲": "SH JS ZJ AH",
    "pearl river delta|珠三角|珠江三角洲": "GD",
    "greater bay area|大湾区|粤港澳大湾区|粤港澳": "GD HK MO",
    "beijing-tianjin-hebei|jing-jin-ji|京津冀": "BJ TJ HE",
    "川渝|成渝": "SC CQ",
}
ALL = re.compile(r"\b(world|worldwide|global|globally|anywhere)\b|世界|全球|不限|各国|国内外|海内外")
NOT = re.compile(
    r"\b(except|excluding|exclude|without|outside|not|non|other than)\b"
    r"|除|不含|不包括|以外|之外|(?<![南中东北西])非(?!洲)"
)
STREET = r" (?:(?:east|west|north|south|middle|[nesw]\.?) )?(?:road|rd|street|st|avenue|ave|lu|jie)\b"
STREET_ZH = r"[东西南北中一二三]{0,2}(?:路|街|大道)"
WORDS = {
    "AM",
    "AS",
    "AT",
    "BE",
    "BY",
    "DO",
    "IN",
    "IS",
    "IT",
    "ME",
    "MY",
    "NO",
    "SO",
    "TO",
}  # codes that are words
CODE = re.compile(r"(?<![A-Za-z-])([A-Z]{2})(?:-([A-Z]{2}))?(?![A-Za-z-])")


def regions_asked(text: str) -> frozenset[str]:
    """Where somebody may be from who serves a need: countries ("HU") and Chinese provinces ("CN-JS"), any of them.

    Empty where the words leave it open: the whole world, what cannot be read, and what is left out of something.
    """
    plain = unicodedata.normalize("NFKC", text)
    if ALL.search(plain.casefold()) or NOT.search(plain.casefold()):
        return frozenset()
    names, pattern = _names()
    found: set[str] = set()

    def take(one: re.Match[str]) -> str:
        found.update(names[one[0]])
        return " "

    pattern.sub(take, plain.casefold())
    return frozenset(found | _coded(plain))


def _coded(plain: str) -> set[str]:
    """Countries and provinces that a text names by code; what may be an English word must stand among codes alone."""
    worded = re.search(r"[^\W\d_]", CODE.sub(" ", plain)) is not None
    found: set[str] = set()
    for country, province in CODE.findall(plain):
        if country == "CN" and province in PROVINCES:
            found.add(f"CN-{province}")
        elif country in _territories() and not (worded and country in WORDS):
            found |= set(HERE.split()) if country == "CN" else {country}
    return found


def place_of(country: str, *described: str) -> str:
    """Where an organisation is: its country, in China with the province that its city or address names; or nothing."""
    if country != "CN":
        return country
    for text in described:
        plain = unicodedata.normalize("NFKC", text).casefold()
        found = [
            (at, province)
            for province, words in _cities().items()
            if (at := min((place for word in words if (place := _place(word, plain)) >= 0), default=-1)) >= 0
        ]
        if found:
            return f"CN-{min(found)[1]}"
    return country


def region_missed(asked: Set[str], place: str) -> float:
    """Whether a place lies outside of what is asked: 0 or 1; between where the place, or its province, is not known."""
    country = place[:2]
    if not asked or place in asked or country in asked:
        return 0.0
    blurred = place == "CN" and any(one.startswith("CN-") for one in asked)
    return UNKNOWN if not place or blurred else 1.0


def _place(word: str, plain: str) -> int:
    """Where a text names a place; a street that is called after a place lies anywhere."""
    street = STREET if word.isascii() else STREET_ZH
    edges = (r"(?<![a-z])", r"(?![a-z])") if word.isascii() else ("", "")
    found = re.search(f"{edges[0]}{re.escape(word)}{edges[1]}(?!{street})", plain)
    return found.start() if found else -1


@cache
def _cities() -> dict[str, tuple[str, ...]]:
    """The words that name a province or a city in it, spelt as in an address."""
    return {
        province: tuple(
            word.split("_fujian")[0].split("_henan")[0].replace("_", " ") for word in words.split()
        )
        for province, words in PROVINCES.items()
    }


@cache
def _territories() -> frozenset[str]:
    """The codes of countries and regions: two letters, unions and what is private aside."""
    codes = map(str, Locale("en").territories)
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha()) - NO_COUNTRIES


@cache
def _names() -> tuple[dict[str, frozenset[str]], re.Pattern[str]]:
    """Every name that is known -> where that is, and the pattern that finds them, the longest first."""
    names: dict[str, frozenset[str]] = {}
    for locale in (Locale("en"), Locale("zh", script="Hans")):
        for code in (*_territories(), *MEMBERS, *WHOLES):
            if code in locale.territories:
                names[_plain(locale.territories[code])] = frozenset(_members(code))
    for spelt, members in UNIONS.items():
        names |= dict.fromkeys(spelt.split("|"), frozenset(_all(members.split())))
    for province, words in _cities().items():
        names |= dict.fromkeys(words, frozenset({f"CN-{province}"}))
        names |= {f"{word}{end}": frozenset({f"CN-{province}"}) for word in words[:2] for end in ("省", "市")}
    for spelt, members in PARTS.items():
        there = {one if one in {"HK", "MO"} else f"CN-{one}" for one in members.split()}
        names |= dict.fromkeys(spelt.split("|"), frozenset(there))
    longest = sorted(names, key=lambda name: (-len(name), name))
    latin = (
        f"(?<![a-z]){re.escape(name)}(?![a-z])" if name.isascii() else re.escape(name) for name in longest
    )
    return names, re.compile("|".join(latin))


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _members(code: str) -> Iterable[str]:
    if code in WHOLES:
        return _all(WHOLES[code].split())
    return MEMBERS[code].split() if code in MEMBERS else [code]


def _all(codes: Iterable[str]) -> set[str]:
    return {member for code in codes for member in _members(code)}
