"""Which column of a list is which field: recognised from headings in several languages, or set by a mapping."""

import json
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence

from chainfair.exhibiting.errors import (
    MappingColumnTwice,
    MappingFieldUnknown,
    MappingHeadingUnknown,
    MappingUnreadable,
    NoNameColumn,
)
from chainfair.exhibiting.kinds import Column, ColumnPlan, ListMapping
from chainfair.organisations.rules import Script, script_of

NAMES = (Column.NAME, Column.NAME_ZH, Column.NAME_EN)
FIXABLE = (Column.COUNTRY, Column.CITY, Column.INDUSTRY, Column.ROLE, Column.HALL, Column.TAGS)

# Headings as lists have them, folded; the first of a field found in a table wins.
HEADINGS: dict[Column, str] = {
    Column.NAME: (
        "name; company name; company; exhibitor; exhibitor name; organisation; organization;"
        "organisation name; organization name; firm; firm name; firma; firmenname; aussteller; unternehmen;"
        "société; entreprise; empresa; azienda; 名称; 企业名称; 公司名称; 单位名称; 展商; 展商名称; 参展商;"
        "参展商名称; 参展单位; 参展企业; 企业; 公司; 单位; 机构名称; 企業名稱; 公司名稱; 參展商; 參展商名稱;"
        "名稱; 展商名稱; 單位名稱; 企業; 單位"
    ),
    Column.NAME_ZH: (
        "name zh; zh name; name cn; name chinese; chinese name; name in chinese; company name zh;"
        "company name cn; company name chinese; company chinese; original name; local name; 中文名;"
        "中文名称; 中文名稱; 企业中文名称; 公司中文名称; 单位中文名称; 展商中文名称; 企业名称中文;"
        "公司名称中文; 展商名称中文; 名称中文; 中文全称"
    ),
    Column.NAME_EN: (
        "name en; en name; name english; english name; name in english; company name en;"
        "company name english; company english; latin name; name latin; 英文名; 英文名称; 英文名稱;"
        "企业英文名称; 公司英文名称; 单位英文名称; 展商英文名称; 企业名称英文; 公司名称英文; 展商名称英文;"
        "名称英文; 英文全称"
    ),
    Column.EXTERNAL_ID: (
        "id; exhibitor id; company id; external id; exhibitor number; exhibitor no; customer number;"
        "customer no; kundennummer; ausstellernummer; 编号; 序列号; 展商编号; 企业编号; 客户编号;"
        "參展商編號"
    ),
    Column.USCC: (
        "uscc; unified social credit code; social credit code; registry number; registration number;"
        "credit code; 统一社会信用代码; 社会信用代码; 信用代码; 统一信用代码; 統一社會信用代碼"
    ),
    Column.LEI: "lei; lei code; legal entity identifier; lei编码; 法人机构识别编码",
    Column.GLN: "gln; gln code; global location number; gln编码; 全球位置码",
    Column.DUNS: "duns; duns number; d u n s; d u n s number; 邓白氏编码; 邓氏编码",
    Column.COUNTRY: (
        "country; country region; country or region; country code; region; nation; land; pays; país; paese;"
        "国家; 国家地区; 国家或地区; 国别; 国别地区; 所属国家; 地区; 國家; 國家地區"
    ),
    Column.CITY: "city; town; city town; ort; stadt; ville; ciudad; 城市; 所在城市; 所在地; 市",
    Column.STREET: (
        "street; address; street address; address line 1; strasse; anschrift; adresse; dirección; 地址;"
        "街道; 详细地址; 公司地址; 企业地址; 通讯地址; 通訊地址"
    ),
    Column.ZIP: (
        "zip; zip code; zipcode; postcode; post code; postal code; plz; postleitzahl; 邮编; 邮政编码;郵遞區號"
    ),
    Column.WEBSITE: (
        "website; web site; web; url; homepage; home page; internet; webseite; site web; 网站; 网址; 官网;"
        "公司网站; 企业网站; 網站; 網址"
    ),
    Column.INDUSTRY: (
        "industry; sector; industry sector; category; product category; branche; 行业; 所属行业; 行业分类;"
        "产业; 类别; 展品类别; 展区; 行業"
    ),
    Column.SCOPE: (
        "business scope; scope; line of business; business; business type; 经营范围; 业务范围; 主营业务;"
        "營業範圍"
    ),
    Column.PROFILE: (
        "profile; profile text; description; company description; company profile; about; about us;"
        "introduction; beschreibung; 简介; 企业简介; 公司简介; 展商简介; 介绍; 企业介绍; 单位简介; 簡介"
    ),
    Column.PRODUCTS: (
        "products; product; products and services; exhibits; product list; main products; produkte; 产品;"
        "展品; 主要产品; 产品与服务; 参展产品; 展品介绍; 產品"
    ),
    Column.STANDS: (
        "stand; stands; booth; booths; stand number; stand no; stand numbers; booth number; booth no;"
        "booth numbers; location; location zone; standnummer; stand nr; 展位; 展位号; 展台; 展台号;"
        "展位编号; 摊位; 摊位号; 展位號; 攤位號"
    ),
    Column.HALL: (
        "hall; halls; hall number; hall no; pavilion; halle; 展馆; 馆号; 展馆号; 场馆; 所在展馆; 展館"
    ),
    Column.ROLE: (
        "role; roles; exhibitor type; exhibitor role; participation; participation type; rolle; 角色;"
        "参展角色; 参展类型; 参展身份; 身份; 參展類型"
    ),
    Column.PARTNER_LEVEL: (
        "partner level; sponsor level; sponsorship; partnership level; partner; 合作级别; 合作伙伴级别;"
        "赞助级别; 合作等级; 赞助等级"
    ),
    Column.TAGS: "tags; tag; keywords; keyword; labels; schlagworte; 标签; 关键词; 關鍵詞",
}
_NOT_ALNUM = re.compile(r"[\W_]+")


def _folded(heading: str) -> str:
    plain = unicodedata.normalize("NFKC", heading).casefold().replace("ß", "ss")
    words = _NOT_ALNUM.sub(" ", plain).split()
    return ("" if script_of(heading) == Script.HAN else " ").join(words)


KNOWN = {_folded(name): column for column, names in HEADINGS.items() for name in names.split(";")}


def planned_columns(headings: Sequence[str], mapping: ListMapping, *, name: str) -> ColumnPlan:
    """Find the field of each heading; what a mapping says goes before what is recognised."""
    places: dict[Column, int] = {}
    for column, heading in mapping.columns.items():
        if heading:
            place = _place(headings, column, heading)
            known = next((other for other, taken in places.items() if taken == place), None)
            if known is not None:
                raise MappingColumnTwice(heading=heading, first=known.value, second=column.value)
            places[column] = place
    for place, heading in enumerate(headings):
        field = KNOWN.get(_folded(heading))
        if field and field not in places and field not in mapping.columns and place not in places.values():
            places[field] = place
    if not places.keys() & set(NAMES):
        raise NoNameColumn(name=name, headings=", ".join(filter(None, headings)))
    unused = tuple(
        heading for place, heading in enumerate(headings) if heading and place not in places.values()
    )
    return ColumnPlan(places, unused)


def _place(headings: Sequence[str], column: Column, heading: str) -> int:
    for place, known in enumerate(headings):
        if known == heading or _folded(known) == _folded(heading):
            return place
    raise MappingHeadingUnknown(
        heading=heading, field=column.value, headings=", ".join(filter(None, headings))
    )


def read_mapping(data: bytes, *, name: str) -> ListMapping:
    """Read a mapping from TOML or JSON: `field = "heading"`, and under `fixed` values for every row."""
    try:
        text = data.decode("utf-8-sig")
        said = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (UnicodeDecodeError, ValueError) as error:
        raise MappingUnreadable(name=name, place=str(error)[:120]) from None
    columns = {key: value for key, value in said.items() if key not in {"fixed", "columns"}}
    return mapping_of({**columns, **_table(said, "columns", name)}, _table(said, "fixed", name), name=name)


def _table(said: Mapping[str, object], key: str, name: str) -> dict[str, object]:
    table = said.get(key, {})
    if not isinstance(table, dict):
        raise MappingUnreadable(name=name, place=key)
    return table


def mapping_of(columns: Mapping[str, object], fixed: Mapping[str, object], *, name: str) -> ListMapping:
    """Check a mapping's fields; headings are checked against a table, values against the rules of their field."""
    return ListMapping(
        {_column(key, tuple(Column)): _words(value, key, name) for key, value in columns.items()},
        {_column(key, FIXABLE): _words(value, key, name) for key, value in fixed.items()},
    )


def _column(key: str, allowed: Sequence[Column]) -> Column:
    if key not in allowed:
        raise MappingFieldUnknown(field=key, allowed=", ".join(one.value for one in allowed))
    return Column(key)


def _words(value: object, key: str, name: str) -> str:
    if not isinstance(value, str):
        raise MappingUnreadable(name=name, place=key)
    return value.strip()
