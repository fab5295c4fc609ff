"""The six figures of the real lists, counted a second time with the csv module and plain comparison of all pairs.

Nothing of the program is used here, so that a figure of an import can be held against a count of its own.
"""

import csv
import gzip
import io
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from urllib.parse import urlsplit

from rapidfuzz import fuzz, process

from tests.shared import LISTS

NAMES = {
    "ces_2026_partial.csv": ("name", ""),
    "cphi_2025_partial.csv": ("Company Name", ""),
    "hannovermesse_2018.csv.gz": ("name", ""),
    "waic_2026_bilingual.csv": ("name_zh", "name_en"),
}
# Countries of the lists in which a firm's registered name is not Latin.
_OTHER = (
    "China;Taiwan;Macao;Japan;Korea, Republic of;Thailand;Russian Federation;Belarus;Ukraine;Bulgaria;Greece;Israel;"
    "Macedonia, former Yug. Rep.;Iraq;Iran, Islamic Republic of;Saudi Arabia;Egypt;Lebanon;Algeria;Tunisia;Armenia;"
    "United Arab Emirates;CN;TW;JP;KR;TH;AE"
)
OTHER_SCRIPTS = frozenset(_OTHER.split(";"))
_FORMS = (
    "ltd limited inc incorporated corp corporation co company pvt private gmbh mbh ag kg ohg ug se ev sarl sas sa srl"
    " spa bv nv ab as oy kft zrt doo dd sro spzoo llc llp plc sl slu lda ltda jsc ooo and"
)
FORMS = frozenset(_FORMS.split())
PUNCTUATION = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Entry:
    """One row with a name, folded for comparing."""

    own: str
    latin: str
    core: str
    form: str
    country: str
    host: str
    place: str


def lines_of(file: Path) -> list[dict[str, str]]:
    """The rows of a list as the csv module reads them."""
    data = file.read_bytes()
    text = (gzip.decompress(data) if file.suffix == ".gz" else data).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def folded(text: str) -> str:
    """Letters and digits in lower case, without accents."""
    plain = unicodedata.normalize("NFKD", text).replace("ß", "ss").replace("ø", "o").replace("ł", "l").lower()
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[^\w&+]|_", "", kept)


def parted(text: str) -> tuple[str, str]:
    """A Latin name without its legal form, and the form."""
    plain = unicodedata.normalize("NFKD", text).lower().replace(".", "").replace("'", "")
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).replace("ß", "ss")
    plain = re.sub(r"\bco ?kg\b", "co kg", re.sub(r"(?<=[a-z]{3})(gmbh|ltd)\b", r" \1", plain))
    words = [word for word in re.split(r"[^\w&+]|_", plain) if word]
    form: list[str] = []
    while len(words) > 1 and (words[-1] in FORMS or words[-1] == "&"):
        word = words.pop()
        form.insert(
            0, {"limited": "ltd", "company": "co", "private": "pvt", "and": "", "&": ""}.get(word, word)
        )
    return "".join(words), " ".join(filter(None, form))


def entries_of(name: str, rows: list[dict[str, str]]) -> list[Entry]:
    """The rows that have a name in either language."""
    own_column, latin_column = NAMES[name]
    found = []
    for row in rows:
        own, latin = row[own_column].strip(), row.get(latin_column, "").strip() if latin_column else ""
        own = own or latin
        if not PUNCTUATION.sub("", own):
            continue
        spoken = own if own.isascii() or not re.search("[一-鿿]", own) else latin
        core, form = parted(spoken)
        site = row.get("website", "").strip().lower()
        host = (urlsplit(site if "://" in site else f"//{site}").hostname or "").removeprefix("www.")
        place = PUNCTUATION.sub("", f"{row.get('street', '')}{row.get('zip_code', '')}".lower())
        country = row.get("country", row.get("Country", ""))
        found.append(Entry(folded(own), folded(latin or own), core, form, country, host, place))
    return found


def supported(a: Entry, b: Entry) -> bool:
    """Whether the same website or address stands behind two names."""
    return bool(a.host and a.host == b.host) or (len(a.place) >= 8 and a.place == b.place)


def same(a: Entry, b: Entry) -> bool:
    """Whether two entries are one: the same name where it is registered so, or with the same site or address."""
    if a.country != b.country:
        return False
    registered = bool(a.country) and a.country not in OTHER_SCRIPTS
    if a.own == b.own:
        return registered or supported(a, b) or bool(re.search("[一-鿿]", a.own))
    return a.core == b.core and (
        (a.form == b.form and (registered or supported(a, b)))
        or (not (a.form and b.form) and supported(a, b))
    )


def doubtful(a: Entry, b: Entry) -> bool:
    """Whether a person should be asked about two entries that are not one."""
    chinese = bool(re.search("[一-鿿]", a.own)), bool(re.search("[一-鿿]", b.own))
    if any(chinese):
        return (a.latin == b.latin and bool(a.latin)) or (chinese[0] != chinese[1] and a.core == b.core)
    if a.own == b.own:
        return True
    if a.country != b.country:
        return False
    if a.core == b.core:
        return True
    if min(len(a.core), len(b.core)) < 6:
        return False
    return fuzz.ratio(a.core, b.core) >= (90 if supported(a, b) else 95)


def groups_of(entries: list[Entry]) -> list[list[Entry]]:
    """Entries put together where two are one."""
    by_core: dict[str, list[int]] = defaultdict(list)
    above = list(range(len(entries)))

    def top(number: int) -> int:
        while above[number] != number:
            number = above[number]
        return number

    for number, entry in enumerate(entries):
        for key in {entry.core, entry.own}:
            by_core[key].append(number)
    for members in by_core.values():
        for one, other in combinations(members, 2):
            if same(entries[one], entries[other]):
                above[max(top(one), top(other))] = min(top(one), top(other))
    found: dict[int, list[Entry]] = defaultdict(list)
    for number, entry in enumerate(entries):
        found[top(number)].append(entry)
    return list(found.values())


def questions_of(groups: list[list[Entry]]) -> int:
    """Pairs of groups of which some two entries are doubtful; every pair is compared, none is skipped."""
    flat = [(number, entry) for number, group in enumerate(groups) for entry in dict.fromkeys(group)]
    asked: set[tuple[int, int]] = set()
    for part in ("core", "latin", "own"):
        keyed: dict[str, list[tuple[int, Entry]]] = defaultdict(list)
        for number, entry in flat:
            keyed[getattr(entry, part)].append((number, entry))
        for members in keyed.values():
            for (one, a), (other, b) in combinations(members, 2):
                if one != other and doubtful(a, b):
                    asked.add((min(one, other), max(one, other)))
    for country in {entry.country for _, entry in flat}:
        here = [(number, entry) for number, entry in flat if entry.country == country]
        cores = [entry.core for _, entry in here]
        likeness = process.cdist(cores, cores, scorer=fuzz.ratio, score_cutoff=90)
        for one, other in zip(*likeness.nonzero(), strict=True):
            if one < other and here[one][0] != here[other][0] and doubtful(here[one][1], here[other][1]):
                asked.add((here[one][0], here[other][0]))
    return len(asked)


def stands_of(name: str, rows: list[dict[str, str]]) -> int:
    """Distinct stands: cells cut at bars and semicolons, with the hall behind the @ or in the cell beside."""
    found: set[tuple[str, str]] = set()
    for row in rows:
        if name.startswith("waic"):
            for part in filter(None, row["booths"].split("|")):
                codes, _, hall = part.partition("@")
                found |= {(hall, " ".join(code.strip(" `").split())) for code in codes.split("、")}
        elif name.startswith("ces"):
            pairs = zip(row["booths"].split(";"), row["hall"].split(";"), strict=True)
            found |= {(hall.strip(), code.strip()) for code, hall in pairs if code.strip()}
        elif name.startswith("cphi"):
            said = re.fullmatch(r"Visit us at stand (.+) , subevent .+", row["Location & Zone"])
            named = re.split(r" & |, ", said[1]) if said else []
            found |= {("", code) for code in named if code != "Multiple"}
    return len(found)


def counted(name: str) -> dict[str, int]:
    """The figures of a list as `import --json` should state them, and how many rows are refused."""
    rows = lines_of(LISTS / name)
    entries = entries_of(name, rows)
    groups = groups_of(entries)
    return {
        "rows": len(rows),
        "organisations": len(groups),
        "participations": len(groups),
        "stands": stands_of(name, rows),
        "merges": len(entries) - len(groups),
        "questions": questions_of(groups),
        "refused": len(rows) - len(entries),
    }
