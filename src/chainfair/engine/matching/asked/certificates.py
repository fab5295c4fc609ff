"""Certificates as people write them, and whether those that are asked for are there."""

import re
import unicodedata
from collections.abc import Set
from itertools import accumulate

UNKNOWN = (
    0.5  # how far a condition is missed by whoever has said nothing: between who meets it and who does not
)
BETWEEN = re.compile(r"[,;、|/\n+&·•]|和|及|与|\band\b")
YEAR = re.compile(r"[:\-–_ ](19|20)\d\d\b")
NOISE = re.compile(
    r"\b(certified|certificates?|certifications?|standards?|compliant|approved|approval|registered|marking|mark|system)\b"
    r"|(已通过|通过|取得|获得|具备|管理体系|产品认证|认证|证书|标准|体系|标志)"
)
SCHEME = re.compile(
    r"\b(iso|iatf|iec|en|gb|din|astm|api|as|ul|haccp|brc|fssc|sa|ts|qs|ohsas|jis)[ \-_/]*(?=\d)"
)
NUMBERED = re.compile(r"[a-z]{2,6}\d{3,6}(?=[\u3400-\u9fff])")
JOINED = re.compile(r"\b(iso|gb|iec|en)\s*/\s*(iec|ts|tr|t|iso)\b")
NOTHING = {"", "none", "no", "na", "n.a.", "无", "没有", "暂无", "-", "–", "—", "不限", "any"}
# One certificate under several names; the Chinese national standards named here are translations of those of ISO.
SAME = {
    "gb19001": "iso9001",
    "gb24001": "iso14001",
    "gb45001": "iso45001",
    "gb27001": "iso27001",
    "gb22080": "iso27001",
    "gb23331": "iso50001",
    "质量": "iso9001",
    "环境": "iso14001",
    "职业健康安全": "iso45001",
    "信息安全": "iso27001",
    "能源": "iso50001",
    "3c": "ccc",
    "中国强制性": "ccc",
    "强制性": "ccc",
    "清真": "halal",
    "有机": "organic",
    "绿色食品": "greenfood",
}


def certificates_in(text: str) -> frozenset[str]:
    """The certificates a text names, each under one spelling: "ISO 9001:2015、CE" is iso9001 and ce."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = JOINED.sub(lambda found: found[1] + " ", plain).replace("n/a", "none")
    found = accumulate((_one(part) for part in BETWEEN.split(plain)), _after)
    return frozenset(one for one in found if one not in NOTHING)


def _after(before: str, one: str) -> str:
    """A bare number is one of the scheme before it: "ISO 9001/14001" are two of ISO."""
    scheme = re.match(r"(?:iso|iatf|en|gb)(?=\d)", before)
    return scheme[0] + one if scheme and re.fullmatch(r"\d{3,6}", one) else one


def _one(part: str) -> str:
    part = NOISE.sub(" ", YEAR.sub(" ", part))
    part = SCHEME.sub(lambda found: found[1], part.strip(" .:()[]\"'“”"))
    name = re.sub(r"[\s.\-–_()]+", "", part)
    numbered = NUMBERED.match(name)  # what a number is about need not be said beside it
    name = numbered[0] if numbered else name
    return SAME.get(name, name)[:40]


def certificates_missed(asked: Set[str], held: Set[str]) -> float:
    """The share of what is asked that is not held, 0 to 1; of those who name no certificate nothing is known."""
    if not asked:
        return 0.0
    return len(asked - held) / len(asked) if held else UNKNOWN
