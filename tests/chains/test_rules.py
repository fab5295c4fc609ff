import copy
import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainfair.chains import errors, rules
from chainfair.chains.kinds import ChainPlan, CodeSystem, FlowPlan, KnownCodes, LinkPlan

KNOWN = KnownCodes(
    goods=frozenset({"2530", "253090", "283691", "850760", "85"}), activities=frozenset({"3830", "383"})
)
GOOD: dict[str, Any] = {
    "key": "cells",
    "version": 1,
    "year": 2026,
    "name_en": "Cells",
    "name_zh": "电芯",
    "about_en": "From ore to cells and back.",
    "about_zh": "从矿石到电芯，再回收。",
    "services": ["assay"],
    "links": [
        {"key": "ore", "name_en": "Ore", "name_zh": "锂矿", "goods": ["2530"]},
        {"key": "salts", "name_en": "Salts", "name_zh": "锂盐", "goods": ["283691"]},
        {"key": "cells", "name_en": "Cells", "name_zh": "电芯", "goods": ["850760"]},
        {"key": "recovery", "name_en": "Recovery", "name_zh": "回收", "activities": ["3830"]},
    ],
    "flows": [
        {"source": "ore", "target": "salts", "what_en": "concentrate", "what_zh": "锂精矿"},
        {"source": "salts", "target": "cells", "what_en": "carbonate", "what_zh": "碳酸锂"},
        {"source": "cells", "target": "recovery", "what_en": "spent cells", "what_zh": "废旧电芯"},
        {"source": "recovery", "target": "salts", "what_en": "salts", "what_zh": "锂盐", "recycling": True},
    ],
}


def changed(path: list[str | int], value: Any = None, *, drop: bool = False) -> dict[str, Any]:
    """The good chain with one field changed or dropped."""
    document = copy.deepcopy(GOOD)
    where: Any = document
    for step in path[:-1]:
        where = where[step]
    if drop:
        del where[path[-1]]
    else:
        where[path[-1]] = value
    return document


def sentences(document: dict[str, Any]) -> list[str]:
    return [str(refusal) for refusal in rules.refusals_to_chain(rules.chain_plan(document), KNOWN)]


def test_good_chain_is_read_as_written() -> None:
    plan = rules.chain_plan(GOOD)

    assert rules.refusals_to_chain(plan, KNOWN) == []
    assert (plan.key, plan.version, plan.year, plan.name_en, plan.name_zh) == (
        "cells",
        1,
        2026,
        "Cells",
        "电芯",
    )
    assert plan.links[3] == LinkPlan("recovery", "Recovery", "回收", (), ("3830",))
    assert plan.links[0].codes == ((CodeSystem.HS2022, "2530"),)
    assert plan.flows[3] == FlowPlan("recovery", "salts", "salts", "锂盐", recycling=True)
    assert (plan.is_service, plan.services) == (False, ("assay",))


@pytest.mark.parametrize(
    ("document", "error", "sentence"),
    [
        (changed(["key"], drop=True), errors.FieldMissing, "chain: “key” is missing."),
        (changed(["name_zh"], drop=True), errors.FieldMissing, "cells: “name_zh” is missing."),
        (
            changed(["about_en"], " "),
            errors.TextExpected,
            "cells: “about_en” must be a text and must not be empty.",
        ),
        (changed(["version"], drop=True), errors.FieldMissing, "cells: “version” is missing."),
        (
            changed(["version"], "1"),
            errors.NumberExpected,
            "cells: “version” must be a whole number of at least 1.",
        ),
        (
            changed(["year"], True),
            errors.NumberExpected,
            "cells: “year” must be a whole number of at least 1.",
        ),
        (changed(["is_service"], "no"), errors.YesOrNoExpected, "cells: “is_service” must be true or false."),
        (
            changed(["services"], [1]),
            errors.ListExpected,
            "cells: “services” must be a list and must not be empty.",
        ),
        (changed(["links"], []), errors.ListExpected, "cells: “links” must be a list and must not be empty."),
        (changed(["flows"], drop=True), errors.FieldMissing, "cells: “flows” is missing."),
        (
            changed(["links", 1], "salts"),
            errors.TableExpected,
            "cells › links 2: fields are expected here: key, name_en, name_zh, goods, activities.",
        ),
        (
            changed(["links", 1, "code"], "283691"),
            errors.FieldUnknown,
            "cells › links 2: “code” is not a field here; allowed are key, name_en, name_zh, goods, activities.",
        ),
        (
            changed(["links", 1, "key"], "Li salts"),
            errors.KeyMalformed,
            "cells › links 2: the key “Li salts” may hold small Latin letters, digits and single hyphens only.",
        ),
        (
            changed(["links", 1, "name_en"], ""),
            errors.TextExpected,
            "cells › links 2 salts: “name_en” must be a text and must not be empty.",
        ),
        (
            changed(["links", 1, "name_en"], "x" * 121),
            errors.TextTooLong,
            "cells › links 2 salts: “name_en” has 121 characters; at most 120 are allowed.",
        ),
        (
            changed(["links", 1, "name_zh"], "Salts"),
            errors.ChineseNameExpected,
            "cells › links 2 salts: “Salts” is no Chinese name.",
        ),
        (
            changed(["links", 1, "goods"], "283691"),
            errors.ListExpected,
            "cells › links 2 salts: “goods” must be a list and must not be empty.",
        ),
        (
            changed(["flows", 0, "what_zh"], drop=True),
            errors.FieldMissing,
            "cells › flows 1 ore → salts: “what_zh” is missing.",
        ),
        (
            changed(["flows", 0, "recycling"], 1),
            errors.YesOrNoExpected,
            "cells › flows 1 ore → salts: “recycling” must be true or false.",
        ),
    ],
)
def test_malformed_field_is_refused_with_its_place(
    document: dict[str, Any], error: type[errors.ChainRefused], sentence: str
) -> None:
    with pytest.raises(error) as refusal:
        rules.chain_plan(document)

    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (
            changed(["links", 3, "key"], "ore"),
            [
                "cells › links 4 ore: the key “ore” is taken by link 1 already.",
                "cells › flows 3 cells → recovery: the chain has no link “recovery”.",
                "cells › flows 4 recovery → salts: the chain has no link “recovery”.",
            ],
        ),
        (
            changed(["links", 0, "goods"], drop=True),
            ["cells › links 1 ore: the link needs at least one HS 2022 code or ISIC Rev.4 class."],
        ),
        (
            changed(["links", 0, "goods"], ["253091"]),
            ["cells › links 1 ore: “253091” is no heading (4 digits) or subheading (6 digits) of HS 2022."],
        ),
        (
            changed(["links", 0, "goods"], ["85"]),
            ["cells › links 1 ore: “85” is no heading (4 digits) or subheading (6 digits) of HS 2022."],
        ),
        (
            changed(["links", 3, "activities"], ["383"]),
            ["cells › links 4 recovery: “383” is no class (4 digits) of ISIC Rev.4."],
        ),
        (
            changed(["links", 0, "goods"], ["2530", "2530"]),
            ["cells › links 1 ore: the code 2530 is stated twice."],
        ),
        (
            changed(["flows", 0, "target"], "salt"),
            ["cells › flows 1 ore → salt: the chain has no link “salt”."],
        ),
        (
            changed(["flows", 0, "target"], "ore"),
            ["cells › flows 1 ore → ore: the flow begins and ends at “ore”."],
        ),
        (
            changed(["flows", 1], GOOD["flows"][0]),
            ["cells › flows 2 ore → salts: flow 1 joins “ore” to “salts” already."],
        ),
        (
            changed(["flows", 3, "recycling"], False),
            [
                "cells: the flows run in a circle: salts → cells → recovery → salts. Mark the flow that recycles."
            ],
        ),
        (
            changed(["flows", 1, "recycling"], True),
            [
                "cells › flows 2 salts → cells: nothing leads from “cells” to “salts”, so it does not recycle.",
                "cells › flows 4 recovery → salts: nothing leads from “salts” to “recovery”, so it does not recycle.",
            ],
        ),
        (
            changed(["flows", 0, "recycling"], True),
            [
                "cells › flows 1 ore → salts: nothing leads from “salts” to “ore”, so it does not recycle.",
            ],
        ),
        (
            changed(["flows"], GOOD["flows"][1:]),
            ["cells: no flow joins these links to the rest: salts, cells, recovery."],
        ),
    ],
)
def test_mistake_is_refused_with_its_place(document: dict[str, Any], expected: list[str]) -> None:
    assert sentences(document) == expected


def test_every_kind_of_refusal_names_its_place() -> None:
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.ChainRefused)
    ]

    assert len(kinds) == 23
    assert [kind.__name__ for kind in kinds if not kind.message.startswith("%(place)s: ")] == []


def test_service_nobody_offers_is_refused() -> None:
    chain = rules.chain_plan(GOOD)
    service = rules.chain_plan({**GOOD, "key": "services", "is_service": True, "services": ["ore"]})

    assert [str(refusal) for refusal in rules.refusals_to_services([chain, service])] == [
        "cells: no service chain has a link “assay”."
    ]


flows_of_seven = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda flow: flow[0] != flow[1])
)


@given(flows_of_seven)
def test_circle_is_found_exactly_where_no_order_exists(flows: list[tuple[int, int]]) -> None:
    named = [(str(source), str(target)) for source, target in flows]
    ordered = any(
        all(order.index(source) < order.index(target) for source, target in flows)
        for order in itertools.permutations(range(7))
    )

    circle = rules.circle_in(named)

    assert bool(circle) is not ordered
    assert all(step in named for step in itertools.pairwise(circle))
    assert not circle or circle[0] == circle[-1]


@given(flows_of_seven)
def test_chain_is_taken_exactly_when_it_is_whole_and_has_no_circle(flows: list[tuple[int, int]]) -> None:
    names = "abcdefg"
    plan = ChainPlan(
        *("x", 1, 2026, "X", "链", "x", "链"),
        links=tuple(LinkPlan(name, name, "环节", ("2530",)) for name in names),
        flows=tuple(FlowPlan(names[a], names[b], "x", "货") for a, b in dict.fromkeys(flows)),
    )
    touched = {frozenset(flow) for flow in flows}
    pieces = [{number} for number in range(7)]
    for pair in touched:
        joined = set().union(*(piece for piece in pieces if piece & pair))
        pieces = [piece for piece in pieces if not piece & pair] + [joined]

    refusals = rules.refusals_to_chain(plan, KNOWN)

    assert {type(refusal) for refusal in refusals} == (
        ({errors.ChainInPieces} if len(pieces) > 1 else set())
        | ({errors.FlowsInCircle} if rules.circle_in([(f.source, f.target) for f in plan.flows]) else set())
    )


def test_handbook_page_sets_each_code_beside_its_title() -> None:
    titles = {
        (CodeSystem.HS2022, "2530"): "Mineral substances",
        (CodeSystem.HS2022, "283691"): "Carbonates; " + "lithium " * 30,
        (CodeSystem.HS2022, "850760"): "Electric accumulators; lithium-ion",
        (CodeSystem.ISIC4, "3830"): "Materials recovery",
    }

    page = rules.handbook_page([rules.chain_plan(GOOD)], titles).splitlines()

    assert "| `ore` | Ore 锂矿 | HS 2530 | Mineral substances |" in page
    assert "| `salts` | Salts 锂盐 | HS 2836.91 | Carbonates;" + " lithium" * 16 + " … |" in page
    assert "| `recovery` | Recovery 回收 | ISIC 3830 | Materials recovery |" in page
    assert "| Recovery | Salts | salts 锂盐 (recycling) |" in page


@pytest.mark.parametrize(
    ("industry", "profile", "lines"),
    [
        ("制造业; 交通运输、仓储和邮政业,制造业", "", []),
        ("核心技术; 信息传输、软件和信息技术服务业", "", ["核心技术"]),
        ("其他; 政府,机构", "", []),
        (
            "电池",
            "公司成立于2014年。公司生产磷酸铁锂正极材料。",
            ["公司生产磷酸铁锂正极材料", "公司成立于2014年", "电池"],
        ),
        (
            "",
            "Duna Pumps Pvt. Ltd. makes pumps. Founded in 1990.",
            ["Duna Pumps Pvt. Ltd. makes pumps", "Founded in 1990."],
        ),
        (
            "",
            "Established in 1990. We manufacture glass vials and amp...",
            ["We manufacture glass vials and", "Established in 1990"],
        ),
        ("", "With a ...", []),
        (
            "",
            f"We make {'better ' * 20}electric charging stations and much else besides.",
            [f"We make {'better ' * 20}electric"],
        ),
        ("", "我们生产" + "机器人" * 60, [("我们生产" + "机器人" * 60)[:160]]),
        ("Pumps; Pumps", "", ["Pumps"]),
    ],
)
def test_product_lines_say_what_somebody_makes(industry: str, profile: str, lines: list[str]) -> None:
    assert rules.product_lines(industry, profile, most=3) == lines


def test_a_heading_is_left_out_beside_its_only_subheading() -> None:
    found = [("391400", 6, 0.5), ("3914", 4, 0.5), ("8507", 4, 0.4), ("850760", 6, 0.4)]

    assert rules.without_doubles(found) == [("391400", 6, 0.5), ("8507", 4, 0.4), ("850760", 6, 0.4)]
