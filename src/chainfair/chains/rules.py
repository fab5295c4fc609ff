"""Pure decisions about chains as they are written down: what a file says, and whether it can be taken."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chainfair.chains import errors
from chainfair.chains.kinds import ChainPlan, CodeSystem, FlowPlan, KnownCodes, LinkPlan

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
HAN = re.compile(r"[\u3400-\u9fff]")
LONGEST_KEY = 60
LONGEST_NAME = 120
LONGEST_SENTENCE = 400
SHORT_TITLE = 140

# A stop ends a sentence unless it ends the short form of a word, as in "Pvt. Ltd." and "No. 5".
SENTENCE = re.compile(
    r"[。！？；;!?\n]+"
    r"|(?<!\bPvt)(?<!\bLtd)(?<!\bCo)(?<!\bInc)(?<!\bCorp)(?<!\bNo)(?<!\bDr)(?<!\bSt)(?<!\bMr)(?<!\bapprox)(?<!\b\w)\.\s+",
    re.IGNORECASE,
)
CUT_OFF = re.compile(r"\S*\s*(\.\.\.|…)\s*$")
LIKELY = 0.35  # score of a suggested code below which more are wrong than right
SHORTEST_LINE = 5
LONGEST_LINE = 160
BETWEEN_TRADES = re.compile(r"[;；,，/]+")
OF_PRODUCTS = re.compile(
    r"产品|生产|制造|研发|供应|主营|包括|涵盖"
    r"|\b(manufactur\w*|products?|suppl(y|ies|iers?)|range|offer\w*|makes?|making|exporters?|specialis\w*|specializ\w*)\b",
    re.IGNORECASE,
)
# Sections of GB/T 4754 and of ISIC, and what forms offer beside them.
GENERAL = re.compile(
    r".*(制造业|服务业|零售业|金融业|采矿业|建筑业|房地产业|餐饮业|娱乐业|供应业|管理业|邮政业)"
    r"|其他|其它|政府|机构|院校|教育|金融|制造|批发|零售|综合|.*公共管理.*|.*渔业|信息传输.*|投资机构"
    r"|others?|manufacturing|services?|government|education|institutions?|finance|retail|wholesale|industry",
    re.IGNORECASE,
)

CHAIN_FIELDS = (
    *("key", "version", "year", "name_en", "name_zh", "about_en", "about_zh"),
    *("is_service", "services", "links", "flows"),
)
LINK_FIELDS = ("key", "name_en", "name_zh", "goods", "activities")
FLOW_FIELDS = ("source", "target", "what_en", "what_zh", "recycling")


@dataclass(frozen=True)
class Fields:
    """A table of a chain file with its place, read field by field."""

    place: str
    table: Mapping[str, object]

    @classmethod
    def of(cls, place: str, table: object, allowed: Sequence[str]) -> "Fields":
        """Take a table whose fields are all known."""
        if not isinstance(table, Mapping):
            raise errors.TableExpected(place=place, allowed=", ".join(allowed))
        for field in table:
            if field not in allowed:
                raise errors.FieldUnknown(place=place, field=field, allowed=", ".join(allowed))
        return cls(place, table)

    def text(self, field: str, limit: int = LONGEST_NAME) -> str:
        """A text that is neither missing, empty nor too long."""
        if field not in self.table:
            raise errors.FieldMissing(place=self.place, field=field)
        value = self.table[field]
        if not isinstance(value, str) or not value.strip():
            raise errors.TextExpected(place=self.place, field=field)
        if len(value) > limit:
            raise errors.TextTooLong(place=self.place, field=field, length=len(value), limit=limit)
        return value.strip()

    def key(self, field: str = "key") -> str:
        """A text fit for an address."""
        value = self.text(field, LONGEST_KEY)
        if not KEY.fullmatch(value):
            raise errors.KeyMalformed(place=self.place, key=value)
        return value

    def chinese(self, field: str) -> str:
        """A text with at least one Chinese character."""
        value = self.text(field)
        if not HAN.search(value):
            raise errors.ChineseNameExpected(place=self.place, value=value)
        return value

    def number(self, field: str) -> int:
        """A whole number from 1."""
        if field not in self.table:
            raise errors.FieldMissing(place=self.place, field=field)
        value = self.table[field]
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise errors.NumberExpected(place=self.place, field=field)
        return value

    def flag(self, field: str) -> bool:
        """True or false; false where nothing is said."""
        value = self.table.get(field, False)
        if not isinstance(value, bool):
            raise errors.YesOrNoExpected(place=self.place, field=field)
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        """A list of texts; empty where nothing is said."""
        if field not in self.table:
            return ()
        values = self.rows(field)
        if not all(isinstance(value, str) for value in values):
            raise errors.ListExpected(place=self.place, field=field)
        return tuple(str(value) for value in values)

    def rows(self, field: str) -> list[object]:
        """A list that is there and not empty."""
        if field not in self.table:
            raise errors.FieldMissing(place=self.place, field=field)
        values = self.table[field]
        if not isinstance(values, list) or not values:
            raise errors.ListExpected(place=self.place, field=field)
        return values


def chain_plan(document: Mapping[str, object], *, place: str = "chain") -> ChainPlan:
    """Read a chain from a loaded file; raises the refusal of the first field that is not as it should be.

    `place` names the file in refusals until the chain's own key is known.
    """
    chain = Fields.of(place, document, CHAIN_FIELDS)
    key = chain.key()
    chain = Fields(key, document)
    return ChainPlan(
        key=key,
        version=chain.number("version"),
        year=chain.number("year"),
        name_en=chain.text("name_en"),
        name_zh=chain.chinese("name_zh"),
        about_en=chain.text("about_en", LONGEST_SENTENCE),
        about_zh=chain.text("about_zh", LONGEST_SENTENCE),
        is_service=chain.flag("is_service"),
        services=chain.texts("services"),
        links=tuple(link_plan(key, number, row) for number, row in enumerate(chain.rows("links"), 1)),
        flows=tuple(flow_plan(key, number, row) for number, row in enumerate(chain.rows("flows"), 1)),
    )


def link_plan(chain: str, number: int, row: object) -> LinkPlan:
    """Read one link."""
    fields = Fields.of(f"{chain} › links {number}", row, LINK_FIELDS)
    key = fields.key()
    fields = Fields(link_place(chain, number, key), fields.table)
    return LinkPlan(
        key=key,
        name_en=fields.text("name_en"),
        name_zh=fields.chinese("name_zh"),
        goods=fields.texts("goods"),
        activities=fields.texts("activities"),
    )


def flow_plan(chain: str, number: int, row: object) -> FlowPlan:
    """Read one flow."""
    fields = Fields.of(f"{chain} › flows {number}", row, FLOW_FIELDS)
    source, target = fields.key("source"), fields.key("target")
    fields = Fields(flow_place(chain, number, source, target), fields.table)
    return FlowPlan(
        source=source,
        target=target,
        what_en=fields.text("what_en"),
        what_zh=fields.text("what_zh"),
        recycling=fields.flag("recycling"),
    )


def link_place(chain: str, number: int, key: str) -> str:
    """Where a link stands, in words that need no translation."""
    return f"{chain} › links {number} {key}"


def flow_place(chain: str, number: int, source: str, target: str) -> str:
    """Where a flow stands, in words that need no translation."""
    return f"{chain} › flows {number} {source} → {target}"


def refusals_to_chain(plan: ChainPlan, known: KnownCodes) -> list[errors.ChainRefused]:
    """Everything that forbids to take a chain, in the order of the file; empty where it can be taken."""
    refusals = [*refusals_to_links(plan, known), *refusals_to_flows(plan)]
    if not refusals:  # a graph with loose ends cannot be walked
        refusals = [*refusals_to_graph(plan)]
    return refusals


def refusals_to_links(plan: ChainPlan, known: KnownCodes) -> Iterator[errors.ChainRefused]:
    """Keys that stand twice and codes that do not exist."""
    first: dict[str, int] = {}
    for number, link in enumerate(plan.links, 1):
        place = link_place(plan.key, number, link.key)
        if link.key in first:
            yield errors.KeyTwice(place=place, key=link.key, first=first[link.key])
        first.setdefault(link.key, number)
        if not link.codes:
            yield errors.CodeMissing(place=place)
        for code in link.goods:
            if len(code) not in (4, 6) or code not in known.goods:
                yield errors.GoodsCodeUnknown(place=place, code=code)
        for code in link.activities:
            if len(code) != 4 or code not in known.activities:
                yield errors.ActivityCodeUnknown(place=place, code=code)
        for codes in (link.goods, link.activities):
            for code in sorted({code for code in codes if codes.count(code) > 1}):
                yield errors.CodeTwice(place=place, code=code)


def refusals_to_flows(plan: ChainPlan) -> Iterator[errors.ChainRefused]:
    """Flows with an end that is not there, to themselves, or stated twice."""
    keys = {link.key for link in plan.links}
    first: dict[tuple[str, str], int] = {}
    for number, flow in enumerate(plan.flows, 1):
        place = flow_place(plan.key, number, flow.source, flow.target)
        for key in (flow.source, flow.target):
            if key not in keys:
                yield errors.FlowEndUnknown(place=place, key=key)
        if flow.source == flow.target:
            yield errors.FlowToItself(place=place, key=flow.source)
        pair = (flow.source, flow.target)
        if pair in first:
            yield errors.FlowTwice(place=place, first=first[pair], source=flow.source, target=flow.target)
        first.setdefault(pair, number)


def refusals_to_graph(plan: ChainPlan) -> Iterator[errors.ChainRefused]:
    """Circles nobody declared, recycling that closes none, and links joined to nothing."""
    forward = [(flow.source, flow.target) for flow in plan.flows if not flow.recycling]
    circle = circle_in(forward)
    if circle:
        yield errors.FlowsInCircle(place=plan.key, path=" → ".join(circle))
    for number, flow in enumerate(plan.flows, 1):
        if flow.recycling and flow.source not in reached_from(flow.target, forward):
            yield errors.RecyclingWithoutCircle(
                place=flow_place(plan.key, number, flow.source, flow.target),
                source=flow.source,
                target=flow.target,
            )
    both_ways = [(flow.source, flow.target) for flow in plan.flows]
    both_ways += [(target, source) for source, target in both_ways]
    joined = reached_from(plan.links[0].key, both_ways)
    loose = [link.key for link in plan.links if link.key not in joined]
    if loose:
        yield errors.ChainInPieces(place=plan.key, links=", ".join(loose))


def refusals_to_services(plans: Iterable[ChainPlan]) -> list[errors.ChainRefused]:
    """Service links that a chain shows beneath its map but no service chain among the plans has."""
    every = list(plans)
    offered = {link.key for plan in every if plan.is_service for link in plan.links}
    return [
        errors.ServiceUnknown(place=plan.key, key=key)
        for plan in every
        for key in plan.services
        if key not in offered
    ]


def circle_in(flows: Iterable[tuple[str, str]]) -> list[str]:
    """A circle as the keys along it, the first one again at the end; empty where there is none."""
    following = following_of(flows)
    done: set[str] = set()
    for start in following:
        path: list[str] = []
        stack = [(start, False)]
        while stack:
            key, leaving = stack.pop()
            if leaving:
                done.add(path.pop())
            elif key in path:
                return [*path[path.index(key) :], key]
            elif key not in done:
                path.append(key)
                stack.append((key, True))
                stack.extend((after, False) for after in reversed(following.get(key, [])))
    return []


def reached_from(start: str, flows: Iterable[tuple[str, str]]) -> set[str]:
    """Every key one comes to along the flows, the start among them."""
    following = following_of(flows)
    reached = {start}
    waiting = [start]
    while waiting:
        for key in following.get(waiting.pop(), []):
            if key not in reached:
                reached.add(key)
                waiting.append(key)
    return reached


def following_of(flows: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """For each key the keys its flows lead to, in the order of the flows."""
    following: dict[str, list[str]] = {}
    for source, target in flows:
        following.setdefault(source, []).append(target)
    return following


def without_doubles(codes: Sequence[tuple[str, int, float]]) -> list[tuple[str, int, float]]:
    """Candidates without the headings whose one subheading xxxx00 is a candidate too: the two are the same goods."""
    single = {code[:4] for code, level, _score in codes if level == 6 and code.endswith("00")}
    return [found for found in codes if found[1] == 6 or found[0] not in single]


def candidates(codes: list[tuple[str, int, float]]) -> list[tuple[str, int, float]]:
    """Candidates to choose from, best first; none where not even the best is likely: it names no goods at all."""
    return codes if any(score >= LIKELY for _code, _level, score in codes) else []


def product_lines(industry: str, profile: str, *, most: int) -> list[str]:
    """Up to so many short texts that say what somebody makes: sentences of products first, then the industry.

    Left out: the names of sections of the economy, which say 制造业 of a maker of anything, fragments that a
    directory cut off, and what stands there twice.
    """
    sentences = [whole_part(part) for part in SENTENCE.split(profile)]
    sentences = [shortened(part) for part in sentences if len(part) > SHORTEST_LINE]
    told = sorted(sentences, key=lambda part: not OF_PRODUCTS.search(part))
    trades = [part.strip() for part in BETWEEN_TRADES.split(industry)]
    trades = [part for part in trades if part and not GENERAL.fullmatch(part)]
    return list(dict.fromkeys([*told[:most], *trades]))[:most]


def shortened(text: str) -> str:
    """At most LONGEST_LINE characters of a text, and no half word: "charging" cut off makes a charger a vehicle."""
    if len(text) <= LONGEST_LINE:
        return text
    return text[:LONGEST_LINE].rpartition(" ")[0] or text[:LONGEST_LINE]


def whole_part(sentence: str) -> str:
    """A sentence without its last word where three dots say that it was cut off."""
    cut = CUT_OFF.search(sentence)
    return (sentence[: cut.start()] if cut else sentence).strip(" #*•-–,，、\t")


def handbook_page(plans: Iterable[ChainPlan], titles: Mapping[tuple[CodeSystem, str], str]) -> str:
    """The chains as a page of the handbook: each link, each code beside its official title, each flow."""
    lines = [
        "# Chains",
        "",
        "Generated from the shipped chain files and classifications by the command `chain_handbook`; a test compares.",
        "Titles are those of HS 2022 (goods) and ISIC Rev.4 (services), long ones shortened. A code says where goods",
        "of a link are declared or counted; a subheading often holds other goods too.",
    ]
    for plan in plans:
        lines += ["", f"## {plan.name_en} {plan.name_zh}", "", plan.about_en, "", plan.about_zh, ""]
        lines += [
            f"Version {plan.version}, {plan.year}: {len(plan.links)} links, {len(plan.flows)} flows.",
            "",
        ]
        if plan.services:
            lines += [
                "Services shown beneath the map: " + ", ".join(f"`{key}`" for key in plan.services) + ".",
                "",
            ]
        lines += ["| link | name | code | official title |", "| --- | --- | --- | --- |"]
        for link in plan.links:
            lines += link_rows(link, titles)
        lines += ["", "| from | to | what flows |", "| --- | --- | --- |"]
        names = {link.key: link.name_en for link in plan.links}
        for flow in plan.flows:
            back = " (recycling)" if flow.recycling else ""
            lines.append(
                f"| {names[flow.source]} | {names[flow.target]} | {flow.what_en} {flow.what_zh}{back} |"
            )
    return "\n".join(lines) + "\n"


def dotted(code: str) -> str:
    """A goods code as people write it: 8507.60; a heading as it is."""
    return f"{code[:4]}.{code[4:]}" if len(code) > 4 else code


def coded(system: str, code: str) -> str:
    """A code with the classification it belongs to: HS 8507.60, ISIC 6910."""
    return f"ISIC {code}" if system == CodeSystem.ISIC4 else f"HS {dotted(code)}"


def link_rows(link: LinkPlan, titles: Mapping[tuple[CodeSystem, str], str]) -> Iterator[str]:
    """One row for each code of a link; its key and names in the first."""
    head = f"| `{link.key}` | {link.name_en} {link.name_zh} |"
    for system, code in link.codes:
        title = titles[system, code]
        if len(title) > SHORT_TITLE:
            title = title[:SHORT_TITLE].rsplit(" ", 1)[0].rstrip(",;") + " …"
        yield f"{head} {coded(system, code)} | {title} |"
        head = "| | |"
